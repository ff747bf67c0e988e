"""Slack takes a message a second in each channel: one channel's rush is nobody else's wait."""

import asyncio
import contextlib
import time
from datetime import timedelta

import pytest

from bot.inquiries import handling
from bot.outbox.courier import Courier
from bot.slack import posts
from bot.slack.posting import Poster
from bot.slack.posts import SlackCarrier
from bot.slack.spacing import Spacing

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


@pytest.fixture
def paced(desk, client, words, bell):
    """A courier that keeps Slack's pace by itself."""
    carrier = SlackCarrier(desk, Poster(client, Spacing(1)), words)
    return Courier(desk, dict.fromkeys(posts.KINDS, carrier), bell)


async def test_a_pace_that_is_kept_meets_no_refusal_and_no_second_try(
    record, slack, slack_proxy, desk, paced
):
    """A post that was refused is looked for in the channel before it is tried again: that costs more."""
    slack_proxy.posts_per_second = 1
    for _ in range(RUSH):
        await record.open()
    await record.open(initiative="politisk_inddragelse")

    await paced.run_until_empty()

    asked = [call.method for call in slack_proxy.calls]
    assert asked.count("chat.postMessage") == RUSH + 1
    assert "conversations.history" not in asked
    assert (len(slack.messages(UIP)), len(slack.messages(POLICY))) == (RUSH, 1)


async def test_a_channel_that_slack_has_wait_longer_holds_up_no_other(
    record, slack, slack_proxy, desk, clock, paced
):
    slack_proxy.limit("chat.postMessage", retry_after=60)
    first = await record.open()
    await record.open()
    await paced.run_until_empty()
    assert not slack.messages(UIP), "what comes after it in the channel waits as well"

    await record.open(initiative="politisk_inddragelse")
    await paced.run_until_empty()
    await slack.wait(lambda _: slack.messages(POLICY))
    assert not slack.messages(UIP)

    clock.advance(timedelta(seconds=61))
    await paced.run_until_empty()
    await slack.wait(lambda _: len(slack.messages(UIP)) == 2)
    assert (await record.inquiry(first)).reference in str(slack.messages(UIP)[0])


async def test_what_is_said_beside_a_card_is_not_kept_waiting_by_new_ones(
    record, slack, desk, courier, paced
):
    """The letter with its button to call it back shows while hundreds of cards are on their way."""
    standing = await record.open()
    await courier.run_until_empty()
    card = (await slack.wait(lambda _: slack.messages(UIP)))[0]["ts"]
    for _ in range(RUSH):
        await record.open()
    await handling.note(desk, standing, "U1ANNE", "Ring først")

    running = asyncio.create_task(paced.run_until_empty())
    await slack.wait(lambda _: slack.thread(UIP, card))
    there = len(slack.messages(UIP)) - 1
    await running

    assert there < RUSH, "it waited for the last of them"
