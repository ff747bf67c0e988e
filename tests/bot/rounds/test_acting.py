"""A move that tells the parties is refused where no letter could be written; others are not."""

from datetime import timedelta

import pytest

from bot.rounds import acting
from consultation.rounds.asking import Wish
from consultation.rounds.errors import NoSender
from consultation.rounds.lifecycle import Act
from tests.laid_desk import METTE, a_desk
from tests.rounds_on_record import approved, opened, state_of


@pytest.fixture
async def mute(tmp_path):
    """A desk from which no letter can be written."""
    async with a_desk(tmp_path, smtp=None) as desk:
        yield desk


async def test_a_round_that_is_out_is_not_cancelled_where_nobody_could_be_told(mute):
    of = await opened(mute)

    with pytest.raises(NoSender):
        await acting.ask(mute, of, METTE, Wish(Act.CANCEL, reason="Udkastet er trukket tilbage."))

    assert await state_of(mute, of) == "open"


async def test_one_that_nobody_has_heard_of_may_be(mute):
    of = await approved(mute)

    await acting.ask(mute, of, METTE, Wish(Act.CANCEL, reason="Udkastet er trukket tilbage."))

    assert await state_of(mute, of) == "cancelled"


async def test_nor_is_a_deadline_moved_that_nobody_would_hear_of(mute):
    of = await opened(mute)
    until = mute.clock.now() + timedelta(days=60)

    with pytest.raises(NoSender):
        await acting.ask(mute, of, METTE, Wish(Act.EXTEND, until=until))
