"""Deadlines: who has the inquiry is reminded, then the office's channel is told, in working hours only."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage import outbox
from tests.journeys.mails import KAREN, SUBJECT, a_mail, address_of
from tests.journeys.ministry import ANNE, HOLD, PATIENCE, UIP, shown, until

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
REMINDER, ESCALATION = "Du har sagen", "er ikke besvaret endnu"


def march(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=COPENHAGEN)


@pytest.fixture
async def card(ministry):
    """The card of an inquiry from Monday the 3rd, which Anne has."""
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")
    return card


def posts(ministry, words):
    """Where something is said outside threads, channel by channel."""
    return [
        channel
        for channel, messages in ministry.slack.page.messages.items()
        for message in messages
        if words in shown(message)
    ]


async def parcel(ministry, about):
    """The one parcel of the inquiry that is about something, once it is there."""

    async def look():
        async with ministry.parts.desk.database.reading() as session:
            return await outbox.by_key(session, f"inquiry:1/{about}:202503101400")

    return await until(look)


async def ended(ministry, about):
    async def look():
        found = await parcel(ministry, about)
        return found if found.ended_at else None

    return await until(look)


async def test_the_one_who_has_it_is_reminded_and_then_the_office_is_told(ministry, card):
    ministry.turns_to(march(6, 9))
    await ministry.slack.wait(lambda _: posts(ministry, REMINDER), PATIENCE)
    [conversation] = posts(ministry, REMINDER)
    assert conversation != UIP  # said to Anne alone

    ministry.turns_to(march(7, 9))
    await ministry.slack.wait(lambda _: posts(ministry, ESCALATION), PATIENCE)
    assert posts(ministry, ESCALATION) == [UIP]

    ministry.turns_to(march(10, 15, 1))
    await card.click(ANNE, "inquiry.more", option="note")
    await ministry.slack.submit(ANNE, {"note": "Vi er for sent på den."})
    await card.shows("verskredet")


async def test_outside_working_hours_nobody_is_disturbed(ministry, card):
    ministry.turns_to(march(6, 20))  # as after an outage that lasted the whole day
    waiting = await parcel(ministry, "reminder")

    async def postponed():
        return (await parcel(ministry, "reminder")).reason == "outside working hours"

    await until(postponed)
    assert posts(ministry, REMINDER) == []
    assert waiting.ended_at is None

    ministry.turns_to(march(7, 9))
    await ministry.slack.wait(lambda _: posts(ministry, REMINDER), PATIENCE)


async def test_what_was_answered_meanwhile_is_not_reminded_of(ministry, card):
    ministry.turns_to(march(6, 20))
    await parcel(ministry, "reminder")
    await ministry.writes(card, ANNE, "Ja tak.")
    await card.thread_shows("inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(address_of(KAREN), "Ja tak.")
    await card.shows("Besvaret")

    ministry.turns_to(march(7, 9))

    dropped = await ended(ministry, "reminder")
    assert (dropped.state, dropped.reason) == ("dropped", "the inquiry is answered")
    assert posts(ministry, REMINDER) == []


async def test_what_is_snoozed_comes_back_when_its_day_begins(ministry, card):
    await card.click(ANNE, "inquiry.more", option="snooze")
    await ministry.slack.submit(ANNE, {"until": "2025-03-07"})
    await card.shows("Udsat til fredag den 7. marts")

    ministry.turns_to(march(6, 12))
    await until(lambda: _nothing_waits(ministry))
    assert posts(ministry, REMINDER) == []

    ministry.turns_to(march(7, 9))
    await card.shows(f"<@{ANNE}> har sagen")
    await ministry.slack.wait(lambda _: posts(ministry, REMINDER), PATIENCE)


async def _nothing_waits(ministry):
    async with ministry.parts.desk.database.reading() as session:
        return (await outbox.queue(session)).waiting == 0
