"""*Vis graf* on a round's card."""

import pytest

from consultation.rounds import showing
from storage import rounds
from tests.builders import NOON
from tests.round_builders import a_party, a_round, an_answer

ANNE, CARLA = "U1ANNE", "U3CARLA"
UIP = "C1UIP"


@pytest.fixture
def known(desk):
    """Put a round with two parties on the record, of which one has answered unless told otherwise."""

    async def _known(*, answered=True, **over):
        async with desk.database.transaction() as session:
            of = await a_round(session, key="uip-2026", **over)
            one, _ = [await a_party(session, of, name) for name in ("Nordlys", "Havblik")]
            if answered:
                await an_answer(session, of, one)
        return of

    return _known


@pytest.fixture
def shows(desk, courier, slack, known):
    """The same, its card in the channel; gives the round and the card's place."""

    async def _shows(**over):
        of = await known(**over)
        async with desk.database.transaction() as session:
            await showing.show(session, await rounds.locked(session, of.id), NOON)
        await courier.run_until_empty()
        async with desk.database.reading() as session:
            of = await rounds.get(session, of.id)
        return of, of.card_ts

    return _shows


def pictures(slack, ts):
    return [file for each in slack.thread(UIP, ts) for file in each.get("files", [])]


async def test_it_comes_to_the_cards_thread_as_a_picture(shows, staff, slack):
    of, ts = await shows()

    await staff.click(ANNE, "round.chart", str(of.id))

    [picture] = await slack.wait(lambda _: pictures(slack, ts))
    assert picture["name"] == "uip-2026.png"
    assert staff.told() == [(ANNE, "Grafen er på vej til tråden under høringens kort.")]


async def test_where_slack_takes_no_files_it_is_a_line_of_text(shows, staff, slack, slack_proxy):
    of, ts = await shows()
    slack_proxy.scopes.remove("files:write")

    await staff.click(ANNE, "round.chart", str(of.id))

    assert "`▅`" in staff.told()[0][1]
    assert pictures(slack, ts) == []


async def test_before_there_is_a_card_it_is_a_line_of_text(known, staff):
    of = await known()

    await staff.click(ANNE, "round.chart", str(of.id))

    assert "`▅`" in staff.told()[0][1]


@pytest.mark.parametrize("over", [{"answered": False}, {"state": "draft"}, {"state": "approved"}])
async def test_before_anybody_answered_there_is_nothing_to_draw(shows, staff, over):
    of, _ = await shows(**over)

    await staff.click(ANNE, "round.chart", str(of.id))

    assert staff.told() == [(ANNE, "Der er ikke noget at vise endnu: ingen har svaret.")]


async def test_another_offices_people_are_told_so_kindly_and_nothing_is_drawn(shows, staff, slack):
    of, ts = await shows()

    await staff.click(CARLA, "round.chart", str(of.id))

    [(_, sentence)] = staff.told()
    assert sentence.startswith("Høringen hører til et andet kontor")
    assert pictures(slack, ts) == []


async def test_who_reads_english_is_told_in_english(known, record, staff):
    await record.prefers(ANNE, language="en")
    of = await known(answered=False)

    await staff.click(ANNE, "round.chart", str(of.id))

    assert staff.told() == [(ANNE, "There is nothing to show yet: nobody has answered.")]
