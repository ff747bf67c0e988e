"""What belongs to several inquiries, asked for all of them: as each of them would say it for itself."""

import pytest
from sqlalchemy import event

from storage import answers, belongings, inquiries, merged
from storage.tables import Inquiry
from tests.builders import an_inquiry, an_organisation
from tests.round_builders import a_round


@pytest.fixture
async def a_tangle(database):
    """Six inquiries: with an organisation, linked, going on in the first, about two rounds."""
    async with database.transaction() as session:
        organisation = await an_organisation(session)
        owners = [organisation.id, *[None] * 5]
        found = [await an_inquiry(session, organisation_id=owner) for owner in owners]
        await inquiries.link(session, found[1].id, found[2].id)
        await inquiries.link(session, found[2].id, found[1].id)
        await inquiries.link(session, found[2].id, found[0].id)
        found[4].part_of = found[0].id
        found[3].merged_into, found[4].merged_into = found[0].id, found[3].id
        for key in ("uip-2026", "politik-2026"):
            await answers.link_round(session, found[5].id, (await a_round(session, key=key)).id)
    return [each.id for each in found]


async def one_by_one(session, inquiry_id):
    inquiry = await inquiries.get(session, inquiry_id)
    main = await inquiries.get(session, inquiry.merged_into) if inquiry.merged_into else None
    whole = await inquiries.get(session, inquiry.part_of) if inquiry.part_of else None
    return belongings.Belongings(
        organisation=await inquiries.organisation_name(session, inquiry),
        merged_into=main.reference if main else None,
        part_of=whole.reference if whole else None,
        linked=[each.reference for each in await inquiries.linked(session, inquiry_id)],
        merged=[each.reference for each in await merged.members(session, inquiry_id)],
        rounds=[each.key for each in await answers.rounds_of(session, inquiry_id)],
    )


async def test_each_has_what_it_would_say_for_itself(database, a_tangle):
    async with database.reading() as session:
        found = await belongings.of_each(session, a_tangle)

        assert found == {each: await one_by_one(session, each) for each in a_tangle}


async def test_a_few_have_what_they_have_among_many(database, a_tangle):
    async with database.reading() as session:
        found = await belongings.of_each(session, a_tangle[:1])

        assert (found[a_tangle[0]].organisation, len(found[a_tangle[0]].merged)) == ("Fonden Nordlys", 2)


async def test_of_none_nothing_is_asked(database):
    async with database.reading() as session:
        assert await belongings.of_each(session, []) == {}


async def test_many_take_as_many_questions_as_one(database, a_tangle):
    asked = []
    event.listen(database.read_engine.sync_engine, "before_cursor_execute", lambda *_: asked.append(1))
    counts = []
    for some in (a_tangle[:1], a_tangle):
        async with database.reading() as session:
            before = len(asked)
            await belongings.of_each(session, some)
            counts.append(len(asked) - before)

    assert counts[0] == counts[1]


async def test_more_than_a_database_takes_at_once_are_asked_for_in_parts(database, a_tangle, monkeypatch):
    monkeypatch.setattr(belongings, "AT_ONCE", 2)
    monkeypatch.setattr(inquiries, "AT_ONCE", 2)
    async with database.reading() as session:
        found = await belongings.of_each(session, a_tangle)
        read = await inquiries.of_ids(session, a_tangle[::-1])

        assert found == {each: await one_by_one(session, each) for each in a_tangle}
        assert [each.id for each in read] == a_tangle[::-1]
        assert all(isinstance(each, Inquiry) for each in read)
