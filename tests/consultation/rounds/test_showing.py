"""In which order what a round shows reaches its office: who clicks waits for nobody else's new cards."""

import pytest

from consultation.rounds import showing
from storage import outbox
from storage.outbox import Priority
from storage.tables import OutboxRow
from tests.builders import NOON
from tests.round_builders import a_party, a_round, an_answer


async def parcel(desk, key: str) -> OutboxRow:
    async with desk.database.reading() as session:
        found = await outbox.by_key(session, key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("card", "lane", "priority"),
    [
        ({}, "slack:uip", Priority.USUAL),
        ({"card_channel": "C1", "card_ts": "1.1"}, "slack:uip/round:1", Priority.WATCHED),
    ],
)
async def test_a_rounds_card_that_stands_changes_before_new_cards_are_posted(
    desk, card: dict[str, str], lane: str, priority: Priority
) -> None:
    async with desk.database.transaction() as session:
        of = await a_round(session, **card)
        await showing.show(session, of, NOON)

    shown = await parcel(desk, f"round:{of.id}/card:{of.revision}")

    assert (shown.lane, shown.priority) == (lane, priority)


async def test_what_was_decided_on_an_answer_shows_before_the_next_answers_are_posted(desk) -> None:
    async with desk.database.transaction() as session:
        of = await a_round(session)
        answer = await an_answer(session, of, await a_party(session, of))
        await showing.show_answer(session, of, answer, NOON)
        await showing.show_answer_anew(session, of, answer, NOON)

    new = await parcel(desk, f"round:{of.id}/submission:{answer.id}")
    changed = await parcel(desk, f"{new.key}/{of.revision}")

    assert (new.lane, new.priority) == ("slack:uip", Priority.USUAL)
    assert (changed.lane, changed.priority) == (f"slack:uip/{new.key}", Priority.WATCHED)
