from datetime import timedelta

import pytest

from bot.inquiries import claiming, handling
from bot.staff import overview
from bot.staff.overview import Section, sought
from consultation.rounds.words import PartyState, RoundState
from storage.finding import Sought
from storage.rounds import newest_first
from storage.tables import Party, Round
from tests.laid_desk import ANDERS, FATIMA, METTE, MONDAY_MORNING, an_inquiry, an_understanding
from tests.statements import counted


async def listed(desk, user, section, **part):
    async with desk.database.reading() as session:
        return await overview.listing(session, desk, user, section, desk.clock.now(), **part)


async def numbers(desk, user, section):
    return [line.id for line in (await listed(desk, user, section)).lines]


@pytest.fixture
async def a_round(desk):
    """Add a round with parties in some states."""

    async def _a_round(key, *states, invited=True, **over):
        now = desk.clock.now()
        values = {
            "key": key,
            "kind": "uip",
            "state": RoundState.OPEN,
            "title": f"Om {key}",
            "text": "",
            "office": "indsatser",
            "deadline": now + timedelta(days=9),
            "closing_time_stated": False,
            "reminders": {},
            "created_at": now,
            "created_by": METTE,
        }
        async with desk.database.transaction() as session:
            made = Round(**values | over)
            session.add(made)
            await session.flush()
            for number, state in enumerate(states):
                party = Party(
                    round_id=made.id,
                    organisation=f"Fond {number}",
                    language="da",
                    tags=[],
                    invited=invited,
                    must_hear=False,
                    state=state,
                    state_at=now,
                    reminded=[],
                )
                session.add(party)

    return _a_round


async def rounds(desk, offices=None):
    async with desk.database.reading() as session:
        found = await overview.open_rounds(session, offices, 8)
    return [(each.key, each.answered, each.asked) for each in found]


def test_what_is_late_is_an_offices_and_not_a_persons():
    assert sought(Section.LATE, METTE, ["indsatser"], MONDAY_MORNING) == Sought(
        statuses=("new", "claimed", "waiting"), offices=["indsatser"], due_before=MONDAY_MORNING
    )


async def test_what_is_taken_moves_from_the_offices_list_to_ones_own(desk):
    first, second = [(await an_inquiry(desk)).id for _ in range(2)]
    assert await numbers(desk, METTE, Section.UNCLAIMED) == [first, second]

    await claiming.claim(desk, first, METTE)

    assert await numbers(desk, METTE, Section.UNCLAIMED) == [second]
    assert await numbers(desk, METTE, Section.MINE) == [first]
    assert await numbers(desk, ANDERS, Section.MINE) == []


async def test_what_is_put_aside_waits_and_is_not_in_the_way(desk):
    inquiry_id = (await an_inquiry(desk)).id
    await claiming.claim(desk, inquiry_id, METTE)
    await handling.snooze(desk, inquiry_id, METTE, desk.clock.now() + timedelta(days=2))

    assert await numbers(desk, METTE, Section.MINE) == []
    assert await numbers(desk, METTE, Section.FOUNDATION) == [inquiry_id]


async def test_another_offices_inquiries_are_not_shown(desk):
    await an_inquiry(desk, understanding=an_understanding("rct"))
    desk.clock.advance(timedelta(days=30))

    assert [await numbers(desk, METTE, section) for section in Section] == [[], [], [], []]
    assert len(await numbers(desk, FATIMA, Section.LATE)) == 1


async def test_a_list_says_how_long_it_is_and_whether_it_goes_on(desk):
    for _ in range(5):
        await an_inquiry(desk)

    first = await listed(desk, METTE, Section.UNCLAIMED, size=2)
    last = await listed(desk, METTE, Section.UNCLAIMED, offset=4, size=2)

    assert (len(first.lines), first.count, first.goes_on) == (2, 5, True)
    assert (len(last.lines), last.count, last.goes_on) == (1, 5, False)


async def test_beyond_its_end_a_list_shows_its_last_part(desk):
    for _ in range(5):
        await an_inquiry(desk)

    part = await listed(desk, METTE, Section.UNCLAIMED, offset=40, size=2)

    assert (part.offset, len(part.lines)) == (4, 1)
    assert (await listed(desk, METTE, Section.MINE, offset=40, size=2)).offset == 0


async def test_open_rounds_tell_how_many_of_those_asked_have_answered(desk, a_round):
    await a_round("uip-2026", PartyState.ANSWERED, PartyState.NO_REMARKS, PartyState.INVITED)
    await a_round("tom")

    assert await rounds(desk) == [("uip-2026", 2, 3), ("tom", 0, 0)]


async def test_who_answered_unasked_counts_as_nobody_asked(desk, a_round):
    await a_round("uip-2026", PartyState.ANSWERED, invited=False)

    assert await rounds(desk) == [("uip-2026", 0, 0)]


async def test_rounds_that_are_not_out_or_not_ones_offices_are_not_shown(desk, a_round):
    await a_round("kladde", state=RoundState.DRAFT)
    await a_round("analysens", office="analyse")

    assert await rounds(desk, ["indsatser"]) == []
    assert await rounds(desk, None) == [("analysens", 0, 0)]


async def test_the_overview_has_every_list_and_what_one_did_last(desk, a_round):
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)
    await a_round("uip-2026")

    async with desk.database.reading() as session:
        seen = await overview.overview(session, desk, METTE, desk.clock.now())

    assert [listing.section for listing in seen.listings] == list(Section)
    assert [(deed.what, deed.reference) for deed in seen.deeds] == [("claimed", inquiry.reference)]
    assert [each.key for each in seen.rounds] == ["uip-2026"]


async def test_twenty_rounds_are_listed_with_one_question_to_the_record(desk, a_round):
    for number in range(20):
        await a_round(f"runde-{number}", PartyState.ANSWERED, PartyState.INVITED)
    async with desk.database.reading() as session:
        found = await newest_first(session)

        with counted(desk) as asked:
            lines = await overview.round_lines(session, found)

    assert [(line.key, line.asked, line.answered) for line in lines[:2]] == [
        ("runde-19", 2, 1),
        ("runde-18", 2, 1),
    ]
    assert len(asked) == 1
