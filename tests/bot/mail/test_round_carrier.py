"""Letters of a round as they leave, on a real SMTP server."""

import asyncio
from datetime import timedelta

import pytest

from bot import schedule
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import deciding, moving
from consultation.rounds.lifecycle import Hands
from consultation.rounds.reminding import AGAIN
from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import LETTER
from storage import round_messages, round_parties, rounds
from storage.tables import RoundDocument
from tests.laid_desk import a_desk
from tests.rounds_on_record import ANDERS, HELLE, answers, closed, opened, parcels, work

DOUBTFUL = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."
ASKS = "Vi vil gerne bede om udsættelse af fristen til den 20. april."


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    """A desk that sends to the local mail server."""
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def leave(desk, smtp_sink):
    """Let everything leave that is due; gives the text of what left since."""
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))

    async def _leave():
        before = len(smtp_sink.messages)
        await Courier(desk, carriers, Bell()).run_until_empty()
        letters = [each.message.get_body(("plain",)) for each in smtp_sink.messages[before:]]
        return [letter.get_content() for letter in letters]

    yield _leave
    await pool.close()


@pytest.fixture
async def asked(desk, leave):
    """A round in which a party has asked for more time; everything so far has left."""
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ASKS)
    await leave()
    return of, letter.id


async def refuse(desk, round_id, number):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        letter = await round_messages.get(session, number)
        await deciding.refuse_time(session, of, letter, HELLE, work(desk))


async def test_who_gets_no_more_time_reads_kindly_which_deadline_stands(desk, asked, leave):
    await refuse(desk, *asked)

    (said,) = await leave()

    assert "kan desværre ikke give jer længere tid" in said
    assert "Vi beder fortsat om jeres svar senest mandag den 30. marts kl. 11.30." in said
    assert "Et kort svar er også et svar" in said


async def test_after_the_deadline_it_says_what_becomes_of_a_late_answer(desk, asked, leave):
    desk.clock.advance(timedelta(days=29))
    await refuse(desk, *asked)

    (said,) = await leave()

    assert "Vi bad om jeres svar senest mandag den 30. marts kl. 11.30." in said
    assert "Vi gemmer og læser det" in said


async def test_a_deadline_that_has_moved_meanwhile_is_not_said_to_stand(desk, asked, leave):
    of, _ = asked
    await refuse(desk, *asked)
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        until = round_.deadline + timedelta(days=7)
        await moving.extend(session, round_, Hands(ANDERS, HELLE), until, work(desk))

    said = await leave()

    assert len(said) == 3  # everybody hears of the new deadline
    assert not any("desværre" in each for each in said)


async def test_a_round_that_was_closed_by_hand_still_says_that_its_deadline_stood(desk, asked, leave):
    of, _ = asked
    await closed(desk, of)
    await refuse(desk, *asked)

    assert len(await leave()) == 1


async def test_a_reminder_to_whoever_wrote_something_unclear_is_asked_about_again_a_while_later(desk, leave):
    of = await opened(desk, parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    await leave()
    desk.clock.advance(timedelta(days=14))
    await schedule.tick(desk)
    await answers(desk, of, "Fonden Nordlys", DOUBTFUL)

    asked_at = desk.clock.now()
    async with asyncio.timeout(10):
        await leave()

    (reminder,) = [each for each in await parcels(desk, LETTER) if each.state == "pending" and each.reason]
    assert reminder.due_at >= asked_at + AGAIN


async def test_an_invitation_notes_which_version_of_each_document_went_along(desk, leave):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        for version in (1, 2):
            document = RoundDocument(
                round_id=of,
                name="oplaeg.pdf",
                version=version,
                type="",
                content=b"%PDF",
                text="",
                added_at=desk.clock.now(),
            )
            await rounds.add(session, document)
    await leave()

    answer = await answers(desk, of, "Fonden Nordlys", "1. Unge hjemløse bør komme først.")

    assert answer.reading["documents"] == {"oplaeg.pdf": 2}


async def test_a_receipt_for_a_new_version_says_which_wish_on_publication_holds(desk, leave):
    of = await opened(desk)
    answer = "1. Unge hjemløse bør komme først."
    await answers(desk, of, "Fonden Nordlys", f"{answer}\n\nSvaret må ikke offentliggøres.")
    await leave()
    await answers(desk, of, "Fonden Nordlys", f"Dette svar erstatter vores tidligere svar.\n\n{answer}")

    (said,) = await leave()

    assert "Offentliggørelse: nej" in said


async def test_a_deadline_that_moves_for_everybody_is_nobodys_own(desk, leave):
    of = await opened(desk, parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    await leave()
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        (party,) = await round_parties.of_round(session, of)
        party.own_deadline = locked.deadline + timedelta(days=3)
        until = locked.deadline + timedelta(days=14)
        await moving.extend(session, locked, Hands(ANDERS, HELLE), until, work(desk))

    (said,) = await leave()

    assert "Fristen for" in said


async def away(desk, of):
    back = (desk.clock.now() + timedelta(days=3)).date().isoformat()
    await answers(desk, of, "Fonden Nordlys", "Ferie", known=AnswerKind.AUTO_REPLY, back_on=back)


async def more_time(desk, of):
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        until = round_.deadline + timedelta(hours=4)
        await moving.extend(session, round_, Hands(ANDERS, HELLE), until, work(desk))


@pytest.mark.parametrize(("happens", "days"), [(away, 3), (more_time, 0)])
async def test_a_reminder_that_was_not_true_any_more_when_it_was_to_leave_is_planned_anew(
    desk, leave, happens, days
):
    of = await opened(desk, parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    await leave()
    desk.clock.advance(timedelta(days=14))
    await schedule.tick(desk)
    await happens(desk, of)
    assert not any("endnu ikke hørt" in each for each in await leave())

    desk.clock.advance(timedelta(days=days, minutes=1))
    await schedule.tick(desk)

    (reminder,) = await leave()
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, of)
    assert "endnu ikke hørt" in reminder
    assert [each["moment"] for each in party.reminded] == ["halfway"]


async def test_a_receipt_says_that_only_a_part_is_to_be_published(desk, leave):
    of = await opened(desk)
    answer = "1. Unge hjemløse bør komme først.\n\nSvaret må gerne offentliggøres, dog ikke bilaget."
    await answers(desk, of, "Fonden Nordlys", answer)

    assert any("Offentliggørelse: kun en del" in each for each in await leave())


async def test_who_is_asked_after_the_deadline_is_not_asked_to_answer_by_a_day_that_is_past(desk, leave):
    of = await opened(desk)
    await leave()
    desk.clock.advance(timedelta(days=29))
    await answers(desk, of, "Fonden Nordlys", "Spørg hellere Ida Holm, ida@programfonden.example.")

    (invitation,) = [each for each in await leave() if "Vi vil gerne høre jeres svar på" in each]

    assert "Frist:" not in invitation
    assert "Jeres svar er stadig velkomment" in invitation
