from datetime import timedelta

from bot import schedule
from bot.digests.due import CHARTS, LETTER, POST
from storage import service
from tests.laid_desk import METTE, OWN_ADDRESS, a_desk
from tests.rounds_on_record import answers, opened, parcels

# the desk's clock starts on Monday 2 March 2026 at 10.30 in Copenhagen
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
A_DAY = timedelta(days=1)
TO = "kontor@ministeriet.example"


def with_office(folder, **over):
    """Lay a desk with one office, which wants digests in some way."""
    office = {"key": "indsatser", "name": "Indsatser", "channel": "C0INDSATSER", "triage": True} | over
    return a_desk(folder, office=[office | {"members": [METTE]}], route=[])


async def keys(desk, kind=POST):
    return [each.key for each in await parcels(desk, kind)]


async def test_a_digest_is_sent_on_the_morning_after_something_happened(desk):
    await schedule.tick(desk)
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", ANSWER)
    desk.clock.advance(timedelta(hours=22))
    await schedule.tick(desk)
    assert await keys(desk) == []

    desk.clock.advance(timedelta(hours=1))
    await schedule.tick(desk)

    assert await keys(desk) == ["digest:indsatser/2026-03-03"]
    assert await keys(desk, CHARTS) == ["digest:indsatser/2026-03-03/charts"]


async def test_nothing_is_sent_where_nothing_happened(desk):
    await opened(desk)
    await schedule.tick(desk)

    for _ in range(3):
        desk.clock.advance(A_DAY)
        await schedule.tick(desk)

    assert await keys(desk) == []


async def test_what_was_before_the_first_look_is_no_news(desk):
    await opened(desk)
    await schedule.tick(desk)
    desk.clock.advance(A_DAY)

    await schedule.tick(desk)

    assert await keys(desk) == []


async def test_however_often_processes_tick_and_restart_a_period_has_one_digest(desk, tmp_path):
    await schedule.tick(desk)
    await opened(desk)
    desk.clock.advance(A_DAY)
    for _ in range(3):
        await schedule.tick(desk)
    async with a_desk(tmp_path, at=desk.clock.now()) as another:
        await schedule.tick(another)

    assert len(await keys(desk)) == 1


async def test_a_process_that_forgot_where_the_digest_stood_does_not_send_it_twice(desk):
    await schedule.tick(desk)
    await opened(desk)
    desk.clock.advance(A_DAY)
    await schedule.tick(desk)
    async with desk.database.transaction() as session:
        state = await service.locked_office(session, "indsatser")
        state.digest_at, state.digested_until = desk.clock.now(), desk.clock.now() - A_DAY

    await schedule.tick(desk)

    assert len(await keys(desk)) == 1


async def test_what_a_period_that_had_its_digest_leaves_over_is_told_in_the_next(desk):
    await schedule.tick(desk)
    of = await opened(desk)
    desk.clock.advance(A_DAY)
    await schedule.tick(desk)
    await answers(desk, of, "Fonden Nordlys", ANSWER)
    async with desk.database.transaction() as session:
        (await service.locked_office(session, "indsatser")).digest_at = desk.clock.now()
    await schedule.tick(desk)
    assert len(await keys(desk)) == 1

    desk.clock.advance(A_DAY)
    await schedule.tick(desk)

    assert len(await keys(desk)) == 2


async def test_a_service_that_was_down_in_the_morning_tells_later_the_same_day(desk):
    await schedule.tick(desk)
    await opened(desk)
    desk.clock.advance(timedelta(hours=29))

    await schedule.tick(desk)

    assert await keys(desk) == ["digest:indsatser/2026-03-03"]


async def test_a_service_that_comes_back_on_a_saturday_waits_for_monday(desk):
    await schedule.tick(desk)
    await opened(desk)
    desk.clock.advance(timedelta(days=5))
    await schedule.tick(desk)
    assert await keys(desk) == []

    desk.clock.advance(timedelta(days=2))
    await schedule.tick(desk)

    assert await keys(desk) == ["digest:indsatser/2026-03-09"]


async def test_once_a_week_is_on_its_first_working_day(tmp_path):
    async with with_office(tmp_path, digest="week") as desk:
        await schedule.tick(desk)
        await opened(desk)
        for _ in range(6):
            desk.clock.advance(A_DAY)
            await schedule.tick(desk)
        assert await keys(desk) == []

        desk.clock.advance(A_DAY)
        await schedule.tick(desk)

        assert await keys(desk) == ["digest:indsatser/2026-W11"]


async def test_an_office_that_wants_none_gets_none(tmp_path):
    async with with_office(tmp_path, digest="off") as desk:
        await schedule.tick(desk)
        await opened(desk)
        desk.clock.advance(A_DAY)

        await schedule.tick(desk)

        assert await keys(desk) == []


async def test_those_who_want_it_by_mail_get_a_letter_each_and_we_ourselves_none(tmp_path):
    async with with_office(tmp_path, digest_to=(TO, "chef@ministeriet.example", OWN_ADDRESS)) as desk:
        await schedule.tick(desk)
        await opened(desk)
        desk.clock.advance(A_DAY)

        await schedule.tick(desk)

        letters = await parcels(desk, LETTER)
        assert [each.payload["to"] for each in letters] == [TO, "chef@ministeriet.example"]
