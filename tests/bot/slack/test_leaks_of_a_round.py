"""What people say among themselves of a round's answers, walked for in every letter that the round sends."""

import asyncio
import csv
from dataclasses import replace

import pytest

from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.courier import Courier
from bot.rounds.noting import MASKS, FeedbackDesk, house
from bot.settings import Smtp
from consultation.rounds import deciding, feedback_letters, reviewing, spoken
from consultation.rounds.lifecycle import Hands
from consultation.rounds.note import writing
from consultation.rounds.noting import note_of
from consultation.rounds.reviews import Decision
from consultation.rounds.words import AnswerKind, Stance
from nlp import taxonomy
from storage import round_messages, rounds
from tests.bot.slack.test_leaks import MARK, left_by_mail
from tests.laid_desk import FixedModel, an_understanding
from tests.notes.remarks import COMMENT, fills_in
from tests.rounds_on_record import ANDERS, HELLE, answers, opened, work

NORDLYS = {"Fonden Nordlys": "karen@fondennordlys.example", "Havblik Fonden": "post@havblik.example"}
ANSWER = "1. Unge hjemløse bør komme først. Fristen er for kort.\n\n2. Vi foreslår mentorer i alle kommuner."
MODEL = FixedModel(an_understanding("uip"))


@pytest.fixture
def settings(settings):
    """A house whose offices nobody outside knows."""
    offices = tuple(
        each.model_copy(update={"name": f"{each.name} {MARK}-kontor"}) for each in settings.office
    )
    return settings.model_copy(update={"office": offices})


@pytest.fixture
async def deliver(desk, bell, smtp_sink):
    """Let a round's letters leave; gives all that they say."""
    pool = SmtpPool(
        Smtp(host="127.0.0.1", port=smtp_sink.port, security="none", from_address="fonde@m.example")
    )

    async def _deliver():
        await Courier(
            desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), bell
        ).run_until_empty()
        return left_by_mail(smtp_sink)

    yield _deliver
    await pool.close()


@pytest.fixture
async def of(desk):
    """A round that two foundations answered; people corrected, set aside and confirmed what is in it."""
    number = await opened(desk, office="uip", parties=NORDLYS)
    for party in NORDLYS:
        message = await answers(desk, number, party, ANSWER)
        async with desk.database.transaction() as session:
            current = await round_messages.get(session, message.id)
            said = spoken.said(await spoken.to_round(session, number), MODEL)
            first, second, third = [each.saying(Decision.CONFIRMED) for each in said][-3:]
            corrected = replace(first, stance=Stance.SUPPORT, topics=("effektanalyse",))
            aside = replace(second, decision=Decision.SET_ASIDE, reason=f"{MARK}-begrundelse")
            who = f"{MARK}-kollega"
            await reviewing.say(session, current, [corrected, aside, third], who, desk.clock.now())
    return number


@pytest.fixture
async def note(desk, of, tmp_path):
    """The note's spreadsheet with a comment on each point, and reasons beside the statements."""
    async with desk.database.reading() as session:
        round_ = await rounds.get(session, of)
        found = await note_of(
            session, round_, house(desk.settings, taxonomy.load(), MODEL, "uip"), desk.clock.now()
        )
    _, paths = await asyncio.to_thread(writing.write, found, MASKS, tmp_path / "note")
    path = next(each for each in paths if each.suffix == ".csv")
    await asyncio.to_thread(fills_in, path)
    await asyncio.to_thread(_with_reasons, path)
    return path


def _with_reasons(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    for line in lines:
        line["reason"] = f"{MARK}-begrundelse i regnearket"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(lines)


async def feedback(desk, of, note):
    """Draw up everybody's letter of a note, and send them."""
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).state = "closed"
    at = FeedbackDesk(desk, taxonomy.load(), MODEL)
    number = await at.draw_up(of, "U1ANNE", note.name, note.read_bytes())
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        await feedback_letters.send_kept(session, round_, number, Hands(ANDERS, HELLE), work(desk))


async def test_nothing_internal_leaves_with_a_rounds_letters(desk, of, note, deliver):
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        message = (await round_messages.of_round(session, of))[0]
        await deciding.decide(session, round_, message, AnswerKind.SUBMISSION, f"{MARK}-kollega", work(desk))
    await feedback(desk, of, note)

    letters = await deliver()

    assert COMMENT in "".join(letters), "the walk would see nothing"
    assert [each for each in letters if MARK in each] == []


async def test_a_mark_in_a_comment_that_is_meant_to_leave_is_seen(desk, of, note, deliver):
    """The walk is no blind one: what does leave is found there."""
    await asyncio.to_thread(fills_in, note, comment=f"{MARK}-kommentar")

    await feedback(desk, of, note)

    assert [each for each in await deliver() if f"{MARK}-kommentar" in each] != []
