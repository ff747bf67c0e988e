"""What was written while nobody listened, on the local Slack."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.inquiries import handling, lifecycle, merging
from bot.slack import said
from bot.slack.catching_up import CatchingUp
from storage import correspondence, inquiries, service
from storage.tables import Correspondence, Inquiry, LedgerEntry, RawMessage
from tests.bot.slack.conftest import on_both

ANNE, KAREN, IB = "U1ANNE", "U6KAREN", "U7IB"
NORDLYS, SOLGAARD = "C4NORDLYS", "C5SOLGAARD"
QUESTION = "Kan vi få en snak om vores UIP-indsats?"


@pytest.fixture
def catching_up(client, desk, talk):
    """What reads the shared channels."""
    return CatchingUp(client, desk, talk)


@pytest.fixture
async def started(catching_up, slack):
    """A service that ran before: it knows where it left off."""
    for channel in (NORDLYS, SOLGAARD):
        await slack.say(channel, KAREN, "Fra før vores tid")
    assert await catching_up.catch_up() == 0
    return catching_up


@pytest.fixture
def count(desk):
    """How many inquiries there are."""

    async def _count():
        async with desk.database.reading() as session:
            return (await session.scalars(select(func.count()).select_from(Inquiry))).one()

    return _count


async def test_the_first_start_takes_nothing_from_before(started, count):
    assert await count() == 0


@on_both
async def test_what_was_written_meanwhile_becomes_inquiries(started, slack, count):
    await slack.say(NORDLYS, KAREN, QUESTION)
    await slack.say(NORDLYS, IB, "Hvornår er mødet?")

    assert await started.catch_up() == 2
    assert await count() == 2


async def test_it_is_read_once(started, slack, count):
    await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()

    assert await started.catch_up() == 0
    assert await count() == 1


@on_both
async def test_what_was_heard_is_not_read_again_and_what_was_missed_before_it_is(started, slack, talk, count):
    await slack.say(NORDLYS, IB, "Hvornår er mødet?")
    heard = await slack.say(NORDLYS, KAREN, QUESTION)
    event = {"type": "message", "channel": NORDLYS, "user": KAREN, "text": QUESTION, "ts": heard["ts"]}
    await talk.decide(await talk.keep(said.kept(event, "UBOT")))

    assert await started.catch_up() == 1
    assert await count() == 2


@on_both
async def test_a_reply_in_the_thread_of_an_open_inquiry_is_read_too(started, slack, desk):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    await slack.say(NORDLYS, KAREN, "En ting mere: hvornår?", thread_ts=message["ts"])

    assert await started.catch_up() == 1
    async with desk.database.reading() as session:
        texts = list(
            await session.scalars(select(Correspondence.text).where(Correspondence.direction == "in"))
        )
    assert texts == [QUESTION, "En ting mere: hvornår?"]


async def test_a_page_is_not_all_there_is(started, slack, monkeypatch):
    monkeypatch.setattr("bot.slack.histories.PAGE", 2)
    for number, user in enumerate([KAREN, IB, KAREN, IB, KAREN]):
        await slack.say(NORDLYS, user, f"{number}: {QUESTION}")

    assert await started.catch_up() == 5


async def test_what_is_written_in_a_thread_that_was_just_read_is_found_the_next_time(
    started, slack, client, monkeypatch
):
    first, second = [await slack.say(NORDLYS, each, QUESTION) for each in (KAREN, IB)]
    await started.catch_up()
    ask = type(client).conversations_replies

    async def and_writes(self, *, ts, **arguments):
        answer = await ask(self, ts=ts, **arguments)
        if ts == first["ts"]:
            monkeypatch.undo()
            await slack.say(NORDLYS, KAREN, "Kunne det blive tirsdag?", thread_ts=first["ts"])
            await slack.say(NORDLYS, IB, "Eller onsdag?", thread_ts=second["ts"])
        return answer

    monkeypatch.setattr(type(client), "conversations_replies", and_writes)

    assert [await started.catch_up() for _ in range(3)] == [1, 1, 0]


async def test_a_reply_to_what_was_answered_is_found_though_the_channel_was_read_since(
    started, slack, desk, client, talk
):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    await anew(client, desk, talk).catch_up()
    async with desk.database.transaction() as session:
        lifecycle.answered(await inquiries.locked(session, 1), desk.clock.now())
    await slack.say(NORDLYS, KAREN, "Og hvad så med i juni?", thread_ts=message["ts"])
    await slack.say(NORDLYS, IB, "Noget andet: hvornår er mødet?")

    assert await started.catch_up() == 1  # the channel alone
    assert await started.catch_up() == 0
    assert await anew(client, desk, talk).catch_up() == 1
    assert await anew(client, desk, talk).catch_up() == 0


async def test_a_reply_in_the_thread_of_one_that_goes_on_in_another_is_found(
    started, slack, desk, client, talk
):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    await slack.say(NORDLYS, IB, QUESTION)
    await started.catch_up()
    async with desk.database.reading() as session:
        into = (await inquiries.get(session, 2)).reference
    await merging.merge(desk, 1, ANNE, into)
    await slack.say(NORDLYS, KAREN, "Og hvad så med i juni?", thread_ts=message["ts"])

    assert await started.catch_up() == 1


async def test_a_cards_thread_is_not_asked_for_again_while_nothing_new_is_said_in_it(
    started, slack, slack_proxy, client, desk, talk
):
    card = await client.chat_postMessage(channel="C1UIP", text="Et kort")
    await slack.say("C1UIP", ANNE, "Den tager jeg", thread_ts=card["ts"])
    await client.chat_postMessage(channel="C1UIP", text="Det næste kort")
    await anew(client, desk, talk).catch_up()
    slack_proxy.calls.clear()

    await anew(client, desk, talk).catch_up()

    assert "conversations.replies" not in [call.method for call in slack_proxy.calls]


async def test_nor_is_the_thread_in_which_colleagues_speak_among_themselves(
    started, slack, slack_proxy, client, desk, talk
):
    lunch = await slack.say(NORDLYS, ANNE, "Skal vi spise frokost?")
    await slack.say(NORDLYS, ANNE, "Klokken tolv", thread_ts=lunch["ts"])
    await slack.say(NORDLYS, ANNE, "Mødet er flyttet")
    await anew(client, desk, talk).catch_up()
    slack_proxy.calls.clear()

    await anew(client, desk, talk).catch_up()

    assert "conversations.replies" not in [call.method for call in slack_proxy.calls]


async def test_what_our_own_bot_wrote_is_nothing_missed(started, client):
    await client.chat_postMessage(channel=NORDLYS, text="Hej fra os")

    assert await started.catch_up() == 0


async def test_a_channel_that_can_not_be_read_is_said_so_and_stops_no_other(
    started, slack, slack_proxy, desk, count
):
    await slack.say(SOLGAARD, KAREN, QUESTION)
    slack_proxy.fail("conversations.history", "not_in_channel")

    assert await started.catch_up() == 1
    assert await count() == 1

    async with desk.database.reading() as session:
        parts = {part.part: part.trouble for part in await service.parts(session)}
    assert parts[f"slack-channel {NORDLYS}"] == "Slack answers not_in_channel"
    assert parts[f"slack-channel {SOLGAARD}"] is None


async def test_a_message_that_breaks_is_told_stops_no_other_channel_and_is_read_later(
    started, slack, talk, desk, count, monkeypatch
):
    keep = talk.keep

    async def breaks(raw, at=None):
        if NORDLYS in raw.decode():
            raise ZeroDivisionError
        return await keep(raw, at)

    await slack.say(NORDLYS, KAREN, QUESTION)
    await slack.say(SOLGAARD, KAREN, QUESTION)
    with monkeypatch.context() as broken, capture_logs() as logged:
        broken.setattr(talk, "keep", breaks)
        assert await started.catch_up() == 1

    async with desk.database.reading() as session:
        parts = {part.part: part.trouble for part in await service.parts(session)}
    assert parts[f"slack-channel {NORDLYS}"] == "reading it broke (ZeroDivisionError)"
    assert [each["channel"] for each in logged if each["event"] == "channel not caught up"] == [NORDLYS]
    assert await started.catch_up() == 1
    assert await count() == 2


async def test_a_database_that_is_away_is_no_channels_trouble(started, slack, talk, desk, monkeypatch):
    async def away(_raw, _at=None):
        raise OperationalError("insert", {}, ConnectionRefusedError())

    await slack.say(NORDLYS, KAREN, QUESTION)
    monkeypatch.setattr(talk, "keep", away)

    with pytest.raises(OperationalError):
        await started.catch_up()
    async with desk.database.reading() as session:
        assert [part.trouble for part in await service.parts(session) if part.trouble] == []


async def test_it_waits_as_long_as_slack_asks(started, slack, slack_proxy):
    await slack.say(NORDLYS, KAREN, QUESTION)
    slack_proxy.limit("conversations.history", retry_after=1)

    assert await started.catch_up() == 1


async def test_a_closed_inquirys_thread_is_not_asked_for(started, slack, slack_proxy, desk):
    await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    async with desk.database.reading() as session:
        [opened] = list(await session.scalars(select(Inquiry)))
    await handling.close(desk, opened.id, ANNE)
    slack_proxy.calls.clear()

    await started.catch_up()

    assert "conversations.replies" not in [call.method for call in slack_proxy.calls]
    async with desk.database.reading() as session:
        assert await correspondence.threads(session, f"slack:{NORDLYS}/", ["new"]) == []


@pytest.fixture
def spoken(desk):
    """What the history of an inquiry says was done with messages in Slack."""

    async def _spoken(inquiry_id=1):
        async with desk.database.reading() as session:
            history = await inquiries.history(session, inquiry_id)
        return [each.what for each in history if each.what.startswith("message_")]

    return _spoken


def anew(client, desk, talk):
    """The service after a restart: it reads everything first."""
    return CatchingUp(client, desk, talk)


async def test_direct_messages_are_read_too_of_people_who_never_wrote_before(
    started, slack, client, desk, talk, count
):
    await slack.say(KAREN, KAREN, QUESTION)

    assert await anew(client, desk, talk).catch_up() == 1
    assert await anew(client, desk, talk).catch_up() == 0
    assert await count() == 1


async def test_who_named_us_in_a_channel_is_heard_and_the_others_there_are_not(
    started, slack, client, desk, talk, count
):
    bot = (await client.auth_test())["user_id"]
    await slack.say("C1UIP", IB, f"<@{bot}> {QUESTION}")
    await slack.say("C1UIP", ANNE, "Skal vi spise frokost?")

    assert await anew(client, desk, talk).catch_up() == 1
    assert await count() == 1


async def test_other_conversations_are_read_at_the_start_and_every_few_times(started, slack, slack_proxy):
    slack_proxy.calls.clear()

    for _ in range(6):
        await started.catch_up()

    assert [each.method for each in slack_proxy.calls].count("users.conversations") == 1


async def test_where_we_may_not_list_conversations_that_is_said_and_the_shared_ones_are_read(
    started, slack, slack_proxy, client, desk, talk
):
    await slack.say(NORDLYS, KAREN, QUESTION)
    slack_proxy.fail("users.conversations", "missing_scope")

    assert await anew(client, desk, talk).catch_up() == 1
    async with desk.database.reading() as session:
        parts = {part.part: part.trouble for part in await service.parts(session)}
    assert parts["slack-conversations"] == "Slack answers missing_scope"


async def test_who_writes_for_the_first_time_while_slack_lists_no_conversations_is_heard_later(
    started, slack, slack_proxy, client, desk, talk
):
    await slack.say(KAREN, KAREN, QUESTION)
    await slack.say(NORDLYS, IB, QUESTION)
    slack_proxy.fail("users.conversations", "internal_error")
    assert await anew(client, desk, talk).catch_up() == 1
    assert await anew(client, desk, talk).catch_up() == 1


async def test_who_writes_for_the_first_time_is_heard_though_some_channel_was_never_readable(
    slack, slack_proxy, client, desk, talk
):
    await slack.say(SOLGAARD, KAREN, "Fra før vores tid")
    slack_proxy.fail("conversations.history", "not_in_channel")
    assert await anew(client, desk, talk).catch_up() == 0
    await slack.say(KAREN, KAREN, QUESTION)

    assert await anew(client, desk, talk).catch_up() == 1


async def test_who_writes_for_the_first_time_while_the_channels_are_read_is_heard_the_next_time(
    started, slack, client, desk, talk, monkeypatch
):
    ask = type(client).conversations_history

    async def once_both_wrote(self, *, channel, **arguments):
        monkeypatch.undo()
        await slack.say(IB, IB, QUESTION)
        await slack.say(channel, KAREN, QUESTION)
        return await ask(self, channel=channel, **arguments)

    monkeypatch.setattr(type(client), "conversations_history", once_both_wrote)

    assert [await anew(client, desk, talk).catch_up() for _ in range(3)] == [1, 1, 0]


async def test_an_edit_and_a_deletion_that_nobody_told_of_are_found_once(
    started, slack, client, desk, talk, spoken
):
    edited = await slack.say(NORDLYS, KAREN, QUESTION)
    deleted = await slack.say(NORDLYS, IB, "Hvornår er mødet?")
    await started.catch_up()
    await slack.edit(NORDLYS, edited["ts"], KAREN, "Kan vi få to snakke?")
    await slack.delete(NORDLYS, deleted["ts"], IB)

    assert await anew(client, desk, talk).catch_up() == 2
    assert await anew(client, desk, talk).catch_up() == 0
    assert (await spoken(1), await spoken(2)) == (["message_edited"], ["message_deleted"])


async def test_thanks_that_were_edited_into_a_question_meanwhile_open_one_inquiry(
    started, slack, client, desk, talk, count
):
    thanks = await slack.say(NORDLYS, KAREN, "Mange tak!")
    assert await started.catch_up() == 1
    await slack.edit(NORDLYS, thanks["ts"], KAREN, QUESTION)

    assert [await anew(client, desk, talk).catch_up() for _ in range(3)] == [1, 0, 0]
    assert await count() == 1


async def test_so_do_thanks_in_a_thread_as_one_follow_up(started, slack, client, desk, talk, spoken):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    thanks = await slack.say(NORDLYS, KAREN, "Mange tak!", thread_ts=message["ts"])
    await started.catch_up()
    await handling.close(desk, 1, ANNE)
    await slack.edit(NORDLYS, thanks["ts"], KAREN, "Tak! Men hvornår?")

    assert [await anew(client, desk, talk).catch_up() for _ in range(3)] == [1, 0, 0]
    assert await spoken(1) == ["message_edited"]
    async with desk.database.reading() as session:
        assert (await inquiries.get(session, 1)).status == "new"


async def test_thanks_that_were_edited_into_thanks_are_looked_at_once(
    started, slack, client, desk, talk, count
):
    thanks = await slack.say(NORDLYS, KAREN, "Mange tak!")
    assert await started.catch_up() == 1
    await slack.edit(NORDLYS, thanks["ts"], KAREN, "Tusind tak!")

    assert [await anew(client, desk, talk).catch_up() for _ in range(3)] == [1, 0, 0]
    assert await count() == 0


async def test_a_deletion_in_a_thread_in_which_nothing_new_was_said_is_found(
    started, slack, client, desk, talk, spoken
):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    reply = await slack.say(NORDLYS, KAREN, "En ting mere: hvornår?", thread_ts=message["ts"])
    await slack.say(NORDLYS, IB, "Noget andet.")
    await started.catch_up()
    await handling.close(desk, 1, ANNE)
    await slack.delete(NORDLYS, reply["ts"], KAREN)

    assert await anew(client, desk, talk).catch_up() == 1
    assert await spoken(1) == ["message_deleted"]


async def test_an_edit_of_a_message_that_staff_brought_is_found(started, slack, client, desk, talk, spoken):
    message = await slack.say("C1UIP", KAREN, QUESTION)
    event = {"type": "message", "channel": "C1UIP", "user": KAREN, "text": QUESTION, "ts": message["ts"]}
    await talk.decide(await talk.keep(said.kept(event, "UBOT", brought_by=ANNE)))
    await slack.edit("C1UIP", message["ts"], KAREN, "Kan vi få to snakke?")

    assert await anew(client, desk, talk).catch_up() == 1
    assert await anew(client, desk, talk).catch_up() == 0
    assert await spoken(1) == ["message_edited"]


async def test_what_was_emptied_when_its_time_was_up_stops_no_reading(started, slack, client, desk, talk):
    await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    async with desk.database.transaction() as session:
        await session.execute(update(LedgerEntry).values(emptied_at=desk.clock.now()))
        await session.execute(update(RawMessage).values(content=b""))
    await slack.say(NORDLYS, IB, QUESTION)

    assert await anew(client, desk, talk).catch_up() == 1


async def test_events_that_come_after_the_reading_say_nothing_new(started, slack, client, desk, talk, spoken):
    written = await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    await slack.edit(NORDLYS, written["ts"], KAREN, "Kan vi få to snakke?")
    await anew(client, desk, talk).catch_up()
    before = {"user": KAREN, "text": QUESTION, "ts": written["ts"]}
    told = {"type": "message", "channel": NORDLYS, "subtype": "message_changed", "ts": "1999999999.000100"}
    told |= {"message": before | {"text": "Kan vi få to snakke?"}, "previous_message": before}

    assert await talk.keep(said.kept(told, "UBOT")) is None
    assert await spoken() == ["message_edited"]


async def test_a_reading_after_the_events_says_nothing_new_either(started, slack, client, desk, talk, spoken):
    written = await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    await slack.edit(NORDLYS, written["ts"], KAREN, "Kan vi få to snakke?")
    before = {"user": KAREN, "text": QUESTION, "ts": written["ts"]}
    told = {"type": "message", "channel": NORDLYS, "subtype": "message_changed", "ts": "1999999999.000100"}
    told |= {"message": before | {"text": "Kan vi få to snakke?"}, "previous_message": before}
    await talk.decide(await talk.keep(said.kept(told, "UBOT")))

    assert await anew(client, desk, talk).catch_up() == 0
    assert await spoken() == ["message_edited"]


async def test_what_is_said_in_the_thread_of_an_answered_inquiry_is_found(
    started, slack, client, desk, talk, count
):
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    await started.catch_up()
    async with desk.database.transaction() as session:
        inquiry = await inquiries.locked(session, 1)
        lifecycle.answered(inquiry, desk.clock.now())
    await slack.say(NORDLYS, KAREN, "Og hvad så med i juni?", thread_ts=message["ts"])

    assert await anew(client, desk, talk).catch_up() == 1
    async with desk.database.reading() as session:
        assert (await inquiries.get(session, 1)).status == "new"


async def test_what_stood_in_a_shared_channel_before_the_first_start_is_never_taken(
    started, slack, client, desk, talk, count
):
    await anew(client, desk, talk).catch_up()
    await anew(client, desk, talk).catch_up()

    assert await count() == 0
