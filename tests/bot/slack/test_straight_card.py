"""A trouble that can't be recorded is shown in Slack all the same: one card, and its change."""

import platform
from datetime import timedelta

import pytest

from bot.outbox.delivery import Unreachable
from bot.slack.alarms import StraightCard
from storage.tables import Alarm

TRIAGE = "C3TRIAGE"


@pytest.fixture
def a_process(desk, poster, words):
    """Start a process's way to tell."""
    return lambda: StraightCard(desk, poster, words)


@pytest.fixture
def card(a_process):
    return a_process()


@pytest.fixture
def alarm(desk):
    return Alarm(what="database-gone", reason="<!channel> no answer", since=desk.clock.now())


async def posted(slack):
    return await slack.wait(lambda _: slack.messages(TRIAGE))


async def test_it_says_what_works_no_more_and_that_no_letter_is_lost(card, alarm, slack):
    await card.tell(alarm)

    (message,) = await posted(slack)
    said = str(message["blocks"])
    assert "*Databasen kan ikke nås*" in said
    assert "Siden onsdag den 4. marts kl. 13.00" in said
    assert "Ingen breve går tabt" in said
    assert "<!channel>" not in said


async def test_a_card_whose_answer_was_lost_is_not_posted_twice(card, alarm, slack, slack_proxy):
    slack_proxy.cut("chat.postMessage", done_first=True)
    with pytest.raises(Unreachable):
        await card.tell(alarm)
    await card.tell(alarm)

    assert len(await posted(slack)) == 1


async def test_a_card_that_somebody_deleted_is_not_posted_again_and_the_next_trouble_is(
    desk, card, alarm, slack, client
):
    await card.tell(alarm)
    (message,) = await posted(slack)
    await client.chat_delete(channel=TRIAGE, ts=message["ts"])
    alarm.over_at = desk.clock.now()
    await card.tell(alarm)
    assert slack.messages(TRIAGE) == []

    await card.tell(Alarm(what="database-gone", reason="no answer", since=desk.clock.now()))
    assert len(await posted(slack)) == 1


async def test_a_card_that_a_process_left_is_found_and_mended_by_the_next_one(
    desk, a_process, card, alarm, slack
):
    assert await card.standing() is None
    await card.tell(alarm)
    await posted(slack)
    desk.clock.advance(timedelta(hours=1))

    after = a_process()
    found = await after.standing()
    assert found.since == alarm.since
    found.over_at = desk.clock.now()
    await after.tell(found)

    (message,) = await slack.wait(
        lambda _: [each for each in slack.messages(TRIAGE) if ":white_check_mark:" in str(each)]
    )
    assert "Det begyndte onsdag den 4. marts kl. 13.00" in str(message["blocks"])
    assert await a_process().standing() is None


async def test_another_machines_card_is_left_to_it(a_process, card, alarm, slack, monkeypatch):
    await card.tell(alarm)
    await posted(slack)
    monkeypatch.setattr(platform, "node", lambda: "another")

    assert await a_process().standing() is None
