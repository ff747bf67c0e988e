"""Home tabs that are open, on both databases."""

from datetime import timedelta

import pytest

from storage import home_tabs, inquiries
from storage.database import Database
from tests.builders import NOON, an_inquiry

ANNE, BO = "U1ANNE", "U2BO"


async def keep(database: Database, user: str, *, at=NOON, seen: bool = True, **over: str) -> None:
    shown = {"place": "overview", "drawn": "a1", "guard": "g1"} | over
    async with database.transaction() as session:
        await home_tabs.keep(session, user, now=at, seen=seen, **shown)


async def tabs(database: Database, since=NOON - timedelta(days=1)) -> dict[str, tuple[str, str, str | None]]:
    async with database.reading() as session:
        found = await home_tabs.opened_since(session, since)
        return {each.user: (each.place, each.drawn, each.guard) for each in found}


class TestWhatShows:
    async def test_the_newest_page_is_kept(self, database: Database) -> None:
        await keep(database, ANNE)
        await keep(database, ANNE, place="mine:0", drawn="b2", guard="g2")
        assert await tabs(database) == {ANNE: ("mine:0", "b2", "g2")}

    async def test_drawing_anew_makes_nobody_see_it(self, database: Database) -> None:
        await keep(database, ANNE)
        await keep(database, ANNE, at=NOON + timedelta(hours=1), seen=False, drawn="b2")
        assert await tabs(database, NOON + timedelta(minutes=1)) == {}
        assert await tabs(database) == {ANNE: ("overview", "b2", "g1")}

    async def test_one_forgotten_meanwhile_is_not_there_again(self, database: Database) -> None:
        await keep(database, ANNE)
        async with database.transaction() as session:
            await home_tabs.forget(session, ANNE)
        await keep(database, ANNE, seen=False)
        assert await tabs(database) == {}

    async def test_the_latest_comes_first(self, database: Database) -> None:
        await keep(database, ANNE)
        await keep(database, BO, at=NOON + timedelta(minutes=1))
        assert list(await tabs(database)) == [BO, ANNE]

    async def test_a_guard_is_lowered_only_where_it_is_the_same_still(self, database: Database) -> None:
        await keep(database, ANNE, guard="new")
        await keep(database, BO, guard="old")
        async with database.transaction() as session:
            for user in (ANNE, BO):
                await home_tabs.lower_guard(session, user, "old")
        assert {user: guard for user, (_, _, guard) in (await tabs(database)).items()} == {
            ANNE: "new",
            BO: None,
        }


class TestNews:
    async def test_it_names_the_office_who_has_it_who_did_it_and_whom_it_went_to(
        self, database: Database
    ) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, office="uip", claimed_by=BO)
            before = await home_tabs.newest_event(session)
            await inquiries.record(session, inquiry.id, NOON, ANNE, "handed_over", to=BO, times=[1, 2])
            news = await home_tabs.news_since(session, before)
        assert news.names == {"uip", ANNE, BO}
        assert news.newest == before + 1

    async def test_nothing_happened_where_nothing_did(self, database: Database) -> None:
        async with database.reading() as session:
            assert await home_tabs.news_since(session, 7) == home_tabs.News(7)

    async def test_too_much_concerns_everybody(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(home_tabs, "MOST_EVENTS", 2)
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            before = await home_tabs.newest_event(session)
            for _ in range(3):
                await inquiries.record(session, inquiry.id, NOON, ANNE, "noted")
            assert await home_tabs.news_since(session, before) == home_tabs.News(before + 3, None)


class TestDeadlinesPassed:
    @pytest.mark.parametrize(
        ("minutes", "status", "offices"),
        [
            (5, "new", {"uip"}),
            (0, "new", {"uip"}),
            (-1, "new", set()),
            (10, "new", set()),
            (5, "closed", set()),
        ],
    )
    async def test_an_office_is_named_once_when_one_of_its_own_passes(
        self, database: Database, minutes: int, status: str, offices: set[str]
    ) -> None:
        due = NOON + timedelta(minutes=minutes)
        async with database.transaction() as session:
            await an_inquiry(session, office="uip", status=status, first_answer_due=due)
            later = NOON + timedelta(minutes=10)
            assert await home_tabs.became_late(session, NOON, later, ["new", "claimed"]) == offices
