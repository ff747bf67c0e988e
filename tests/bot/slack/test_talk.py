"""What people write to us in Slack, from their message to our answer in its thread, on the local Slack."""

from datetime import timedelta

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.front_desk import quarantine
from bot.inquiries import answering, claiming, handling, intake
from bot.inquiries.answering import Answer
from bot.inquiries.errors import NotNow
from bot.mail import carrier as mail_carrier
from bot.mail.carrier import MailCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.courier import Courier
from bot.settings import Smtp
from bot.slack import posts, said
from bot.slack.posts import SlackCarrier
from storage import correspondence, finding, inquiries, ledger, tally
from storage.finding import Sought
from storage.tables import OutboxRow
from tests.bot.slack.conftest import on_both
from tests.bot.slack.test_inquiries import errors, form

ANNE, CARLA, KAREN, IB = "U1ANNE", "U3CARLA", "U6KAREN", "U7IB"
UIP, POLICY, NORDLYS, SOLGAARD = "C1UIP", "C2POLICY", "C4NORDLYS", "C5SOLGAARD"
QUESTION = "Kan vi få en snak om vores UIP-indsats?"


@pytest.fixture
async def hire(desk, poster, words, bell):
    """A courier for Slack and for letters; no mail server is there."""
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words))
    carriers |= dict.fromkeys(mail_carrier.KINDS, MailCarrier(desk, pool))
    yield lambda: Courier(desk, carriers, bell)
    await pool.close()


def texts(messages):
    """What some messages say, blocks and all."""
    return [str(message.get("blocks") or message["text"]) for message in messages]


async def in_thread(slack, channel, ts, having):
    """Wait until a thread says something; give everything that it says."""
    await slack.wait(lambda _: any(having in each for each in texts(slack.thread(channel, ts))))
    return texts(slack.thread(channel, ts))


async def answer(desk, inquiry, text, user=ANNE, **over):
    """Answer as the form does, and let the undo window pass."""
    form = await answering.open_form(desk, inquiry.id, user)
    values = {"recipients": form.recipients, "subject": form.subject, "body": text, "seen": form.seen}
    await answering.send(desk, inquiry.id, user, Answer(**values | over))
    desk.clock.advance(timedelta(seconds=desk.settings.slack.hold_seconds))
    desk.nudge()


