"""Somebody's word on statements: recorded with who and when, counted at once, never over another's unseen."""

from datetime import timedelta

import pytest

from consultation.rounds import deciding, reviewing, spoken
from consultation.rounds.errors import DecidedAlready, ReasonMissing
from consultation.rounds.reviews import Decision, waits
from consultation.rounds.words import AnswerKind, Stance
from storage import round_messages, round_statements, rounds
from tests.laid_desk import FixedModel
from tests.rounds_on_record import ANDERS, HELLE, answers, opened, work

ANSWER = (
    "1. Unge hjemløse bør komme først. Fristen er for kort.\n\n2. Vi foreslår, at mentorordningen udbredes."
)
NAME = "Fonden Nordlys"


@pytest.fixture
async def of(desk):
    return await opened(desk)


@pytest.fixture
async def answer(desk, of):
    return await answers(desk, of, NAME, ANSWER)


async def read(desk, of):
    """Everything that was said to the round, as it stands."""
    async with desk.database.reading() as session:
        return spoken.said(await spoken.to_round(session, of), FixedModel())


async def say(desk, message, sayings, by=HELLE, **over):
    async with desk.database.transaction() as session:
        current = await round_messages.get(session, message.id)
        return await reviewing.say(session, current, sayings, by, desk.clock.now(), **over)


async def waiting(desk, of):
    async with desk.database.reading() as session:
        return await round_statements.waiting(session, of)


async def test_all_that_an_answer_says_waits_when_it_comes_in(desk, of, answer):
    assert await waiting(desk, of) == 3
    assert [each.text.strip() for each in await read(desk, of)] == [
        "Unge hjemløse bør komme først.",
        "Fristen er for kort.",
        "Vi foreslår, at mentorordningen udbredes.",
    ]


async def test_what_is_confirmed_and_set_aside_waits_no_more(desk, of, answer):
    first, second, _ = await read(desk, of)
    await say(
        desk, answer, [first.saying(Decision.CONFIRMED), second.saying(Decision.SET_ASIDE, " praktisk ")]
    )
    now = await read(desk, of)
    assert await waiting(desk, of) == 1
    assert [(each.statement.confirmed_by, each.statement.set_aside) for each in now] == [
        (HELLE, None),
        (None, "praktisk"),
        (None, None),
    ]


async def test_the_history_says_who_said_what_of_which_words(desk, of, answer):
    desk.clock.advance(timedelta(hours=2))
    first, *_ = await read(desk, of)
    earliest = desk.clock.now()
    await say(desk, answer, [first.saying(Decision.CONFIRMED)], because="sheet")
    async with desk.database.reading() as session:
        told = await rounds.last_event(session, of, reviewing.STATEMENTS)
    place = first.statement.passage
    assert (told.actor, told.party_id) == (HELLE, answer.party_id)
    assert earliest <= told.at <= desk.clock.now()
    assert told.details == {
        "answer": answer.id,
        "because": "sheet",
        "said": [["confirmed", "", place.start, place.end]],
    }


async def test_what_was_corrected_stays_so_when_it_is_set_aside_and_taken_up_again(desk, of, answer):
    (first, *_) = await read(desk, of)
    await say(
        desk, answer, [first.saying(Decision.CONFIRMED, stance=Stance.CRITICISM, topics=("effektanalyse",))]
    )
    for decision in (Decision.SET_ASIDE, Decision.CONFIRMED):
        (now, *_) = await read(desk, of)
        await say(desk, answer, [now.saying(decision, "nej" if decision is Decision.SET_ASIDE else "")])
    (now, *_) = await read(desk, of)
    assert (now.statement.stance, now.statement.topics) == (Stance.CRITICISM, ("effektanalyse",))
    assert (now.statement.times, now.statement.set_aside) == (3, None)


@pytest.mark.parametrize("reason", ["", "  "])
async def test_nothing_is_set_aside_without_a_reason(desk, of, answer, reason):
    first, *_ = await read(desk, of)
    with pytest.raises(ReasonMissing):
        await say(desk, answer, [first.saying(Decision.SET_ASIDE, reason)])
    assert await waiting(desk, of) == 3


