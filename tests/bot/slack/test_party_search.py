"""Names that fit what somebody types into a menu of a round with very many parties."""

import json
import time

import pytest

from storage import rounds
from storage.tables import Party
from tests.builders import NOON
from tests.round_builders import a_round

ANNE, CARLA = "U1ANNE", "U3CARLA"
MANY = 10_000


@pytest.fixture
async def of(desk):
    """A round with ten thousand parties, the last of whom nobody asked."""
    async with desk.database.transaction() as session:
        of = await a_round(session)
        names = [
            *(f"Fond {number:05} for børn og unge" for number in range(MANY - 2)),
            "Ærø Fonden",
            "Uspurgt",
        ]
        await rounds.add(
            session,
            *(
                Party(
                    round_id=of.id,
                    organisation=name,
                    language="da",
                    tags=[],
                    invited=name != "Uspurgt",
                    must_hear=False,
                    state="invited",
                    state_at=NOON,
                    reminded=[],
                )
                for name in names
            ),
        )
    return of.id


@pytest.fixture
def types(staff):
    """Type into a menu; gives the names that are offered."""

    async def _types(user, action_id, typed, **place):
        payload = {"type": "block_suggestion", "user": {"id": user}, "action_id": action_id, "value": typed}
        answer = await staff._dispatch(payload | place)
        return [each["text"]["text"] for each in json.loads(answer.body)["options"]]

    return _types


def page(of):
    return {"block_id": f"round:{of}/party", "view": {"private_metadata": ""}}


def form(of):
    return {"block_id": "party", "view": {"private_metadata": json.dumps({"round": of})}}


async def test_names_that_fit_are_offered_best_first_and_quickly(of, types):
    await types(ANNE, "round.party", "fond", **page(of))  # what is loaded once is loaded

    started = time.process_time()
    offered = await types(ANNE, "round.party", "09997", **page(of))
    took = time.process_time() - started

    assert offered == ["Fond 09997 for børn og unge"]
    assert took < 0.5  # 50 ms where nothing else runs


async def test_before_anything_is_typed_the_first_hundred_are_offered(of, types):
    assert len(await types(ANNE, "round.party", "", **page(of))) == 100


async def test_letters_that_the_database_lowers_not_are_found(of, types):
    assert await types(ANNE, "party", "ÆRØ", **form(of)) == ["Ærø Fonden"]


async def test_a_longer_deadline_is_offered_to_those_who_were_asked_alone(of, types):
    assert await types(ANNE, "party", "uspurgt", **form(of)) == []
    assert await types(ANNE, "round.party", "uspurgt", **page(of)) == ["Uspurgt"]
    feedback = form(of) | {"block_id": "feedback"}
    assert await types(ANNE, "round.feedback_of", "uspurgt", **feedback) == ["Uspurgt"]


async def test_another_office_is_offered_nobody(of, types):
    assert await types(CARLA, "round.party", "fond", **page(of)) == []
