from storage import staff
from storage.database import Database

ANNE, BO = "U1ANNE", "U2BO"


async def test_whoever_set_nothing_has_no_settings(database: Database) -> None:
    async with database.reading() as session:
        assert await staff.member(session, ANNE) is None
        assert await staff.language(session, ANNE) is None


async def test_settings_are_kept_and_those_not_named_stay(database: Database) -> None:
    async with database.transaction() as session:
        await staff.keep(session, ANNE, language="en", day_starts="08:00:00")
    async with database.transaction() as session:
        await staff.keep(session, ANNE, language="da", deputy=BO)

    async with database.reading() as session:
        kept = await staff.member(session, ANNE)
        assert kept is not None
        assert (kept.language, kept.day_starts, kept.deputy) == ("da", "08:00:00", BO)
        assert await staff.language(session, ANNE) == "da"


async def test_everybody_has_their_own(database: Database) -> None:
    async with database.transaction() as session:
        await staff.keep(session, ANNE, language="en")
        await staff.keep(session, BO, language="da")

    async with database.reading() as session:
        assert [await staff.language(session, user) for user in (ANNE, BO, "U3CARLA")] == ["en", "da", None]
