"""An office's morning on the local Slack: put in the outbox by the tick, drawn when it leaves."""

from datetime import timedelta

import pytest

from bot import schedule
from bot.inquiries import handling
from storage import ledger
from storage.messages import Arrival
from storage.outcomes import Outcome

ANNE = "U1ANNE"
UIP, POLICY = "C1UIP", "C2POLICY"


@pytest.fixture
def mornings(slack):
    """What was said of the morning in a channel."""
    return lambda channel: [m for m in slack.messages(channel) if "Henvendelser hos" in str(m)]


@pytest.fixture
async def next_morning(desk, clock):
    """Turn the clock from the first look on Wednesday to nine on Thursday, or later by so many days."""

    async def _next_morning(days=0):
        await schedule.tick(desk)
        clock.advance(timedelta(hours=20, days=days))
        await schedule.tick(desk)

    return _next_morning


async def test_each_office_is_told_of_its_own_once_a_morning(
    record, desk, courier, slack, mornings, next_morning
):
    await record.open()
    await next_morning()
    await schedule.tick(desk)
    await courier.run_until_empty()

    [told] = await slack.wait(lambda _: mornings(UIP))
    assert "*1* har ingen taget" in str(told)
    assert "FD-2026-00001" in str(told)
    assert mornings(POLICY) == []


async def test_an_office_that_is_told_once_a_week_hears_what_came_in_a_week(record, desk, clock):
    offices = [office.model_copy(update={"digest": "week"}) for office in desk.settings.office]
    object.__setattr__(desk.settings, "office", offices)
    await schedule.tick(desk)
    clock.advance(timedelta(hours=20, days=4))
    await schedule.tick(desk)

    [first, *_] = await record.waiting("slack.morning")
    assert first.payload["since"].startswith("2026-03-02T08:00:00")


async def test_triage_is_told_of_what_was_set_aside_as_machine_mail_and_nobody_else(
    desk, courier, slack, mornings, next_morning
):
    async with desk.database.transaction() as session:
        arrival = Arrival.pack(b"Subject: x\r\n\r\ny", source="INBOX", received_at=desk.clock.now())
        [number] = await ledger.store(session, [arrival], desk.clock.now())
        await ledger.decide(session, number, Outcome.LIST_MAIL, desk.clock.now(), reason="list")
    await next_morning()
    await courier.run_until_empty()

    [told] = await slack.wait(lambda _: mornings("C3TRIAGE"))
    assert "*1* mail blev lagt til side som maskinpost" in str(told)
    assert mornings(UIP) == mornings(POLICY) == []


async def test_where_there_is_nothing_nothing_is_said(courier, record, mornings, next_morning):
    await next_morning()
    await courier.run_until_empty()

    assert (await record.parcel("morning:uip/2026-03-05")).state == "dropped"
    assert mornings(UIP) == []


async def test_what_was_closed_before_it_left_is_not_told(record, desk, courier, mornings, next_morning):
    inquiry_id = await record.open()
    await next_morning(days=4)
    await handling.close(desk, inquiry_id, ANNE)
    await courier.run_until_empty()

    assert mornings(UIP) == []


async def test_nobody_is_told_on_a_saturday(record, next_morning):
    await record.open()
    await next_morning(days=2)

    assert await record.waiting("slack.morning") == []


async def test_an_office_that_wants_no_digest_is_told_nothing(record, desk, next_morning):
    offices = [office.model_copy(update={"digest": "off"}) for office in desk.settings.office]
    object.__setattr__(desk.settings, "office", offices)
    await record.open()
    await next_morning()

    assert await record.waiting("slack.morning") == []