async def test_who_did_not_know_of_anothers_word_is_told_and_nothing_is_changed(desk, of, answer):
    first, second, _ = await read(desk, of)
    await say(desk, answer, [first.saying(Decision.SET_ASIDE, "praktisk")], by=ANDERS)
    with pytest.raises(DecidedAlready) as told:
        await say(desk, answer, [second.saying(Decision.CONFIRMED), first.saying(Decision.CONFIRMED)])
    assert told.value.by == ANDERS
    assert await waiting(desk, of) == 2


async def test_two_who_say_the_same_are_one_and_the_first_stands(desk, of, answer):
    first, *_ = await read(desk, of)
    assert await say(desk, answer, [first.saying(Decision.CONFIRMED)], by=ANDERS) == 1
    assert await say(desk, answer, [first.saying(Decision.CONFIRMED)]) == 0
    assert (await read(desk, of))[0].statement.confirmed_by == ANDERS


async def test_what_is_taken_back_waits_again(desk, of, answer):
    first, *_ = await read(desk, of)
    await say(desk, answer, [first.saying(Decision.CONFIRMED)])
    now, *_ = await read(desk, of)
    await say(desk, answer, [now.saying(Decision.PROPOSED)])
    assert await waiting(desk, of) == 3
    assert waits((await read(desk, of))[0].statement)


async def test_a_new_version_waits_for_itself_alone(desk, of, answer):
    other = await answers(desk, of, "Havblik Fonden", "1. De ældre bør komme først.")
    await say(
        desk,
        answer,
        [each.saying(Decision.CONFIRMED) for each in await read(desk, of) if each.submission == answer.id],
    )
    (its,) = [each for each in await read(desk, of) if each.submission == other.id]
    await say(desk, other, [its.saying(Decision.CONFIRMED)])
    assert await waiting(desk, of) == 0

    await answers(desk, of, "Havblik Fonden", "Hermed vores reviderede svar.\n\n1. De unge bør komme først.")

    found = await read(desk, of)
    assert [each.submission for each in found].count(other.id) == 0
    assert await waiting(desk, of) == sum(waits(each.statement) for each in found) > 0
    assert {each.organisation for each in found if waits(each.statement)} == {"Havblik Fonden"}


async def test_a_corrected_question_waits_in_the_correction_and_not_in_what_it_corrects(desk, of, answer):
    await answers(desk, of, NAME, "Rettelse til vores svar.\n\n2. Vi foreslår, at den ikke udbredes.")
    found = await read(desk, of)
    assert [each.statement.question for each in found if each.submission == answer.id] == ["behov", "behov"]
    assert await waiting(desk, of) == len(found)


async def test_a_message_set_aside_waits_for_nobody(desk, of, answer):
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        message = await round_messages.get(session, answer.id)
        await deciding.set_aside(session, locked, message, "sendt ved en fejl", HELLE, work(desk))
    assert (await waiting(desk, of), await read(desk, of)) == (0, [])


async def test_what_is_no_answer_any_more_waits_for_nobody_and_waits_again_when_it_is_one(desk, of, answer):
    for kind, count in ((AnswerKind.QUESTION, 0), (AnswerKind.SUBMISSION, 3)):
        async with desk.database.transaction() as session:
            locked, message = await rounds.locked(session, of), await round_messages.get(session, answer.id)
            await deciding.decide(session, locked, message, kind, HELLE, work(desk))
        assert await waiting(desk, of) == count


SCAN = {"name": "scan.pdf", "size": 1, "type": "application/pdf", "unread": "no_text"}


async def test_an_annex_that_no_machine_can_read_waits_until_a_person_says_what_became_of_it(desk, of):
    message = await answers(desk, of, NAME, "1. De unge bør komme først.", attachments=[SCAN])
    _, annex = await read(desk, of)
    assert (annex.key, annex.text, await waiting(desk, of)) == (f"{message.id}/scan.pdf", "", 2)
    with pytest.raises(ReasonMissing):
        await say(desk, message, [annex.saying(Decision.CONFIRMED)])
    await say(desk, message, [annex.saying(Decision.CONFIRMED, "samme ord som i brevet")])
    _, annex = await read(desk, of)
    assert (annex.statement.set_aside, await waiting(desk, of)) == ("samme ord som i brevet", 1)
