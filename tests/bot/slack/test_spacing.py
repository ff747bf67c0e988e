"""Turns to post: apart in one channel, in their order, and of no matter to another channel."""

import asyncio
import time
from itertools import pairwise

import pytest

from bot.slack.spacing import Spacing

A, B = "C1UIP", "C2POLICY"
APART = 0.03
HOUR = 3600


async def test_turns_in_a_channel_are_apart_counted_from_the_end_of_the_one_before():
    spacing, times = Spacing(APART), []
    for _ in range(3):
        async with spacing.turn(A):
            times.append(time.monotonic())
            await asyncio.sleep(APART)
    assert all(later - sooner > 1.9 * APART for sooner, later in pairwise(times))


async def test_they_come_in_the_order_that_they_are_asked_for():
    spacing, came = Spacing(APART), []

    async def post(number):
        async with spacing.turn(A):
            came.append(number)

    await asyncio.gather(*map(post, range(4)))
    assert came == [0, 1, 2, 3]


async def test_another_channel_waits_for_none_of_them():
    spacing = Spacing(HOUR)
    async with asyncio.timeout(10), spacing.turn(A), spacing.turn(B):
        pass


async def test_one_that_fails_takes_its_turn_all_the_same_and_the_next_has_its_own():
    spacing = Spacing(APART)

    async def post():
        async with spacing.turn(A):
            raise ZeroDivisionError

    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await post()
    assert time.monotonic() - began > 0.9 * APART


async def test_one_that_is_told_to_stop_while_it_waits_keeps_no_other_waiting():
    spacing = Spacing(HOUR)
    async with spacing.turn(A):
        pass

    async def post():
        async with spacing.turn(A):
            pass

    waiting = asyncio.create_task(post())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert not spacing._channels[A].turn.locked()


async def test_without_a_pace_nobody_waits():
    spacing = Spacing()
    async with asyncio.timeout(10), spacing.turn(A), spacing.turn(A):
        pass
