import asyncio
from collections.abc import Callable

import pytest

from storage import correspondence, inquiries, ledger, merged, notes
from storage.database import Database
from tests.builders import a_draft, a_ledger_entry, a_letter, an_inquiry, an_organisation


@pytest.fixture
async def matter(database: Database) -> dict[str, int]:
    """Three inquiries that are one matter, each in the one before it, and one that stands by itself."""
    async with database.transaction() as session:
        main = await an_inquiry(session)
        part = await an_inquiry(session, merged_into=main.id)
        deeper = await an_inquiry(session, merged_into=part.id)
        alone = await an_inquiry(session)
    return {"main": main.id, "part": part.id, "deeper": deeper.id, "alone": alone.id}


async def test_one_goes_on_in_the_last_that_is_named(database: Database, matter: dict[str, int]) -> None:
    async with database.reading() as session:
        mains = {name: await merged.main_of(session, each) for name, each in matter.items()}
    main = matter["main"]
    assert mains == {"main": main, "part": main, "deeper": main, "alone": matter["alone"]}


async def test_all_that_go_on_in_one_are_found_however_deep(
    database: Database, matter: dict[str, int]
) -> None:
    async with database.reading() as session:
        found = {
            name: [inquiry.id for inquiry in await merged.members(session, each)]
            for name, each in matter.items()
        }
    assert found == {
        "main": [matter["part"], matter["deeper"]],
        "part": [matter["deeper"]],
        "deeper": [],
        "alone": [],
    }


async def test_letters_participants_and_drafts_are_those_of_the_whole_matter(
    database: Database, matter: dict[str, int]
) -> None:
    async with database.transaction() as session:
        letters = []
        for name in ("part", "main", "alone", "deeper"):
            inquiry = await inquiries.get(session, matter[name])
            letters.append((await a_letter(session, inquiry)).id)
            await inquiries.add_participants(session, inquiry.id, [f"{name}@fond.example"])
            await notes.keep_draft(session, a_draft(inquiry, body=name))
    async with database.reading() as session:
        main = matter["main"]
        found = [letter.id for letter in await merged.letters(session, main)]
        newest = await correspondence.last_received(session, main)
        taking_part = [
            name for name in matter if await inquiries.takes_part(session, main, f"{name}@fond.example")
        ]
        drafts = [draft.body for draft in await notes.drafts(session, main, "U1ANNE")]
    assert found == [letters[0], letters[1], letters[3]]
    assert newest.id == letters[3]
    assert taking_part == ["main", "part", "deeper"]
    assert drafts == ["main", "part", "deeper"]


async def test_a_part_knows_nothing_of_the_others(database: Database, matter: dict[str, int]) -> None:
    async with database.transaction() as session:
        for name in ("main", "part"):
            inquiry = await inquiries.get(session, matter[name])
            await a_letter(session, inquiry, text=name)
            await inquiries.add_participants(session, inquiry.id, [f"{name}@fond.example"])
        assert [each.text for each in await merged.letters(session, matter["part"])] == ["part"]
        assert not await inquiries.takes_part(session, matter["part"], "main@fond.example")


async def test_all_drafts_of_a_matter_are_forgotten_together(
    database: Database, matter: dict[str, int]
) -> None:
    async with database.transaction() as session:
        for name in ("main", "part", "alone"):
            await notes.keep_draft(session, a_draft(await inquiries.get(session, matter[name])))
        await notes.forget_draft(session, matter["main"], "U1ANNE")
    async with database.reading() as session:
        assert await notes.drafts(session, matter["main"], "U1ANNE") == []
        assert len(await notes.drafts(session, matter["alone"], "U1ANNE")) == 1


async def test_what_was_written_to_a_part_is_given_back_and_nothing_else(
    database: Database, matter: dict[str, int]
) -> None:
    main, part, deeper = matter["main"], matter["part"], matter["deeper"]
    async with database.transaction() as session:
        inquiry = await inquiries.get(session, main)
        mail = await a_ledger_entry(session)
        own = await a_letter(session, inquiry)
        to_part = await a_letter(session, inquiry, came_for=part, ledger_id=mail.id)
        to_deeper = await a_letter(session, inquiry, came_for=deeper)
    async with database.transaction() as session:
        given = [letter.id for letter in await merged.give_back(session, main, part)]
    async with database.reading() as session:
        places = {
            each: (
                (await correspondence.letter(session, each)).inquiry_id,
                (await correspondence.letter(session, each)).came_for,
            )
            for each in (own.id, to_part.id, to_deeper.id)
        }
        filed = (await ledger.entry(session, mail.id)).inquiry_id
    assert given == [to_part.id, to_deeper.id]
    assert places == {own.id: (main, None), to_part.id: (part, None), to_deeper.id: (part, deeper)}
    assert filed == part


async def test_the_main_one_is_locked_even_where_it_changes_in_that_moment(
    postgresql_url: str, opened: Callable[[str], Database]
) -> None:
    database, other = opened(postgresql_url), opened(postgresql_url)
    async with database.transaction() as session:
        main, late = await an_inquiry(session), await an_inquiry(session)
        part = await an_inquiry(session, merged_into=main.id)

    async def found() -> int:
        async with other.transaction() as session:
            return (await merged.locked_main(session, part.id)).id

    async with database.transaction() as session:
        (await merged.locked(session, [main.id]))[main.id].merged_into = late.id
        await session.flush()
        looking = asyncio.create_task(found())
        await asyncio.sleep(0)
    assert await asyncio.wait_for(looking, 10) == late.id


async def test_others_of_the_same_party_are_found_newest_first(database: Database) -> None:
    async with database.transaction() as session:
        fund = (await an_organisation(session)).id
        one = await an_inquiry(session, organisation_id=fund)
        two = await an_inquiry(session, organisation_id=fund)
        await an_inquiry(session, organisation_id=fund, merged_into=two.id)
        three = await an_inquiry(session, organisation_id=fund)
        await an_inquiry(session)
        found = await inquiries.of_the_same_party(session, two)
        nobodys = await inquiries.of_the_same_party(session, await an_inquiry(session))
    assert [each.id for each in found] == [three.id, one.id]
    assert nobodys == []
