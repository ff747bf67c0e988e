"""One question tells what stands beside an inquiry, and all of it: what it leaves out is never asked for."""

from dataclasses import fields

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import answers, beside, inquiries, outbox, parts, rounds
from storage.beside import Beside
from storage.database import Database
from storage.outbox import ParcelState
from storage.tables import Inquiry, PartyAddress, QuestionPart
from tests.builders import NOON, a_letter, a_parcel, an_inquiry, an_outbox_row
from tests.storage.test_rounds import a_party, a_round


async def of(database: Database, inquiry: Inquiry) -> Beside:
    async with database.reading() as session:
        return await beside.of(session, inquiry)


def there(found: Beside) -> list[str]:
    """What there is, by name; the newest letter apart."""
    return [each.name for each in fields(found) if each.name != "newest_letter" and getattr(found, each.name)]


async def is_linked(session: AsyncSession, inquiry: Inquiry) -> None:
    await inquiries.link(session, inquiry.id, (await an_inquiry(session)).id)


async def is_linked_to(session: AsyncSession, inquiry: Inquiry) -> None:
    await inquiries.link(session, (await an_inquiry(session)).id, inquiry.id)


async def has_one_merged_into_it(session: AsyncSession, inquiry: Inquiry) -> None:
    await an_inquiry(session, merged_into=inquiry.id)


async def is_about_a_round(session: AsyncSession, inquiry: Inquiry) -> None:
    about = a_round("fokus")
    await rounds.add(session, about)
    await answers.link_round(session, inquiry.id, about.id)


async def was_split(session: AsyncSession, inquiry: Inquiry) -> None:
    question = await an_inquiry(session, part_of=inquiry.id)
    asked = {"number": 1, "question": "Hvad?", "asked_by": "U1", "asked_at": NOON}
    await parts.add(session, QuestionPart(inquiry_id=question.id, main_id=inquiry.id, **asked))


async def is_of_somebody_invited(session: AsyncSession, inquiry: Inquiry) -> None:
    to = a_round("fokus")
    await rounds.add(session, to)
    party = a_party(to, None)
    await rounds.add(session, party)
    await rounds.add(session, PartyAddress(party_id=party.id, email=inquiry.sender, name="", active=True))


async def has_a_letter_on_its_way(session: AsyncSession, inquiry: Inquiry) -> None:
    waits = a_parcel(key="a", kind="mail.again", inquiry_id=inquiry.id)
    shown = a_parcel(key="b", kind="slack.card", inquiry_id=(await an_inquiry(session)).id)
    await outbox.put_all(session, [waits, shown], NOON)


async def was_phoned_in(session: AsyncSession, inquiry: Inquiry) -> None:
    await inquiries.record(session, inquiry.id, NOON, "U1ANNE", "phoned")
    await inquiries.record(session, inquiry.id, NOON, "U2BO", "claimed")


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (is_linked, "linked"),
        (is_linked_to, "linked"),
        (has_one_merged_into_it, "merged"),
        (is_about_a_round, "rounds"),
        (was_split, "asked"),
        (is_of_somebody_invited, "invited"),
        (has_a_letter_on_its_way, "mail_waits"),
        (was_phoned_in, "phoned_by"),
    ],
)
async def test_each_thing_is_told_of_the_inquiry_that_has_it_and_of_no_other(
    database: Database, happens, told: str
) -> None:
    async with database.transaction() as session:
        inquiry, other = await an_inquiry(session), await an_inquiry(session, sender="bo@b.example")
        await happens(session, inquiry)

    assert there(await of(database, inquiry)) == [told]
    assert there(await of(database, other)) == []


async def test_a_letter_that_left_and_a_card_on_its_way_are_no_waiting_mail(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await outbox.put(session, a_parcel(key="a", kind="slack.card", inquiry_id=inquiry.id), NOON)
        row = await an_outbox_row(session, kind="mail.again", inquiry_id=inquiry.id)
        await outbox.end(session, row.id, ParcelState.SENT, NOON)
    assert there(await of(database, inquiry)) == []


async def test_who_took_the_call_is_named(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await was_phoned_in(session, inquiry)
    assert (await of(database, inquiry)).phoned_by == "U1ANNE"


async def test_the_newest_letter_is_the_last_one_from_outside(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await a_letter(session, inquiry)
        newest = await a_letter(session, inquiry)
        await a_letter(session, inquiry, direction="out", state="sent")
    assert (await of(database, inquiry)).newest_letter == newest.id


async def test_a_question_to_an_office_has_the_letters_of_the_whole(database: Database) -> None:
    async with database.transaction() as session:
        whole = await an_inquiry(session)
        letter = await a_letter(session, whole)
        question = await an_inquiry(session, part_of=whole.id)
    assert (await of(database, question)).newest_letter == letter.id


async def test_the_newest_letter_is_left_open_where_another_inquiry_goes_on_in_this_one(
    database: Database,
) -> None:
    async with database.transaction() as session:
        whole = await an_inquiry(session)
        await a_letter(session, whole)
        question = await an_inquiry(session, part_of=whole.id)
        await a_letter(session, await an_inquiry(session, merged_into=whole.id))
    assert (await of(database, whole)).newest_letter is None
    assert (await of(database, question)).newest_letter is None
