from storage import parties, register
from storage.database import Database
from tests.builders import NOON


async def a_fund(database: Database, name: str, *tags: str, cvr: str | None = None) -> int:
    async with database.transaction() as session:
        made = await register.add_organisation(session, name, cvr, NOON)
        await register.set_tags(session, made.id, tags)
        await parties.add_contact(session, f"post@{made.id}.example", "", "da", made.id, NOON)
        return made.id


async def test_organisations_are_chosen_by_any_of_some_tags(database: Database) -> None:
    await a_fund(database, "Fonden Syd", "alle fonde", "børn og unge")
    await a_fund(database, "fonden Nord", "alle fonde")
    await a_fund(database, "Fonden Vest", "miljø")
    async with database.reading() as session:
        both = await register.tagged(session, ["alle fonde", "børn og unge"])
        assert [each.name for each in both] == ["fonden Nord", "Fonden Syd"]
        assert await register.tagged(session, ["ukendt"]) == []


async def test_new_tags_take_the_place_of_the_old(database: Database) -> None:
    number = await a_fund(database, "Fonden Syd", "alle fonde")
    async with database.transaction() as session:
        await register.set_tags(session, number, ["miljø", "alle fonde"])
        await register.set_tags(session, number, ["miljø"])
    async with database.reading() as session:
        assert await register.tags(session) == {number: ["miljø"]}


async def test_people_are_found_by_organisation_and_by_address(database: Database) -> None:
    number = await a_fund(database, "Fonden Syd", cvr="12345678")
    async with database.reading() as session:
        of = await register.contacts(session, [number])
        assert [each.email for each in of[number]] == [f"post@{number}.example"]
        known = await register.contacts_by_email(session, [f"post@{number}.example", "x@y.example"])
        assert list(known) == [f"post@{number}.example"]
        assert list(await register.organisations_by_cvr(session, ["12345678", "1"])) == ["12345678"]


async def test_a_thousand_addresses_are_looked_up_at_once(database: Database) -> None:
    async with database.reading() as session:
        many = [f"{number}@syd.example" for number in range(40_000)]
        assert await register.contacts_by_email(session, many) == {}
