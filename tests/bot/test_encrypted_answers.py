"""An answer to a round that only its sender can read: kept, shown to a person, and asked for once more."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import deciding, record, unreadable
from consultation.rounds.words import AnswerKind
from storage import round_messages, round_parties, rounds
from storage.outcomes import Outcome
from tests.laid_desk import OWN_ADDRESS, a_desk
from tests.letters_received import received
from tests.rounds_on_record import HELLE, answers, opened, work
from tests.sample_mails import sample

KAREN = "karen@fondennordlys.example"
NAME = "Fonden Nordlys"
WHOLE = ["encrypted-smime", "encrypted-pgp", "encrypted-pgp-in-text"]


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def leave(desk, smtp_sink):
    """Let everything leave; gives the text of what left since."""
    pool = SmtpPool(desk.settings.smtp)

    async def _leave():
        before = len(smtp_sink.messages)
        carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))
        await Courier(desk, carriers, Bell()).run_until_empty()
        return [each.message.get_body(("plain",)).get_content() for each in smtp_sink.messages[before:]]

    yield _leave
    await pool.close()


@pytest.fixture
async def out(desk, leave):
    of = await opened(desk, parties={NAME: KAREN})
    await leave()
    return of


async def invitation(desk, of):
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, of)
        return (await rounds.letters(session, party.id))[0].message_id


async def comes(desk, of, name):
    """A sample comes as an answer of Karen's to the invitation."""
    mail = message_from_bytes(sample(name), policy=policy.default)
    for field, value in {"From": KAREN, "To": OWN_ADDRESS, "In-Reply-To": await invitation(desk, of)}.items():
        del mail[field]
        mail[field] = value
    return await received(desk, mail)


async def case(desk, of):
    async with desk.database.reading() as session:
        return await record.load(session, await rounds.get(session, of), desk.clock.now())


@pytest.mark.parametrize("name", [*WHOLE, "encrypted-pgp-with-words"])
async def test_it_is_kept_and_a_person_decides(desk, out, name):
    decision = await comes(desk, out, name)

    assert decision.outcome == Outcome.SUBMISSION
    (kept,) = (await case(desk, out)).submissions
    assert (kept.undecided, kept.set_aside, kept.late) == ("encrypted", None, False)


@pytest.mark.parametrize("name", WHOLE)
async def test_its_sender_reads_that_we_could_not_and_how_to_send_it(desk, out, leave, name):
    await comes(desk, out, name)

    (letter,) = await leave()
    assert "Den er krypteret, og vi kan desværre ikke læse den." in letter
    assert "regnes som modtaget på det tidspunkt" in letter
    assert "igen uden kryptering" in letter
    assert "Sådan har vi forstået det" not in letter


async def test_what_is_sent_in_its_place_after_the_deadline_is_in_time(desk, out):
    await comes(desk, out, "encrypted-smime")
    desk.clock.advance(timedelta(days=29))
    made = await answers(desk, out, NAME, "Unge hjemløse bør have fokus.")

    assert not made.late


async def test_what_comes_after_the_deadline_is_late_where_nothing_came_in_time(desk, out):
    desk.clock.advance(timedelta(days=29))
    await comes(desk, out, "encrypted-smime")
    made = await answers(desk, out, NAME, "Unge hjemløse bør have fokus.")

    assert made.late


async def test_counted_as_an_answer_it_stands_in_the_note_for_a_person_to_read(desk, out):
    await comes(desk, out, "encrypted-smime")
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, out)
        (kept,) = await round_messages.of_round(session, out)
        await deciding.decide(session, of, kept, AnswerKind.SUBMISSION, HELLE, work(desk))

    (kept,) = (await case(desk, out)).submissions
    assert (kept.version, [unreadable.is_place(each.passage) for each in unreadable.found(kept)]) == (
        1,
        [True],
    )
