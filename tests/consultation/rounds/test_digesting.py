from datetime import timedelta

import pytest

from consultation.rounds import asking, digesting
from consultation.rounds.asking import Wish
from consultation.rounds.digest import Every, Task
from consultation.rounds.lifecycle import Act
from consultation.rounds.words import AnswerKind
from storage import round_messages, rounds
from tests.rounds_on_record import HELLE, a_draft, answers, closed, opened, work

ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
DOUBTFUL = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def made(desk):
    """Make an office's digest of what happened since a moment, up to now."""

    async def _made(since, office="indsatser"):
        async with desk.database.reading() as session:
            return await digesting.of_office(
                session, office, Every.DAY, since, desk.calendar, desk.clock.now()
            )

    return _made


def to_do(told):
    return {each.task: [item for _, item in each.items] for each in told.digest.to_do}


async def test_nothing_happened_since_is_no_digest(desk, made):
    await opened(desk)
    desk.clock.advance(timedelta(hours=1))

    assert await made(desk.clock.now() - A_SECOND) is None


async def test_each_answer_and_each_move_is_a_change_newest_first(desk, made):
    since = desk.clock.now() - A_SECOND
    of = await opened(desk)
    desk.clock.advance(timedelta(hours=1))
    await answers(desk, of, "Fonden Nordlys", ANSWER)
    desk.clock.advance(timedelta(hours=1))
    await answers(desk, of, "Havblik Fonden", "Vi har ingen bemærkninger til høringen.")

    (news,) = (await made(since)).digest.rounds

    assert [change.what for change in news.changes] == [
        AnswerKind.NO_REMARKS,
        AnswerKind.SUBMISSION,
        Act.OPEN,
        Act.APPROVE,
    ]
    assert news.curve.answered == (2,)


async def test_another_offices_rounds_are_none_of_its_business(desk, made):
    since = desk.clock.now() - A_SECOND
    await opened(desk)

    assert await made(since, office="analyse") is None


async def test_a_message_that_is_not_plain_waits_and_one_set_aside_does_not(desk, made):
    since = desk.clock.now() - A_SECOND
    of = await opened(desk)
    doubtful = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)
    told = await made(since)
    assert to_do(told) == {Task.DECIDE: [doubtful.id]}
    assert told.digest.rounds[0].changes[0].what is None

    async with desk.database.transaction() as session:
        (await round_messages.get(session, doubtful.id)).set_aside = "sendt ved en fejl"

    assert to_do(await made(since)) == {}


async def test_a_request_for_more_time_waits_until_it_is_met(desk, made):
    since = desk.clock.now() - A_SECOND
    of = await opened(desk)
    asks = await answers(
        desk, of, "Fonden Nordlys", "Vi vil gerne bede om udsættelse af fristen til den 20. april."
    )
    assert asks.kind == AnswerKind.EXTENSION_REQUEST
    assert to_do(await made(since)) == {Task.DECIDE: [asks.id]}

    async with desk.database.transaction() as session:
        request = await round_messages.get(session, asks.id)
        request.reading = request.reading | {"dealt_with": True}

    assert to_do(await made(since)) == {}


async def test_who_must_be_heard_and_stays_silent_is_to_be_phoned_once_the_deadline_is_past(desk, made):
    of = await opened(desk, must_hear=["Stille Fond"])
    desk.clock.advance(timedelta(days=30))
    since = desk.clock.now() - A_SECOND
    await closed(desk, of)

    told = await made(since)

    (party,) = to_do(told)[Task.PHONE]
    assert told.cases[of].parties[party].organisation == "Stille Fond"


async def test_a_draft_waits_for_approval_and_a_closed_round_for_its_end_once_feedback_is_due(desk, made):
    of = await opened(desk, feedback_on=(desk.clock.now() + timedelta(days=29)).date().isoformat())
    async with desk.database.transaction() as session:
        draft = await a_draft(session, desk.clock.now(), {}, key="uip-2028")
    since = desk.clock.now() - A_SECOND
    await closed(desk, of)
    assert to_do(await made(since)) == {Task.APPROVE: [Act.APPROVE]}

    desk.clock.advance(timedelta(days=29))

    assert (await made(since)).digest.to_do[0].items == ((of, Act.REPORT), (draft.id, Act.APPROVE))


async def test_a_move_that_one_member_asked_for_waits_for_another(desk, made):
    of = await opened(desk)
    since = desk.clock.now() - A_SECOND
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        assert await asking.ask(session, locked, Wish(Act.CLOSE), HELLE, work(desk, four_eyes=True)) is None

    assert to_do(await made(since)) == {Task.APPROVE: [Act.CLOSE]}


async def test_the_curve_is_set_against_earlier_rounds_of_the_kind(desk, made):
    earlier = await opened(desk, key="uip-2026", title="Fokusområder for 2026")
    await answers(desk, earlier, "Fonden Nordlys", ANSWER)
    await opened(desk, key="policy-2026", kind="policy")
    desk.clock.advance(timedelta(days=60))
    since = desk.clock.now() - A_SECOND
    await opened(desk)

    (news,) = [each for each in (await made(since)).digest.rounds if each.earlier]

    assert [(each.name, each.invited, each.answered[0]) for each in news.earlier] == [
        ("Fokusområder for 2026", 3, 1)
    ]


async def test_statements_wait_for_a_person_once_the_round_is_closed(desk, made):
    since = desk.clock.now() - A_SECOND
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", "1. De unge bør komme først. Fristen er for kort.")
    assert to_do(await made(since)) == {}
    await closed(desk, of)
    assert to_do(await made(since))[Task.REVIEW] == [2]
