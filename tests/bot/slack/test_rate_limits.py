"""Slack takes a message a second in each channel: one channel's rush is nobody else's wait."""

import asyncio
import contextlib
import time

import pytest

UIP, POLICY = "C1UIP", "C2POLICY"
RUSH = 4


@pytest.fixture
async def delivering(courier):
    """The courier, at work."""
    task = asyncio.create_task(courier.run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_rush_in_one_channel_keeps_its_pace_and_holds_up_no_other(
    record, slack, slack_proxy, desk, delivering
):
    slack_proxy.posts_per_second = 1
    for _ in range(RUSH):
        await record.open()
    started = time.monotonic()
    desk.nudge()
    await slack.wait(lambda _: slack.messages(UIP))

    await record.open(initiative="politisk_inddragelse")
    desk.nudge()
    await slack.wait(lambda _: slack.messages(POLICY))
    there = len(slack.messages(UIP))
    await slack.wait(lambda _: len(slack.messages(UIP)) == RUSH, within=30)

    assert there < RUSH, "the other channel waited for the end of the rush"
    assert time.monotonic() - started > RUSH - 1.5, "Slack's proxy let more than one a second through"
