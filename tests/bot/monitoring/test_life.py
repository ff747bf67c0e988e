"""Signs of life: a loop that leaves none for too long is silent; a part without a loop never is."""

from datetime import timedelta

import pytest

from bot import schedule
from bot.monitoring.life import LOOPS, SILENCE, is_silent, silent
from bot.outbox.bell import Bell
from bot.outbox.courier import BEAT, Courier
from bot.pulse import CLOCK
from storage import service
from storage.tables import PartState
from tests.laid_desk import MONDAY_MORNING


def a_part(name, ago):
    seen = MONDAY_MORNING - ago
    return PartState(part=name, trouble=None, since=seen, seen_at=seen)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_is_silent_after_minutes_without_a_sign_of_life(loop):
    assert not is_silent(a_part(loop, SILENCE), MONDAY_MORNING)
    assert is_silent(a_part(loop, SILENCE + timedelta(seconds=1)), MONDAY_MORNING)


def test_a_part_that_is_seen_only_when_there_is_something_to_do_is_never_silent():
    assert silent([a_part("smtp", timedelta(days=3))], MONDAY_MORNING) == []


async def seen(desk, name):
    async with desk.database.reading() as session:
        return {part.part: part.seen_at for part in await service.parts(session)}.get(name)


async def test_each_tick_is_a_sign_of_life(desk):
    before = desk.clock.now()

    await schedule.tick(desk)

    assert await seen(desk, CLOCK) >= before


async def test_a_courier_with_nothing_to_do_leaves_a_sign_of_life_now_and_then_all_the_same(desk):
    courier = Courier(desk, {}, Bell())
    await courier.show_life()
    first = await seen(desk, "courier")
    desk.clock.advance(BEAT / 2)
    await courier.show_life()
    assert await seen(desk, "courier") == first

    desk.clock.advance(BEAT)
    await courier.show_life()

    assert await seen(desk, "courier") >= first + BEAT
