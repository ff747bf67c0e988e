"""Emoji on cards, as Slack's events tell of them."""

import asyncio

import pytest

from bot.inquiries import claiming, merging
from bot.inquiries.lifecycle import Status

ANNE, BO, CARLA = "U1ANNE", "U2BO", "U3CARLA"
UIP = "C1UIP"
EYES, CHECK = "eyes", "white_check_mark"


@pytest.fixture
async def inquiry_id(record):
    """An inquiry whose card stands in its office's channel."""
    number = await record.open()
    await record.change(number, card_channel=UIP, card_ts="1.1")
    return number


@pytest.fixture
def react(staff):
    """Put an emoji on a message, or take it away again."""

    async def _react(user, name, ts="1.1", kind="reaction_added", of="", **item):
        place = {"type": "message", "channel": UIP, "ts": ts} | item
        event = {"type": kind, "user": user, "reaction": name, "item": place, "item_user": of}
        return await staff._dispatch({"type": "event_callback", "event": event})

    return _react


async def stands(record, inquiry_id):
    inquiry = await record.inquiry(inquiry_id)
    return inquiry.status, inquiry.claimed_by


async def test_eyes_take_the_inquiry(record, react, staff, inquiry_id):
    response = await react(ANNE, EYES)

    assert response.status == 200
    assert await stands(record, inquiry_id) == (Status.CLAIMED, ANNE)
    assert staff.told() == []


async def test_one_on_a_card_that_is_not_on_record_yet_counts_once_it_is(record, react, client):
    number, bot = await record.open(), (await client.auth_test())["user_id"]

    reacted = asyncio.create_task(react(ANNE, EYES, of=bot))
    await asyncio.sleep(0.1)
    assert not reacted.done()
    await record.change(number, card_channel=UIP, card_ts="1.1")
    await reacted

    assert await stands(record, number) == (Status.CLAIMED, ANNE)


async def test_a_check_mark_closes_it(record, react, inquiry_id):
    await react(ANNE, CHECK)

    assert await stands(record, inquiry_id) == (Status.CLOSED, None)


@pytest.mark.parametrize(("name", "events"), [(EYES, ["opened", "claimed"]), (CHECK, ["opened", "closed"])])
async def test_the_same_emoji_twice_is_once(record, react, staff, inquiry_id, name, events):
    for _ in range(3):
        await react(ANNE, name)

    assert await record.history(inquiry_id) == events
    assert staff.told() == []


async def test_who_comes_second_is_told_who_has_it(react, staff, inquiry_id):
    await react(ANNE, EYES)
    await react(BO, EYES)

    assert staff.told() == [(BO, "<@U1ANNE> har allerede taget sagen.")]


async def test_eyes_on_an_answered_one_say_what_to_do_first(record, react, staff, inquiry_id):
    await record.change(inquiry_id, status="answered")

    await react(ANNE, EYES)

    assert staff.told()[0][1].startswith("Sagen er allerede besvaret")


@pytest.mark.parametrize("name", [EYES, CHECK])
async def test_a_stranger_s_emoji_is_only_an_emoji(record, react, staff, inquiry_id, name):
    await react(CARLA, name)

    assert await stands(record, inquiry_id) == (Status.NEW, None)
    assert staff.told() == []


async def test_other_emoji_and_other_messages_do_nothing(record, react, inquiry_id):
    await react(ANNE, "tada")
    await react(ANNE, EYES, ts="2.2")
    await react(ANNE, EYES, channel="C9")
    await react(ANNE, EYES, type="file")

    assert await record.history(inquiry_id) == ["opened"]


async def test_one_that_is_taken_away_again_does_nothing(record, desk, react, inquiry_id):
    await claiming.claim(desk, inquiry_id, ANNE)

    await react(ANNE, EYES, kind="reaction_removed")

    assert await stands(record, inquiry_id) == (Status.CLAIMED, ANNE)


async def test_on_a_merged_one_it_is_said_where_to_carry_on(record, desk, react, staff, inquiry_id):
    await record.open()
    await merging.merge(desk, inquiry_id, ANNE, (await record.inquiry(2)).reference)

    await react(ANNE, EYES)

    assert staff.told()[0][1].startswith("Sagen er lagt sammen med FD-2026-00002")


@pytest.mark.usefixtures("running")
async def test_the_card_changes_under_the_emoji(record, slack, bell):
    await record.open()
    bell.ring()
    card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
    await slack.react(UIP, card["ts"], ANNE, EYES)

    await slack.wait(lambda page: "<@U1ANNE> har sagen" in str(page.message(UIP, card["ts"])))
    await slack.react(UIP, card["ts"], ANNE, EYES, present=False)
    await slack.react(UIP, card["ts"], ANNE, CHECK)
    await slack.wait(lambda page: "Lukket" in str(page.message(UIP, card["ts"])))
    assert await record.history(1) == ["opened", "claimed", "closed"]
