"""What people write to us in Slack where two processes listen on one app's token, on one PostgreSQL."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.inquiries import intake
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.slack import posts, said
from bot.slack.catching_up import CatchingUp
from bot.slack.posts import SlackCarrier
from storage import inquiries
from storage.tables import Correspondence, Event, Organisation
from tests.bot.slack.conftest import on_postgresql_only, understand_by_words
from tests.bot.slack.test_talk import answer, in_thread, texts
from tests.bot.slack.test_transport import listening, reported

pytestmark = on_postgresql_only

CARLA, KAREN, IB = "U3CARLA", "U6KAREN", "U7IB"
UIP, POLICY, NORDLYS, SOLGAARD = "C1UIP", "C2POLICY", "C4NORDLYS", "C5SOLGAARD"
QUESTION = "Kan vi få en snak om vores UIP-indsats?"


@pytest.fixture
async def both(app, another_app, desk, another_desk, poster, words, settings, slack, reports):
    """Two processes, each with its listeners and its courier, that Slack sends its events in turn."""
    given = {"mode": "socket", "app_token": SecretStr(slack.app_token), "api_base_url": slack.api_url}
    connection = settings.slack.model_copy(update=given)
    couriers = []
    async with AsyncExitStack() as stack:
        for listeners, of in ((app, desk), (another_app, another_desk)):
            await stack.enter_async_context(listening(listeners, connection, reports))
            carriers = dict.fromkeys(posts.KINDS, SlackCarrier(of, poster, words))
            couriers.append(asyncio.create_task(Courier(of, carriers, Bell()).run()))
        await reported(reports, 2)
        yield
        for each in couriers:
            each.cancel()
        await asyncio.gather(*couriers, return_exceptions=True)


def event(ts, text, user=KAREN, **over):
    """What Slack tells of a message, as it is kept."""
    values = {"type": "message", "channel": NORDLYS, "ts": f"1767000000.{ts:06d}", "text": text, "user": user}
    return said.kept(values | over, "UBOT")


async def said_to_us(desk):
    """Every letter that came in, in order."""
    async with desk.database.reading() as session:
        found = select(Correspondence.text).where(Correspondence.direction == "in")
        return list(await session.scalars(found.order_by(Correspondence.id)))


class Meeting:
    """Where two that read a message wait for each other, so that both decide at the same time."""

    def __init__(self, *talks):
        self._talks, self._both = talks, asyncio.Barrier(len(talks))
        self.readings = []
        for each in talks:
            each._understand = self._understand

    async def decide(self, later, earlier):
        """Let one process decide on a message while what was said before it only comes, at the other."""
        one, other = self._talks
        first = asyncio.create_task(one.decide(await one.keep(later)))
        while not self.readings:
            await asyncio.sleep(0.001)
        return await asyncio.gather(first, other.decide(await other.keep(earlier)))

    async def _understand(self, subject, text):
        self.readings.append(text)
        if len(self.readings) <= self._both.parties:
            await self._both.wait()
        return await understand_by_words(subject, text)


@pytest.mark.usefixtures("both")
class TestListening:
    async def test_each_message_opens_one_inquiry_whoever_heard_it(self, slack, decided, desk, opened):
        for number in range(6):
            await slack.say((NORDLYS, SOLGAARD)[number % 2], (KAREN, IB)[number % 2], f"Spørgsmål {number}")

        outcomes = await decided(6)

        assert [outcome for outcome, _ in outcomes].count("inquiry") == 2
        assert len(await opened.every()) == 2
        written = "\n".join(await said_to_us(desk)).splitlines()
        assert sorted(written) == [f"Spørgsmål {number}" for number in range(6)]

    async def test_a_burst_belongs_together_though_each_part_comes_to_another_process(
        self, slack, decided, desk, opened
    ):
        parts = ["Hej", "vi har et spørgsmål", "om den nye lov", "hvornår kan vi tales ved?"]
        await asyncio.gather(*(slack.say(NORDLYS, KAREN, each) for each in parts))

        assert sorted(await decided(4)) == [("follow_up", "in one go")] * 3 + [("inquiry", None)]
        [inquiry] = await opened.every()
        [letter] = await said_to_us(desk)
        history = [each["text"] for each in sorted(slack.messages(NORDLYS), key=lambda each: each["ts"])]
        assert letter.splitlines() == [each for each in history if each in parts]
        assert inquiry.office == "politik"

    async def test_that_we_have_it_is_said_once(self, slack, desk, opened, decided, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        await slack.say(NORDLYS, KAREN, "Gerne i denne uge")
        await decided(2)

        [inquiry] = await opened()
        assert len(await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)) == 1
        async with asyncio.timeout(10):  # it is in Slack a moment before it is on record
            while await record.waiting("slack.received"):
                await asyncio.sleep(0.01)
        assert (await record.history(inquiry.id)).count("acknowledged") == 1

    async def test_a_direct_message_and_a_mention_open_one_inquiry_each(self, slack, client, opened, decided):
        bot = (await client.auth_test())["user_id"]
        await slack.say(KAREN, KAREN, QUESTION)
        await slack.say(POLICY, IB, f"<@{bot}> Hvornår er mødet?")

        assert [outcome for outcome, _ in await decided(2)] == ["inquiry", "inquiry"]
        assert {each.sender for each in await opened.every()} == {"slack:u6karen", "slack:u7ib"}

    async def test_what_is_edited_and_deleted_is_told_once(self, slack, opened, decided, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        await slack.edit(NORDLYS, message["ts"], KAREN, "Kan vi få et møde?")
        await slack.delete(NORDLYS, message["ts"], KAREN)
        await decided(3)

        [inquiry] = await opened()
        history = await record.history(inquiry.id)
        assert (history.count("message_edited"), history.count("message_deleted")) == (1, 1)
        card = slack.messages(UIP)[0]["ts"]
        await in_thread(slack, UIP, card, "rettede sin besked")
        told = "".join(await in_thread(slack, UIP, card, "slettede en besked"))
        assert (told.count("rettede sin besked"), told.count("slettede en besked")) == (1, 1)

    async def test_an_event_that_slack_sends_again_goes_to_the_other_process_and_changes_nothing(
        self, slack, slack_proxy, decided, outcomes, opened
    ):
        await slack.say(NORDLYS, KAREN, QUESTION)
        await decided(1)

        for _ in range(2):
            await slack_proxy.repeat_event()

        assert await outcomes() == [("inquiry", None)]
        assert len(await opened.every()) == 1

    async def test_the_answer_goes_into_the_thread_once(self, slack, opened, decided, desk, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        await decided(1)
        [inquiry] = await opened()

        await answer(desk, inquiry, "Ja, ring endelig")

        await slack.wait(lambda _: "Besvaret" in "".join(texts(slack.messages(UIP))))
        assert "".join(texts(slack.thread(NORDLYS, message["ts"]))).count("Ja, ring endelig") == 1
        assert (await record.inquiry(inquiry.id)).status == "answered"


class TestAtTheSameTime:
    async def test_two_parts_that_are_decided_on_at_once_are_one_inquiry_read_as_a_whole(
        self, talk, another_talk, opened, desk, slack
    ):
        """Each would open one of its own, did it not wait for the other and read once more."""
        meeting = Meeting(talk, another_talk)

        decided = await meeting.decide(event(2, "om den nye lov"), event(1, "Hej"))

        assert sorted(each.outcome for each in decided) == ["follow_up", "inquiry"]
        [inquiry] = await opened.every()
        assert inquiry.office == "politik"
        assert await said_to_us(desk) == ["Hej\nom den nye lov"]
        assert set(meeting.readings[-1].splitlines()) == {"Hej", "om den nye lov"}

    async def test_the_same_message_decided_on_at_both_is_one_inquiry_with_one_receipt(
        self, talk, another_talk, opened, record, slack
    ):
        one, other = await talk.keep(event(1, QUESTION)), await another_talk.keep(event(1, QUESTION))
        Meeting(talk, another_talk)

        decided = await asyncio.gather(talk.decide(one), another_talk.decide(other))

        assert one == other
        assert decided[0] == decided[1]
        [inquiry] = await opened.every()
        assert (await record.history(inquiry.id)).count("opened") == 1
        assert len(await record.waiting("slack.received")) == 1

    async def test_two_writers_whom_nobody_knew_are_of_one_organisation(
        self, talk, another_talk, opened, desk, slack
    ):
        """The channel says whose they are; a direct message from elsewhere would not meet it."""
        meeting = Meeting(talk, another_talk)

        await meeting.decide(event(2, "Og hvornår er mødet?", user=IB), event(1, QUESTION))

        async with desk.database.reading() as session:
            assert [each.name for each in await session.scalars(select(Organisation))] == ["Fonden Nordlys"]
        assert len(await opened.every()) == 2

    async def test_an_edit_told_of_to_both_is_recorded_once(self, talk, another_talk, desk, slack):
        await talk.decide(await talk.keep(event(1, QUESTION)))
        edited = event(
            3,
            "",
            subtype="message_changed",
            message={"ts": "1767000000.000001", "user": KAREN, "text": "Nej", "edited": {"ts": "1"}},
            previous_message={"ts": "1767000000.000001", "user": KAREN, "text": QUESTION},
        )
        one, other = await talk.keep(edited), await another_talk.keep(edited)

        await asyncio.gather(talk.decide(one), another_talk.decide(other))

        async with desk.database.reading() as session:
            told = await session.scalars(select(Event).where(Event.what == "message_edited"))
            assert len(list(told)) == 1

    async def test_staff_bring_a_message_while_the_other_process_hears_it(
        self, talk, another_talk, opened, slack
    ):
        heard = await talk.keep(event(1, QUESTION))
        brought = await another_talk.keep(said.kept(_message(1, QUESTION), "UBOT", brought_by=CARLA))

        decided = await asyncio.gather(talk.decide(heard), another_talk.decide(brought))

        [inquiry] = await opened.every()
        assert {each.inquiry_id for each in decided} == {inquiry.id}
        assert sorted(each.outcome for each in decided) == ["duplicate", "inquiry"]


def _message(ts, text):
    return {
        "type": "message",
        "channel": NORDLYS,
        "ts": f"1767000000.{ts:06d}",
        "text": text,
        "user": KAREN,
    }


class TestOfAProcessThatIsGone:
    async def test_what_it_had_kept_is_decided_on_where_slack_tells_of_it_again(
        self, talk, another_talk, opened, slack
    ):
        await talk.keep(event(1, QUESTION))

        again = await another_talk.keep(event(1, QUESTION))

        assert (await another_talk.decide(again)).outcome == "inquiry"
        assert len(await opened.every()) == 1

    async def test_what_it_had_kept_comes_before_what_the_other_hears_next(
        self, talk, another_talk, opened, desk, slack
    ):
        await talk.keep(event(1, "Hej"))

        decided = await another_talk.decide(await another_talk.keep(event(2, "om den nye lov")))

        assert (decided.outcome, decided.reason) == ("follow_up", "in one go")
        assert await said_to_us(desk) == ["Hej\nom den nye lov"]

    async def test_what_it_had_kept_is_decided_on_when_the_other_catches_up(
        self, talk, another_talk, another_desk, client, opened, slack
    ):
        await talk.keep(event(1, QUESTION))

        await CatchingUp(client, another_desk, another_talk).catch_up()

        assert len(await opened.every()) == 1

    async def test_an_edit_of_what_it_had_kept_is_shown(self, talk, another_talk, opened, desk, slack):
        await talk.keep(event(1, QUESTION))
        before = {"ts": "1767000000.000001", "user": KAREN, "text": QUESTION}
        gone = {"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before}
        deleted = event(2, "", **gone)

        decided = await another_talk.decide(await another_talk.keep(deleted))

        [inquiry] = await opened.every()
        assert (decided.outcome, decided.inquiry_id) == ("deletion", inquiry.id)

    async def test_who_goes_on_in_a_thread_elsewhere_is_heard_although_its_beginning_is_undecided(
        self, talk, another_talk, slack, desk
    ):
        beginning = {"channel": POLICY, "type": "app_mention"}
        await talk.keep(event(1, f"<@UBOT> {QUESTION}", **beginning))
        more = {"channel": POLICY, "thread_ts": "1767000000.000001"}

        colleague = await another_talk.keep(event(2, "Skal vi tage den?", user=CARLA, **more))
        writer = await another_talk.keep(event(3, "En ting mere", **more))

        assert colleague is None
        assert (await another_talk.decide(writer)).outcome == "follow_up"
        assert await said_to_us(desk) == [QUESTION, "En ting mere"]


class TestOutOfOrder:
    async def test_what_was_said_first_stands_first_though_it_came_last(
        self, talk, another_talk, desk, slack
    ):
        await talk.decide(await talk.keep(event(2, "om den nye lov")))

        await another_talk.decide(await another_talk.keep(event(1, "Hej")))

        assert await said_to_us(desk) == ["Hej\nom den nye lov"]

    async def test_what_came_last_stands_where_it_was_said_among_several(
        self, talk, another_talk, desk, slack
    ):
        for ts, text in [
            (3, "om den nye lov\n\nog andet"),
            (5, "i maj"),
            (1, "Hej"),
            (4, "gerne"),
            (2, "vi vil"),
        ]:
            await talk.decide(await talk.keep(event(ts, text)))

        assert await said_to_us(desk) == ["Hej\nvi vil\nom den nye lov\n\nog andet\ngerne\ni maj"]

    async def test_what_was_missed_long_before_is_an_inquiry_of_its_own(
        self, talk, another_talk, desk, slack
    ):
        await talk.decide(await talk.keep(event(9, QUESTION)))
        long_before = desk.clock.now() - timedelta(hours=1)

        missed = await another_talk.keep(event(1, "Hvornår er mødet?"), long_before)

        assert (await another_talk.decide(missed)).outcome == "inquiry"


async def test_what_breaks_at_one_process_is_quarantined_once(
    talk, another_talk, outcomes, record, monkeypatch, slack
):
    async def breaks(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(intake, "open_inquiry", breaks)
    numbers = await talk.keep(event(1, QUESTION)), await another_talk.keep(event(1, QUESTION))
    Meeting(talk, another_talk)

    await asyncio.gather(talk.decide(numbers[0]), another_talk.decide(numbers[1]))

    assert [outcome for outcome, _ in await outcomes()] == ["quarantined"]
    assert len(await record.waiting("slack.quarantine")) == 1


async def test_one_inquiry_is_found_by_the_thread_that_the_other_process_opened(
    talk, another_talk, desk, slack
):
    decided = await talk.decide(await talk.keep(event(1, QUESTION)))
    reply = event(5, "Vi mangler stadig svar", user=IB, thread_ts="1767000000.000001")

    joined = await another_talk.decide(await another_talk.keep(reply))

    assert (joined.outcome, joined.inquiry_id) == ("follow_up", decided.inquiry_id)
    async with desk.database.reading() as session:
        assert await inquiries.takes_part(session, decided.inquiry_id, "slack:u7ib")
