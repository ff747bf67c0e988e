"""What the triage office's channel shows of something that is wrong."""

from datetime import timedelta

import pytest

from bot.monitoring import alarms
from bot.monitoring.subjects import Trouble
from storage import alarms as record
from storage import outbox

TRIAGE = "C3TRIAGE"


@pytest.fixture
def begins(desk):
    """Have a trouble begin."""

    async def tell(what="imap", reason="the mail server does not answer"):
        trouble = Trouble(what, reason, desk.clock.now())
        await alarms.tell(desk, [trouble], [], without_slack=False)

    return tell


@pytest.fixture
def settings(settings):
    """The same house, its Slack switched on."""
    return settings.model_copy(update={"slack": settings.slack.model_copy(update={"mode": "socket"})})


async def ends(desk):
    async with desk.database.reading() as session:
        lasting = await record.lasting(session)
    await alarms.tell(desk, [], lasting, without_slack=False)


async def shown(slack, count=1):
    """Everything that the channel shows, once so many messages stand there."""
    return await slack.wait(
        lambda _: slack.messages(TRIAGE) if len(slack.messages(TRIAGE)) == count else None
    )


async def test_it_says_what_is_wrong_since_when_and_what_it_means(begins, courier, slack):
    await begins()
    await courier.run_until_empty()

    (message,) = await shown(slack)
    said = str(message["blocks"])
    assert "*Post kan ikke hentes*" in said
    assert "Siden onsdag den 4. marts kl. 13.00" in said
    assert "Ingen breve går tabt" in said
    assert "Til it-driften: the mail server does not answer" in said
    assert message["text"] == "Post kan ikke hentes. Siden onsdag den 4. marts kl. 13.00"


async def test_when_it_is_over_the_same_card_says_so(desk, begins, courier, slack):
    await begins()
    await courier.run_until_empty()
    await shown(slack)
    desk.clock.advance(timedelta(hours=1))
    await ends(desk)
    await courier.run_until_empty()

    await slack.wait(lambda _: ":white_check_mark:" in str(slack.messages(TRIAGE)))
    (message,) = slack.messages(TRIAGE)
    assert "Virker igen siden onsdag den 4. marts kl. 14.00. Det begyndte onsdag den 4. marts kl. 13.00." in (
        str(message["blocks"])
    )


async def test_what_is_over_before_slack_could_be_reached_is_told_as_it_is(desk, begins, courier, slack):
    await begins("slack", "Slack can't be reached")
    await ends(desk)
    await courier.run_until_empty()

    (message,) = await shown(slack)
    assert ":white_check_mark: Slack kan ikke nås" in str(message["blocks"])


async def test_a_card_that_somebody_deleted_is_not_posted_again(desk, begins, courier, slack, client):
    await begins()
    await courier.run_until_empty()
    (message,) = await shown(slack)
    await client.chat_delete(channel=TRIAGE, ts=message["ts"])
    await ends(desk)
    await courier.run_until_empty()

    async with desk.database.reading() as session:
        over = await outbox.by_key(session, alarms.card_key(1, over=True))
    assert (over.state, over.reason) == ("dropped", "the message was deleted")
    assert slack.messages(TRIAGE) == []


async def test_a_server_s_own_words_can_hide_no_link_and_call_nobody(begins, courier, slack):
    await begins(reason="<!channel> <https://evil.example|her>")
    await courier.run_until_empty()

    (message,) = await shown(slack)
    assert "<!channel>" not in str(message)
    assert "<https" not in str(message)
