from typing import Any

from storage import learning
from storage.database import Database
from storage.learning import Comparison
from storage.tables import Correction, Inquiry, LabelledExample, SecondOpinion
from tests.builders import NOON, after, an_inquiry


def an_example(inquiry: Inquiry, **over: Any) -> LabelledExample:
    values = {"at": NOON, "subject": "Emne", "body": "Tekst", "initiative": "rct", "topics": ["evaluering"]}
    return LabelledExample(**{"inquiry_id": inquiry.id} | values | over)


def an_opinion(inquiry: Inquiry, **over: Any) -> SecondOpinion:
    values = {"model": "new", "at": NOON, "initiative": "rct", "confidence": 0.7, "accepted": True}
    return SecondOpinion(**{"inquiry_id": inquiry.id} | values | over)


def a_correction(inquiry: Inquiry, **over: Any) -> Correction:
    values = {"at": NOON, "by": "U1ANNE", "before": "uip", "after": inquiry.initiative, "model": "old"}
    return Correction(**{"inquiry_id": inquiry.id} | values | over)


async def test_examples_are_listed_newest_first_and_no_more_than_asked_for(database: Database) -> None:
    async with database.transaction() as session:
        for hours in (1, 3, 2):
            kept = an_example(await an_inquiry(session), at=after(hours=hours), subject=f"{hours}")
            await learning.keep_example(session, kept)
    async with database.reading() as session:
        found = await learning.examples(session, limit=2)
    assert [each.subject for each in found] == ["3", "2"]
    assert found[0].topics == ["evaluering"]


async def test_a_second_correction_replaces_the_example_of_the_first(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await learning.keep_example(session, an_example(inquiry, initiative="rct"))
    async with database.transaction() as session:
        await learning.keep_example(session, an_example(inquiry, initiative="uip", at=after(days=1)))
    async with database.reading() as session:
        (found,) = await learning.examples(session, limit=10)
    assert (found.initiative, found.at) == ("uip", after(days=1))


async def test_an_opinion_is_kept_once_for_each_model(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session, initiative="rct")
        await learning.keep_opinion(session, an_opinion(inquiry, initiative="rct"))
        await learning.keep_opinion(session, an_opinion(inquiry, initiative="uip"))
        await learning.keep_opinion(session, an_opinion(inquiry, initiative="uip", model="newer"))
    async with database.reading() as session:
        found = {each.model: each.agreed for each in await learning.comparisons(session)}
    assert found == {"new": 1, "newer": 0}


async def test_a_comparison_counts_agreement_and_who_was_right_where_staff_said_so(
    database: Database,
) -> None:
    async with database.transaction() as session:
        agreed = await an_inquiry(session, initiative="rct")
        differed = await an_inquiry(session, initiative="uip")
        # staff changed their mind: what the model said first is what it is held against
        corrected = await an_inquiry(session, initiative="rct")
        session.add(a_correction(corrected, before="rct", after="none"))
        await session.flush()
        session.add(a_correction(corrected, before="none", after="rct"))
        confirmed = await an_inquiry(session, initiative="uip")
        session.add(a_correction(confirmed, before="uip", after="uip"))
        neither = await an_inquiry(session, initiative="none")
        session.add(a_correction(neither, before="rct", after="none"))
        for inquiry in (agreed, differed, corrected, confirmed, neither):
            await learning.keep_opinion(session, an_opinion(inquiry, initiative="rct"))
    async with database.reading() as session:
        (found,) = await learning.comparisons(session)
    assert found == Comparison("new", inquiries=5, agreed=3, corrected=3, shadow_right=1, decided_right=2)


async def test_nothing_is_compared_before_a_model_was_in_the_shadow(database: Database) -> None:
    async with database.reading() as session:
        assert await learning.comparisons(session) == []