@pytest.mark.usefixtures("running")
class TestWaysIn:
    @on_both
    async def test_a_message_in_a_shared_channel_opens_an_inquiry(self, slack, opened, outcomes, words):
        message = await slack.say(NORDLYS, KAREN, QUESTION)

        [inquiry] = await opened()
        assert (inquiry.subject, inquiry.sender_name, inquiry.office) == (QUESTION, "Karen Lyngholt", "uip")
        [card] = texts(slack.messages(UIP))
        assert "Fonden Nordlys" in card
        assert "Karen Lyngholt" in card
        assert await outcomes() == [("inquiry", None)]
        told = await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)
        assert len(told) == 1

    async def test_what_was_said_is_kept_whole_with_where_it_was_said(self, slack, opened, desk):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()

        async with desk.database.reading() as session:
            [number] = await ledger.of_inquiry(session, inquiry.id)
            stored = await ledger.load(session, number)
            totals = await tally.totals(session)
        assert stored.source == f"slack:{NORDLYS}"
        assert message["ts"].encode() in stored.raw
        assert (totals.seen, totals.adds_up) == (1, True)

    async def test_the_channels_own_office_gets_it_whatever_it_is_about(self, slack, opened):
        await slack.say(SOLGAARD, KAREN, QUESTION)

        [inquiry] = await opened()
        assert inquiry.office == "politik"

    async def test_a_direct_message_opens_an_inquiry(self, slack, opened):
        message = await slack.say(KAREN, KAREN, QUESTION)

        [inquiry] = await opened()
        assert inquiry.sender == "slack:u6karen"
        await in_thread(slack, message["channel"], message["ts"], inquiry.reference)

    async def test_a_mention_opens_an_inquiry_without_our_name_in_it(self, slack, opened, client):
        bot = (await client.auth_test())["user_id"]
        await slack.say(UIP, ANNE, f"<@{bot}> Fonden Nordlys ringede om deres UIP-indsats")

        await slack.wait(lambda _: len(slack.messages(UIP)) == 2)
        [inquiry] = await opened.every()
        assert inquiry.subject == "Fonden Nordlys ringede om deres UIP-indsats"

    @on_both
    async def test_staff_make_an_inquiry_of_a_message_by_a_shortcut(self, slack, opened):
        message = await slack.say(POLICY, KAREN, QUESTION)

        await slack.shortcut(POLICY, message["ts"], CARLA, "inquiry.from_message")

        await slack.wait(lambda _: slack.messages(UIP))
        [inquiry] = await opened.every()
        assert inquiry.sender == "slack:u6karen"
        await in_thread(slack, POLICY, message["ts"], inquiry.reference)

    async def test_the_shortcut_makes_one_inquiry_of_a_message_however_often_it_is_chosen(
        self, slack, opened, slack_proxy
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()

        await slack.shortcut(NORDLYS, message["ts"], CARLA, "inquiry.from_message")

        await slack.wait(lambda _: any(call.method == "chat.postEphemeral" for call in slack_proxy.calls))
        [told] = [call.arguments for call in slack_proxy.calls if call.method == "chat.postEphemeral"]
        assert (told["user"], inquiry.reference in told["text"]) == (CARLA, True)
        assert len(await opened.every()) == 1

    async def test_nobody_else_may_use_the_shortcut(self, slack, opened, slack_proxy):
        message = await slack.say(POLICY, CARLA, QUESTION)

        await slack.shortcut(POLICY, message["ts"], KAREN, "inquiry.from_message")

        await slack.wait(lambda _: any(call.method == "chat.postEphemeral" for call in slack_proxy.calls))
        assert await opened.every() == []

    async def test_the_shortcut_makes_an_inquiry_of_thanks_too_when_staff_say_so(
        self, slack, opened, decided
    ):
        message = await slack.say(NORDLYS, KAREN, "Tak!")
        await decided(1)

        await slack.shortcut(NORDLYS, message["ts"], CARLA, "inquiry.from_message")

        [inquiry] = await opened()
        assert inquiry.subject == "Tak!"


@pytest.mark.usefixtures("running")
class TestWhatOpensNothing:
    async def test_thanks(self, slack, opened, decided):
        await slack.say(NORDLYS, KAREN, "Mange tak for hjælpen! :pray:")

        assert await decided(1) == [("small_talk", "thanks")]
        assert await opened.every() == []

    async def test_what_staff_write_in_a_shared_channel(self, slack, opened, decided):
        await slack.say(NORDLYS, ANNE, "Velkommen i kanalen")

        assert await decided(1) == [("small_talk", "colleague")]
        assert await opened.every() == []

    async def test_talk_beside_a_card_even_when_we_are_named(self, slack, record, client, outcomes, opened):
        bot = (await client.auth_test())["user_id"]
        await record.open()
        card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
        await slack.wait(lambda _: True)

        await slack.say(UIP, ANNE, f"<@{bot}> hvad mener I?", thread_ts=card["ts"])

        assert await outcomes() == []
        assert len(await opened.every()) == 1

    async def test_what_people_write_to_each_other_elsewhere_is_not_even_kept(self, slack, outcomes):
        await slack.say(UIP, ANNE, "Frokost?")

        assert await outcomes() == []

    async def test_what_our_own_bot_and_others_say(self, slack, client, talk, outcomes):
        await client.chat_postMessage(channel=NORDLYS, text="Hej fra os")
        event = {"type": "message", "channel": NORDLYS, "ts": "1.2", "text": "build ok", "bot_id": "B1"}

        assert await talk.keep(said.kept(event | {"user": "U0BOT"}, "UBOT")) is None
        assert await outcomes() == []


@pytest.mark.usefixtures("running")
class TestTogether:
    @on_both
    async def test_messages_in_one_go_are_one_inquiry_read_as_a_whole(self, slack, opened, decided):
        await slack.say(NORDLYS, KAREN, "Hej")
        await opened()
        await slack.say(NORDLYS, KAREN, "Vi har et spørgsmål om den nye lov")

        assert await decided(2) == [("inquiry", None), ("follow_up", "in one go")]
        await slack.wait(lambda _: "den nye lov" in "".join(texts(slack.messages(POLICY))))
        [inquiry] = await opened.every()
        assert (inquiry.subject, inquiry.office) == ("Vi har et spørgsmål om den nye lov", "politik")

    @on_both
    async def test_it_is_found_by_the_words_of_each(self, slack, decided, desk):
        await slack.say(NORDLYS, KAREN, "Vi arbejder med mentorer")
        await slack.say(NORDLYS, KAREN, "og med overnatning")
        await decided(2)

        async with desk.database.reading() as session:
            assert len((await finding.searched(session, Sought(words="mentorer overnatning"), 9)).ids) == 1

    async def test_a_later_message_is_an_inquiry_of_its_own(self, slack, opened, decided, clock):
        await slack.say(NORDLYS, KAREN, QUESTION)
        await opened()
        clock.advance(timedelta(seconds=121))
        await slack.say(NORDLYS, KAREN, "Og noget helt andet: hvornår er mødet?")

        assert [outcome for outcome, _ in await decided(2)] == ["inquiry", "inquiry"]

    async def test_so_is_somebody_elses(self, slack, decided):
        await slack.say(NORDLYS, KAREN, QUESTION)
        await slack.say(NORDLYS, IB, "Og jeg vil gerne høre om mødet")

        assert [outcome for outcome, _ in await decided(2)] == ["inquiry", "inquiry"]

    @on_both
    async def test_where_somebody_is_at_work_it_is_shown_to_them_as_something_new(
        self, slack, opened, decided, desk
    ):
        await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await claiming.claim(desk, inquiry.id, ANNE)
        form = await answering.open_form(desk, inquiry.id, ANNE)
        await slack.say(NORDLYS, KAREN, "Det haster i øvrigt lidt")
        await decided(2)

        with pytest.raises(answering.SomethingNew):
            await answering.send(
                desk, inquiry.id, ANNE, Answer(form.recipients, form.subject, "Ja", form.seen)
            )


@pytest.mark.usefixtures("running")
class TestThread:
    @on_both
    async def test_the_answer_goes_back_into_the_thread(self, slack, opened, desk, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()

        await answer(desk, inquiry, "Ja, ring endelig. <Hilsen> Anne")

        said_there = await in_thread(slack, NORDLYS, message["ts"], "ring endelig. &lt;Hilsen&gt; Anne")
        assert inquiry.reference in said_there[-1]
        await slack.wait(lambda _: "Besvaret" in "".join(texts(slack.messages(UIP))))
        assert (await record.inquiry(inquiry.id)).status == "answered"
        [letter] = await record.letters(inquiry.id)
        assert letter.state == "sent"

    async def test_it_is_posted_once_although_the_courier_dies_before_it_is_recorded(
        self, slack, opened, desk, record, slack_proxy
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)
        slack_proxy.cut("chat.postMessage", done_first=True)

        await answer(desk, inquiry, "Kun én gang")
        desk.clock.advance(timedelta(minutes=5))
        desk.nudge()

        await slack.wait(lambda _: "Besvaret" in "".join(texts(slack.messages(UIP))))
        assert "".join(texts(slack.thread(NORDLYS, message["ts"]))).count("Kun én gang") == 1

    @on_both
    async def test_a_reply_in_the_thread_is_a_follow_up(self, slack, opened, decided, desk, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await handling.close(desk, inquiry.id, ANNE)
        await slack.say(NORDLYS, IB, "Vi mangler stadig svar", thread_ts=message["ts"])

        assert await decided(2) == [("inquiry", None), ("follow_up", None)]
        card = slack.messages(UIP)[0]["ts"]
        await in_thread(slack, UIP, card, "Vi mangler stadig svar")
        assert (await record.inquiry(inquiry.id)).status == "new"

    async def test_thanks_in_the_thread_reopen_nothing(self, slack, opened, decided, desk, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await handling.close(desk, inquiry.id, ANNE)
        await slack.say(NORDLYS, KAREN, "Tusind tak!", thread_ts=message["ts"])

        assert (await decided(2))[1] == ("small_talk", "thanks")
        assert (await record.inquiry(inquiry.id)).status == "closed"

    @on_both
    async def test_a_reply_under_a_later_message_of_one_go_joins_too(self, slack, opened, decided):
        await slack.say(NORDLYS, KAREN, "Hej")
        await opened()
        second = await slack.say(NORDLYS, KAREN, QUESTION)
        await decided(2)
        await slack.say(NORDLYS, IB, "Det vil jeg også gerne vide", thread_ts=second["ts"])

        assert (await decided(3))[2] == ("follow_up", None)

    @on_both
    async def test_in_another_channel_only_who_asked_is_heard_in_the_thread(
        self, slack, client, opened, decided, outcomes
    ):
        bot = (await client.auth_test())["user_id"]
        asked = await slack.say(POLICY, KAREN, f"<@{bot}> {QUESTION}")
        await decided(1)
        await slack.say(POLICY, CARLA, "Skal vi tage den?", thread_ts=asked["ts"])
        await slack.say(POLICY, KAREN, "En ting mere: hvornår?", thread_ts=asked["ts"])

        assert [outcome for outcome, _ in await decided(2)] == ["inquiry", "follow_up"]

    async def test_where_the_thread_is_closed_to_us_staff_are_told(
        self, slack, opened, desk, record, slack_proxy
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)
        slack_proxy.outside.add(NORDLYS)

        await answer(desk, inquiry, "Når aldrig frem")

        card = slack.messages(UIP)[0]["ts"]
        await in_thread(slack, UIP, card, "not_in_channel")
        [letter] = await record.letters(inquiry.id)
        assert letter.state == "failed"

    async def test_where_it_goes_by_mail_too_only_the_thread_is_lost(
        self, slack, opened, desk, record, slack_proxy
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)
        slack_proxy.outside.add(NORDLYS)

        await answer(desk, inquiry, "Vi ringer", recipients="slack:u6karen, direktion@nordlys.example")

        await in_thread(slack, UIP, slack.messages(UIP)[0]["ts"], "not_in_channel")
        [letter] = await record.letters(inquiry.id)
        async with desk.database.reading() as session:
            assert await inquiries.lost_to(session, inquiry.id, letter.id) == {"slack:u6karen"}
        assert letter.state == "held"

    async def test_who_asked_in_english_is_answered_in_english(self, slack, opened):
        message = await slack.say(NORDLYS, KAREN, "Could we meet about UIP?")

        [inquiry] = await opened()
        await in_thread(slack, NORDLYS, message["ts"], "Thank you for your message")
        assert inquiry.language == "en"


async def asked_in_slack(slack, talk):
    """Karen asks in her channel: the message, its event, and what was decided."""
    message = await slack.say(NORDLYS, KAREN, QUESTION)
    event = {"type": "message", "channel": NORDLYS, "ts": message["ts"], "text": QUESTION, "user": KAREN}
    decided = await talk.decide(await talk.keep(said.kept(event, "UBOT")))
    return message, event, decided


async def test_by_mail_and_into_the_thread_when_staff_add_an_address(
    settings, desk, poster, words, bell, talk, record, smtp_sink, slack, client
):
    message, _event, decided = await asked_in_slack(slack, talk)
    smtp = Smtp(host="127.0.0.1", port=smtp_sink.port, security="none", from_address="fonde@m.example")
    pool = SmtpPool(smtp)
    carriers = dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words))
    carriers |= dict.fromkeys(mail_carrier.KINDS, MailCarrier(desk, pool))
    courier = Courier(desk, carriers, bell)
    await courier.run_until_empty()
    inquiry = await record.inquiry(decided.inquiry_id)

    await answer(desk, inquiry, "Til begge", recipients="slack:U6KAREN, direktion@nordlys.example")
    await courier.run_until_empty()
    await pool.close()

    await in_thread(slack, NORDLYS, message["ts"], "Til begge")
    [mail] = smtp_sink.messages
    assert mail.recipients == ("direktion@nordlys.example",)
    assert "slack:" not in mail.raw.decode()
    assert (await record.history(inquiry.id)).count("answered") == 1


async def test_the_form_ticks_who_asked_in_slack_and_sends_it_into_the_thread(
    desk, talk, record, slack, staff, slack_proxy, courier
):
    _message, _event, decided = await asked_in_slack(slack, talk)
    await staff.click(ANNE, "inquiry.reply", str(decided.inquiry_id))
    slack_proxy.refusals.clear()  # at the dispatcher there is no trigger to open a modal with
    [call] = [each for each in slack_proxy.calls if each.method == "views.open"]
    view = call.arguments["view"]
    [boxes] = [each["element"] for each in view["blocks"] if each.get("block_id") == "threads"]
    assert [each["text"]["text"] for each in boxes["initial_options"]] == ["Karen Lyngholt, i Slack-tråden"]

    typed = {"threads": ["slack:u6karen"], "recipients": "", "copies": "", "subject": "Re", "body": "Ja tak"}
    response = await staff.submit(ANNE, view, **typed, language="da")

    assert (response.status, response.body) == (200, "")
    [letter] = await record.letters(decided.inquiry_id)
    assert letter.recipients == ["slack:u6karen"]


async def test_with_nobody_ticked_and_no_address_the_form_says_so(desk, talk, slack, staff):
    _message, _event, decided = await asked_in_slack(slack, talk)
    view = form("inquiry.reply", ["recipients", "body"], inquiry=decided.inquiry_id, seen=1)

    response = await staff.submit(ANNE, view, recipients="", threads=[], body="Ja tak")

    assert list(errors(response)) == ["recipients"]


async def test_an_answer_in_a_thread_leaves_where_no_mail_server_is_configured(
    desk, poster, words, bell, talk, record, slack
):
    """Nobody carries mail here: the mail to the other one waits, the thread has its answer at once."""
    message, _event, decided = await asked_in_slack(slack, talk)
    courier = Courier(desk, dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words)), bell)
    await courier.run_until_empty()
    inquiry = await record.inquiry(decided.inquiry_id)

    await answer(desk, inquiry, "Vi ringer", recipients="slack:U6KAREN, direktion@nordlys.example")
    await courier.run_until_empty()

    await in_thread(slack, NORDLYS, message["ts"], "Vi ringer")
    assert (await record.history(inquiry.id)).count("answered") == 1
    async with desk.database.reading() as session:
        left = select(OutboxRow.key).where(OutboxRow.state == "pending", OutboxRow.kind == "mail.answer")
        [waits] = await session.scalars(left)
    assert waits.endswith("/by_mail")


async def test_an_answer_in_a_thread_stops_when_something_arrives_while_it_is_held(
    desk, poster, words, bell, talk, record, slack
):
    message, event, decided = await asked_in_slack(slack, talk)
    courier = Courier(desk, dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words)), bell)
    await courier.run_until_empty()
    inquiry = await record.inquiry(decided.inquiry_id)
    await answer(desk, inquiry, "Vi ringer", recipients="slack:U6KAREN")
    more = event | {"ts": f"{float(message['ts']) + 1:.6f}", "thread_ts": message["ts"], "text": "Vent"}
    await talk.decide(await talk.keep(said.kept(more, "UBOT")))

    await courier.run_until_empty()

    assert "answered" not in await record.history(inquiry.id)
    assert "answer_overtaken" in await record.history(inquiry.id)


@pytest.mark.usefixtures("running")
class TestChanges:
    @on_both
    async def test_an_edit_is_recorded_and_shown_beside_the_card(self, slack, opened, decided, record):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await slack.edit(NORDLYS, message["ts"], KAREN, "Kan vi få et møde om UIP?")

        assert (await decided(2))[1] == ("edit", None)
        card = slack.messages(UIP)[0]["ts"]
        shown = await in_thread(slack, UIP, card, "Kan vi få et møde om UIP?")
        assert "<@U6KAREN>* rettede sin besked" in shown[-1]
        assert "message_edited" in await record.history(inquiry.id)

    @on_both
    async def test_a_deletion_is_recorded_and_what_was_said_is_kept(
        self, slack, opened, decided, record, desk
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await slack.delete(NORDLYS, message["ts"], KAREN)

        assert (await decided(2))[1] == ("deletion", None)
        card = slack.messages(UIP)[0]["ts"]
        await in_thread(slack, UIP, card, "slettede en besked")
        assert "message_deleted" in await record.history(inquiry.id)
        async with desk.database.reading() as session:
            assert (await correspondence.first_received(session, inquiry.id)).text == QUESTION

    async def test_thanks_that_become_a_question_open_an_inquiry_and_change_it_from_then_on(
        self, slack, opened, decided, record
    ):
        message = await slack.say(NORDLYS, KAREN, "Tak!")
        assert await decided(1) == [("small_talk", "thanks")]
        await slack.edit(NORDLYS, message["ts"], KAREN, "Mange tak!")
        assert (await decided(2))[1] == ("edit", None)

        await slack.edit(NORDLYS, message["ts"], KAREN, f"Tak! {QUESTION}")
        [inquiry] = await opened()
        await in_thread(slack, NORDLYS, message["ts"], inquiry.reference)
        await slack.edit(NORDLYS, message["ts"], KAREN, f"Tak! {QUESTION} I maj?")

        assert [outcome for outcome, _ in (await decided(4))[2:]] == ["inquiry", "edit"]
        assert len(await opened.every()) == 1
        assert (await record.history(inquiry.id)).count("message_edited") == 1

    async def test_thanks_in_a_thread_that_become_a_question_are_a_follow_up_and_an_edit_from_then_on(
        self, slack, opened, decided, desk, record
    ):
        message = await slack.say(NORDLYS, KAREN, QUESTION)
        [inquiry] = await opened()
        await handling.close(desk, inquiry.id, ANNE)
        thanks = await slack.say(NORDLYS, IB, "Tak!", thread_ts=message["ts"])
        await decided(2)
        for text in ("Mange tak!", "Tak! Gælder det også foreninger?", "Tak! Gælder det også fonde?"):
            await slack.edit(NORDLYS, thanks["ts"], IB, text)

        assert (await decided(5))[2:] == [("edit", None), ("follow_up", None), ("edit", None)]
        assert (await record.inquiry(inquiry.id)).status == "new"
        assert (await record.history(inquiry.id)).count("reopened") == 1
        newest = (await answering.open_form(desk, inquiry.id, ANNE)).newest
        assert (newest.sender, newest.text) == ("slack:u7ib", "Tak! Gælder det også fonde?")

    async def test_what_a_colleague_says_stays_a_colleagues_however_it_is_edited(
        self, slack, opened, decided
    ):
        message = await slack.say(NORDLYS, ANNE, "Velkommen")
        await decided(1)
        await slack.edit(NORDLYS, message["ts"], ANNE, "Velkommen i kanalen. Hvornår mødes vi?")

        assert (await decided(2))[1] == ("edit", None)
        assert await opened.every() == []


class TestOnce:
    def event(self, brought_by=None, **over):
        values = {"type": "message", "channel": NORDLYS, "ts": "1767.0001", "text": QUESTION, "user": KAREN}
        return said.kept(values | over, "UBOT", brought_by=brought_by)

    @on_both
    async def test_an_event_that_slack_tells_of_again_changes_nothing(self, talk, opened, outcomes):
        for _ in range(3):
            await talk.decide(await talk.keep(self.event()))

        assert len(await opened.every()) == 1
        assert await outcomes() == [("inquiry", None)]

    async def test_a_mention_in_a_shared_channel_comes_as_two_events_and_is_one(self, talk, opened):
        for kind in ("message", "app_mention"):
            await talk.decide(await talk.keep(self.event(type=kind, text=f"<@UBOT> {QUESTION}")))

        assert len(await opened.every()) == 1

    @on_both
    async def test_what_a_killed_process_kept_is_decided_at_the_next_start(self, talk, opened):
        await talk.keep(self.event())

        assert await talk.recover() == 1
        assert await talk.recover() == 0
        assert len(await opened.every()) == 1

    @on_both
    async def test_what_breaks_is_quarantined_and_shown_to_triage(self, talk, outcomes, record, monkeypatch):
        async def breaks(*_args, **_kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr(intake, "open_inquiry", breaks)
        await talk.decide(await talk.keep(self.event()))

        assert await outcomes() == [("quarantined", "ZeroDivisionError while deciding")]
        assert len(await record.waiting("slack.quarantine")) == 1

    async def test_what_was_said_and_breaks_while_another_process_decides_on_it_is_left_as_that_has_it(
        self, talk, hire_talk, desk, outcomes, monkeypatch
    ):
        kept, other = await talk.keep(self.event()), hire_talk(desk)

        async def overtaken(_stored):
            await other.decide(kept)
            raise ZeroDivisionError

        monkeypatch.setattr(talk, "_decided", overtaken)

        assert (await talk.decide(kept)).outcome == "inquiry"
        assert await outcomes() == [("inquiry", None)]

    async def test_what_follows_in_the_thread_of_what_broke_is_kept(self, talk, outcomes, monkeypatch):
        async def breaks(*_args, **_kwargs):
            raise ZeroDivisionError

        with monkeypatch.context() as broken:
            broken.setattr(intake, "open_inquiry", breaks)
            await talk.decide(await talk.keep(self.event(channel=UIP, text=f"<@UBOT> {QUESTION}")))
        reply = {"channel": UIP, "text": "Gerne i maj.", "ts": "1767.0002", "thread_ts": "1767.0001"}
        await talk.decide(await talk.keep(self.event(**reply)))
        assert await talk.keep(self.event(**reply | {"ts": "1767.0003", "user": CARLA})) is None

        assert [outcome for outcome, _ in await outcomes()] == ["quarantined", "inquiry"]

    @on_both
    async def test_what_broke_and_is_brought_by_staff_is_one_inquiry_and_quarantined_no_more(
        self, talk, desk, outcomes, opened, courier, slack, monkeypatch
    ):
        async def breaks(*_args, **_kwargs):
            raise ZeroDivisionError

        with monkeypatch.context() as broken:
            broken.setattr(intake, "open_inquiry", breaks)
            await talk.decide(kept := await talk.keep(self.event()))
        await courier.run_until_empty()
        await talk.decide(await talk.keep(self.event(brought_by=CARLA)))

        assert len(await opened.every()) == 1
        released = "heard anew, was quarantined: ZeroDivisionError while deciding"
        assert await outcomes() == [("duplicate", released), ("inquiry", None)]
        with pytest.raises(NotNow):
            await quarantine.make_inquiry(desk, kept, "U4DAN", "", talk.opened)
        await courier.run_until_empty()
        [card] = [each for each in texts(slack.messages("C3TRIAGE")) if "karantæne" in each]
        assert "hører til FD-2026-00001" in card

    async def test_what_broke_can_be_read_again_and_the_ledger_says_so(self, talk, outcomes, monkeypatch):
        async def breaks(*_args, **_kwargs):
            raise ZeroDivisionError

        with monkeypatch.context() as broken:
            broken.setattr(intake, "open_inquiry", breaks)
            number = await talk.keep(self.event())
            await talk.decide(number)

        assert (await talk.decide(number)).outcome == "inquiry"
        assert await outcomes() == [
            ("inquiry", "read again, was quarantined: ZeroDivisionError while deciding")
        ]

    async def test_a_message_by_nobody_we_can_name_still_opens_an_inquiry(self, talk, slack_proxy, opened):
        slack_proxy.fail("users.info", "user_not_found")

        await talk.decide(await talk.keep(self.event(user="U9GONE")))

        [inquiry] = await opened.every()
        assert (inquiry.sender, inquiry.sender_name) == ("slack:u9gone", "")

    async def test_while_the_database_is_away_slack_is_not_told_that_we_have_it(
        self, app, talk, monkeypatch, decided
    ):
        async def away(_raw):
            raise OperationalError("insert", {}, ConnectionRefusedError())

        payload = {
            "type": "event_callback",
            "team_id": "T0LOCAL",
            "event": {"type": "message", "channel": NORDLYS, "ts": "17.01", "text": QUESTION, "user": KAREN},
        }
        with monkeypatch.context() as broken, capture_logs():
            broken.setattr(talk, "keep", away)
            refused = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        told_again = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))

        assert (refused.status, told_again.status) == (503, 200)
        assert await decided(1) == [("inquiry", None)]

    @pytest.mark.usefixtures("running")
    async def test_an_event_that_slack_sends_again_is_taken_and_changes_nothing(
        self, slack, slack_proxy, opened, outcomes
    ):
        await slack.say(NORDLYS, KAREN, QUESTION)
        await opened()

        await slack_proxy.repeat_event()

        assert await outcomes() == [("inquiry", None)]
        assert len(await opened.every()) == 1


async def test_an_edit_that_was_read_before_a_newer_one_was_heard_changes_nothing(talk, opened, record):
    def change(at, text=None):
        before = {"user": KAREN, "text": QUESTION, "ts": "1767.0001"}
        done = {"subtype": "message_changed", "message": before | {"text": text}}
        gone = {"subtype": "message_deleted", "deleted_ts": "1767.0001", "previous_message": before}
        told = {"type": "message", "channel": NORDLYS, "ts": at}
        return said.kept(told | (done if text else gone), "UBOT")

    await talk.decide(await talk.keep(TestOnce().event()))
    [inquiry] = await opened.every()
    await talk.decide(await talk.keep(change("1769.0001", "Hvornår i juni?")))
    assert await talk.keep(change("1768.00015", "Hvornår i maj?")) is None
    await talk.decide(await talk.keep(change("1767.00015")))  # as a history tells of it
    assert await talk.keep(change("1768.00015", "Hvornår i maj?")) is None

    assert (await record.history(inquiry.id))[1:] == ["message_edited", "message_deleted"]
