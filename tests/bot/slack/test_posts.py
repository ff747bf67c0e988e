import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.inquiries import answering, claiming, handling, intake, returned
from bot.inquiries.answer import Seen, Uploaded
from bot.inquiries.answering import Answer
from bot.inquiries.posts import CHANNEL, PERSON, say_in_thread
from bot.inquiries.returned import Undelivered
from bot.slack.posts import why_pointless
from storage import answers, correspondence, leases, outbox, service
from storage.outbox import ParcelState
from storage.tables import Inquiry

ANNE, BO, DAN = "U1ANNE", "U2BO", "U4DAN"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"


def text_of(message):
    """Everything that a message says and what can be pressed on it."""
    return str(message["blocks"])


async def shown(slack, channel, *, thread=None, having=""):
    """Wait until the newest message of a channel or thread has some text; give that message."""

    def newest(_page):
        messages = slack.thread(channel, thread) if thread else slack.messages(channel)
        return next((message for message in messages[-1:] if having in text_of(message)), None)

    return await slack.wait(newest)


@pytest.fixture
async def posted(record, courier, slack):
    """An inquiry whose card stands in its office's channel."""
    inquiry_id = await record.open()
    await courier.run_until_empty()
    await shown(slack, UIP)
    return inquiry_id


async def place(record, inquiry_id):
    inquiry = await record.inquiry(inquiry_id)
    return inquiry.card_channel, inquiry.card_ts


@pytest.fixture
def far_away(slack_proxy, monkeypatch):
    """A Slack that takes its time, as the real one does."""
    at_once = slack_proxy.answer

    async def answer_later(call):
        await asyncio.sleep(0.05)
        return await at_once(call)

    monkeypatch.setattr(slack_proxy, "answer", answer_later)


class TestCard:
    async def test_a_new_inquirys_card_stands_in_its_offices_channel(self, record, slack, posted):
        card = await shown(slack, UIP, having="Evaluering af mentorordning")

        assert await place(record, posted) == (UIP, card["ts"])

    async def test_the_card_shows_who_took_it(self, desk, courier, slack, posted):
        await claiming.claim(desk, posted, ANNE)
        await courier.run_until_empty()

        await shown(slack, UIP, having="<@U1ANNE> har sagen")
        assert len(slack.messages(UIP)) == 1

    async def test_several_changes_in_one_go_are_shown_once(self, record, desk, courier, slack_proxy, posted):
        await claiming.claim(desk, posted, ANNE)
        await handling.close(desk, posted, ANNE)
        await courier.run_until_empty()

        assert [call.method for call in slack_proxy.calls].count("chat.update") == 1
        skipped = await record.parcel(f"inquiry:{posted}/card:2")
        assert (skipped.state, skipped.reason) == (ParcelState.DROPPED, "revision 3 follows")

    async def test_what_the_card_shows_already_is_not_drawn_again(self, record, courier, slack_proxy, posted):
        await record.put_again(f"inquiry:{posted}/card:1")

        await courier.run_until_empty()

        again = await record.parcel(f"inquiry:{posted}/card:1")
        assert (again.state, again.reason) == (ParcelState.DROPPED, "the card already shows revision 1")
        assert [call.method for call in slack_proxy.calls] == ["chat.postMessage"]

    async def test_a_card_posted_just_before_a_crash_is_found_and_not_posted_again(
        self, record, desk, carrier, courier, clock, slack
    ):
        inquiry_id = await record.open()
        await posted_and_killed(desk, carrier, clock)

        await courier.run_until_empty()

        assert len(slack.messages(UIP)) == 1
        assert await place(record, inquiry_id) == (UIP, slack.messages(UIP)[0]["ts"])

    async def test_it_is_found_although_its_metadata_is_lost(
        self, record, desk, carrier, courier, clock, slack, slack_proxy, monkeypatch
    ):
        monkeypatch.setattr(slack_proxy, "_keep_metadata", lambda *_: None)
        await record.open()
        await posted_and_killed(desk, carrier, clock)

        await courier.run_until_empty()

        assert len(slack.messages(UIP)) == 1

    async def test_a_card_found_after_a_crash_shows_what_is_true_now(
        self, record, desk, carrier, courier, clock, slack
    ):
        inquiry_id = await record.open()
        await posted_and_killed(desk, carrier, clock)
        await claiming.claim(desk, inquiry_id, ANNE)

        await courier.run_until_empty()

        await shown(slack, UIP, having="<@U1ANNE> har sagen")
        assert len(slack.messages(UIP)) == 1

    async def test_a_change_that_overtakes_an_unanswered_try_makes_no_second_card(
        self, record, desk, courier, another_courier, slack, slack_proxy
    ):
        slack_proxy.cut("chat.postMessage", done_first=True)
        inquiry_id = await record.open()
        await courier.run_until_empty()
        await claiming.claim(desk, inquiry_id, ANNE)

        await another_courier.run_until_empty()

        await shown(slack, UIP, having="<@U1ANNE> har sagen")
        assert len(slack.messages(UIP)) == 1

    async def test_sent_on_in_the_same_breath_as_claimed_there_is_one_card(
        self, desk, courier, slack_proxy, posted, far_away
    ):
        await claiming.claim(desk, posted, ANNE)
        await handling.reroute(desk, posted, ANNE, "politik", "politisk_inddragelse")

        await courier.run_until_empty()

        posts = [call for call in slack_proxy.calls if call.method == "chat.postMessage"]
        assert [call.arguments["channel"] for call in posts] == [UIP, POLICY]

    async def test_a_card_that_somebody_deleted_is_posted_anew(
        self, record, desk, client, courier, slack, posted
    ):
        channel, ts = await place(record, posted)
        await client.chat_delete(channel=channel, ts=ts)

        await claiming.claim(desk, posted, ANNE)
        await courier.run_until_empty()

        card = await shown(slack, UIP, having="<@U1ANNE> har sagen")
        assert card["ts"] != ts
        assert await place(record, posted) == (UIP, card["ts"])

    async def test_sent_on_the_card_moves_and_a_pointer_stays(self, record, desk, courier, slack, posted):
        await handling.reroute(desk, posted, ANNE, "politik", "politisk_inddragelse")
        await courier.run_until_empty()

        pointer = await shown(slack, UIP, having="er sendt videre til Politik")
        card = await shown(slack, POLICY, having="Inddragelse i den politiske proces")
        assert "inquiry.claim" not in text_of(pointer)
        assert await place(record, posted) == (POLICY, card["ts"])

    async def test_sent_on_and_back_there_is_one_card(self, record, desk, courier, slack, posted):
        await handling.reroute(desk, posted, ANNE, "politik", "politisk_inddragelse")
        await courier.run_until_empty()
        await handling.reroute(desk, posted, "U3CARLA", "uip", "uip")
        await courier.run_until_empty()

        card = await shown(slack, UIP, having="inquiry.claim")
        await shown(slack, POLICY, having="er sendt videre til Indsatser &amp; UIP")
        assert await place(record, posted) == (UIP, card["ts"])
        assert len(slack.messages(UIP)) == 2

    async def test_a_card_that_was_on_its_way_while_the_inquiry_moved_becomes_a_pointer(
        self, record, desk, carrier, courier, clock, slack
    ):
        inquiry_id = await record.open()
        row, delivery = await leased_and_delivered(desk, carrier)
        await handling.reroute(desk, inquiry_id, ANNE, "politik", "politisk_inddragelse")
        async with desk.database.transaction() as session:
            await delivery.effect(session, clock.now())
            await outbox.end(session, row.id, ParcelState.SENT, clock.now())

        await courier.run_until_empty()

        await shown(slack, UIP, having="er sendt videre til Politik")
        card = await shown(slack, POLICY, having="inquiry.claim")
        assert await place(record, inquiry_id) == (POLICY, card["ts"])

    async def test_a_card_that_slack_refuses_is_shown_without_a_word_from_outside(
        self, record, courier, slack, slack_proxy
    ):
        slack_proxy.fail("chat.postMessage", "invalid_blocks")
        inquiry_id = await record.open()

        with capture_logs() as logs:
            await courier.run_until_empty()

        card = await shown(slack, UIP, having="Vis original")
        assert "mentorordning" not in text_of(card)
        assert "inquiry.claim" in text_of(card)
        assert await place(record, inquiry_id) == (UIP, card["ts"])
        assert "post refused" in [line["event"] for line in logs]

    async def test_what_slack_refuses_for_good_stands_in_the_history(self, record, courier, slack_proxy):
        slack_proxy.fail("chat.postMessage", "invalid_blocks", times=2)
        inquiry_id = await record.open()

        with capture_logs():
            await courier.run_until_empty()

        assert await record.history(inquiry_id) == ["opened", "not_shown"]
        assert (await record.parcel(f"inquiry:{inquiry_id}/card:1")).state == ParcelState.FAILED


async def leased_and_delivered(desk, carrier):
    """Deliver the first parcel as a courier does that is killed before it records that."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        [row, *_] = await leases.take(session, now, carrier._deliver, lasting=timedelta(minutes=2), limit=1)
    return row, await carrier.deliver(row)


async def posted_and_killed(desk, carrier, clock):
    """Do that, and let the dead process's lease run out."""
    await leased_and_delivered(desk, carrier)
    clock.advance(timedelta(minutes=3))


class TestThread:
    async def test_a_follow_up_lands_in_the_cards_thread(self, record, courier, slack, posted):
        await record.follow_up(posted, text="Et spørgsmål til")
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        await shown(slack, UIP, thread=ts, having=">Et spørgsmål til")
        assert len(slack.messages(UIP)) == 1

    async def test_a_follow_up_lands_there_once_although_the_first_try_died(
        self, record, desk, carrier, courier, clock, slack, posted
    ):
        await record.follow_up(posted)
        await posted_and_killed(desk, carrier, clock)

        await courier.run_until_empty()

        _, ts = await place(record, posted)
        assert len(slack.thread(UIP, ts)) == 1

    async def test_a_note_lands_there_too(self, record, desk, courier, slack, posted):
        await handling.note(desk, posted, BO, "Ring først")
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        await shown(slack, UIP, thread=ts, having="Notat af <@U2BO>")

    async def test_what_comes_before_the_card_waits_for_it(self, record, carrier, clock, posted):
        await record.change(posted, card_ts=None, card_channel=None)
        await record.follow_up(posted)
        [row] = await record.waiting("slack.thread")

        waits = []
        for row.attempts in (1, 2, 3, 20):
            now = clock.now()
            waits.append(round(((await carrier.deliver(row)).until - now).total_seconds()))

        assert waits == [1, 2, 4, 60]

    async def test_what_belongs_under_a_deleted_card_comes_under_the_new_one(
        self, record, desk, client, courier, clock, slack, slack_proxy, posted
    ):
        _, old = await place(record, posted)
        await client.chat_delete(channel=UIP, ts=old)
        slack_proxy.fail("chat.postMessage", "thread_not_found")
        async with desk.database.transaction() as session:
            await intake.machine_mail(session, posted, "bounce", 1, "550 unknown", clock.now())

        await courier.run_until_empty()
        clock.advance(timedelta(seconds=5))
        await courier.run_until_empty()

        _, new = await place(record, posted)
        assert new != old
        await shown(slack, UIP, thread=new, having="550 unknown")

    async def test_a_message_that_slack_refuses_is_stood_in_for(
        self, record, courier, slack, slack_proxy, posted
    ):
        slack_proxy.fail("chat.postMessage", "invalid_blocks")
        await record.follow_up(posted, text="ondt")

        with capture_logs():
            await courier.run_until_empty()

        _, ts = await place(record, posted)
        message = await shown(slack, UIP, thread=ts, having="Slack kunne ikke vise en besked her")
        assert "ondt" not in text_of(message)


TYPED = Answer("karen@fondennordlys.example", "Re: Evaluering", "Kære Karen", seen=Seen(0))


async def answer(desk, inquiry_id):
    """Send an answer, held for ten seconds; give the letter's id."""
    seen = (await answering.open_form(desk, inquiry_id, ANNE)).seen
    typed = Answer(TYPED.recipients, TYPED.subject, TYPED.body, seen)
    return await answering.send(desk, inquiry_id, ANNE, typed)


async def came_back(desk, inquiry_id, letter_id, courier):
    """Let a letter leave and come back for now."""
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()
    async with desk.database.transaction() as session:
        sent = await correspondence.letter(session, letter_id)
        full = Undelivered(sent.recipients[0], "4.2.2", final=True, lasting=False)
        about, now = [sent.message_id], desk.clock.now()
        await returned.undelivered(session, desk.calendar, inquiry_id, 1, about, [full], now)
    await courier.run_until_empty()


class TestPreview:
    async def test_it_shows_what_leaves_when_and_how_to_stop_it(self, record, desk, courier, slack, posted):
        await answer(desk, posted)
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        preview = await shown(slack, UIP, thread=ts, having="inquiry.undo")
        assert ">Kære Karen" in text_of(preview)
        assert "Til karen@fondennordlys.example · Re: Evaluering" in text_of(preview)
        assert "Dette brev sendes kl. 13.00.1" in text_of(preview)

    async def test_when_the_letter_has_left_it_says_so_and_nothing_can_be_undone(
        self, record, desk, courier, clock, slack, posted
    ):
        await answer(desk, posted)
        await courier.run_until_empty()
        clock.advance(timedelta(seconds=11))
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        preview = await shown(slack, UIP, thread=ts, having="Sendt af <@U1ANNE>")
        assert "inquiry.undo" not in text_of(preview)
        await shown(slack, UIP, having="Besvaret")

    async def test_taken_back_it_says_so(self, record, desk, courier, slack, posted):
        letter_id = await answer(desk, posted)
        await courier.run_until_empty()
        await answering.undo(desk, posted, letter_id, ANNE)
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        preview = await shown(slack, UIP, thread=ts, having="er ikke sendt")
        assert "inquiry.undo" not in text_of(preview)
        assert len(slack.thread(UIP, ts)) == 1

    async def test_taken_back_before_it_was_shown_it_is_shown_as_that(
        self, record, desk, courier, slack, posted
    ):
        letter_id = await answer(desk, posted)
        await answering.undo(desk, posted, letter_id, ANNE)
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        preview = await shown(slack, UIP, thread=ts, having="er ikke sendt")
        assert "inquiry.undo" not in text_of(preview)

    async def test_a_letter_that_could_not_be_delivered_is_said_with_its_reason(
        self, record, desk, courier, clock, slack, posted
    ):
        letter_id = await answer(desk, posted)
        async with desk.database.transaction() as session:
            await answering.undeliverable(session, letter_id, "550 unknown", clock.now())
        await courier.run_until_empty()

        _, ts = await place(record, posted)
        await shown(slack, UIP, thread=ts, having="550 unknown")
        assert "kunne ikke leveres. Grunden står i tråden" in text_of(slack.thread(UIP, ts)[0])

    async def test_sent_on_what_is_to_leave_again_is_stopped_beside_the_card(
        self, record, desk, courier, clock, slack, posted, staff
    ):
        await came_back(desk, posted, await answer(desk, posted), courier)
        first = await shown(slack, UIP, thread=(await place(record, posted))[1], having="inquiry.not_again")

        await handling.reroute(desk, posted, ANNE, "politik", "politisk_inddragelse")
        await courier.run_until_empty()
        clock.advance(timedelta(seconds=2))  # what is said beside a card waits for it
        await courier.run_until_empty()

        left = await shown(slack, UIP, thread=first["thread_ts"], having="er sendt videre til Politik")
        assert "inquiry.not_again" not in text_of(left)
        _, ts = await place(record, posted)
        there = await shown(slack, POLICY, thread=ts, having="inquiry.not_again")
        await staff.click("U3CARLA", "inquiry.not_again", there["blocks"][-1]["elements"][0]["value"])
        await courier.run_until_empty()
        await shown(slack, POLICY, thread=ts, having="sendes ikke igen")

    async def test_the_change_of_what_was_never_posted_is_dropped(
        self, record, desk, courier, slack_proxy, posted
    ):
        letter_id = await answer(desk, posted)
        slack_proxy.fail("chat.postMessage", "invalid_blocks", times=2)
        with capture_logs():
            await courier.run_until_empty()

        await answering.undo(desk, posted, letter_id, ANNE)
        await courier.run_until_empty()

        change = await record.parcel(f"inquiry:{posted}/preview_withdrawn:{letter_id}")
        assert (change.state, change.reason) == (ParcelState.DROPPED, "what was to change was never posted")

    async def test_a_preview_that_somebody_deleted_is_let_go(
        self, record, desk, client, courier, slack, posted
    ):
        letter_id = await answer(desk, posted)
        await courier.run_until_empty()
        _, ts = await place(record, posted)
        preview = await shown(slack, UIP, thread=ts)
        await client.chat_delete(channel=UIP, ts=preview["ts"])

        await answering.undo(desk, posted, letter_id, ANNE)
        await courier.run_until_empty()

        change = await record.parcel(f"inquiry:{posted}/preview_withdrawn:{letter_id}")
        assert (change.state, change.reason) == (ParcelState.DROPPED, "the message was deleted")


class TestTrouble:
    async def test_a_rate_limit_is_waited_out(self, record, courier, clock, slack, slack_proxy):
        slack_proxy.limit("chat.postMessage", retry_after=7)
        inquiry_id = await record.open()

        await courier.run_until_empty()
        waiting = await record.parcel(f"inquiry:{inquiry_id}/card:1")
        assert slack.messages(UIP) == []
        assert 5 < (waiting.due_at - clock.now()).total_seconds() <= 7
        clock.advance(timedelta(seconds=7))
        await courier.run_until_empty()

        await shown(slack, UIP)

    @pytest.mark.parametrize("code", ["channel_not_found", "not_in_channel", "is_archived"])
    async def test_a_channel_that_takes_no_posts_is_marked_and_the_card_waits_until_it_does(
        self, record, desk, courier, clock, slack, slack_proxy, code
    ):
        slack_proxy.fail("chat.postMessage", code)
        inquiry_id = await record.open()

        await courier.run_until_empty()
        assert (await record.parcel(f"inquiry:{inquiry_id}/card:1")).state == ParcelState.PENDING
        assert await channels_in_trouble(desk) == {"uip": code}
        clock.advance(timedelta(minutes=1))
        await courier.run_until_empty()

        await shown(slack, UIP)
        assert await channels_in_trouble(desk) == {}

    async def test_it_waits_for_weeks_if_need_be(self, record, courier, clock, slack, slack_proxy):
        slack_proxy.outside.add(UIP)
        await record.open()
        for _ in range(20):
            await courier.run_until_empty()
            clock.advance(timedelta(days=1))

        slack_proxy.outside.clear()
        await courier.run_until_empty()

        await shown(slack, UIP)

    async def test_an_office_without_a_channel_is_marked_as_well(self, record, desk, courier):
        inquiry_id = await record.open()
        await record.change(inquiry_id, office="nedlagt")

        await courier.run_until_empty()

        assert await channels_in_trouble(desk) == {"nedlagt": "no channel is configured"}

    @pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "missing_scope"])
    async def test_a_slack_that_cannot_be_used_is_marked_as_a_part_in_trouble(
        self, record, desk, courier, clock, slack, slack_proxy, code
    ):
        slack_proxy.fail("chat.postMessage", code)
        await record.open()

        await courier.run_until_empty()
        assert await parts_in_trouble(desk) == {"slack": f"Slack answers {code}"}
        clock.advance(timedelta(minutes=1))
        await courier.run_until_empty()

        await shown(slack, UIP)
        assert await parts_in_trouble(desk) == {}

    async def test_one_offices_trouble_keeps_no_other_waiting(self, record, courier, slack, slack_proxy):
        slack_proxy.outside.add(UIP)
        await record.open()
        await record.open(initiative="politisk_inddragelse")

        await courier.run_until_empty()

        await shown(slack, POLICY)


async def channels_in_trouble(desk):
    async with desk.database.reading() as session:
        return {state.office: state.channel_trouble for state in await service.channels_in_trouble(session)}


async def parts_in_trouble(desk):
    async with desk.database.reading() as session:
        return {part.part: part.trouble for part in await service.parts(session) if part.trouble}


async def direct_messages(slack):
    """Wait until there is a direct message; give its channel."""
    return await slack.wait(lambda page: next((c for c in page.messages if c.startswith("D")), None))


def opened_conversations(slack_proxy):
    return [call for call in slack_proxy.calls if call.method == "conversations.open"]


class TestNudge:
    @pytest.fixture
    async def due(self, record, desk, posted):
        """Put a reminder or an escalation in the outbox, as the tick does."""

        async def _due(kind, about):
            await record.change(posted, remind_at=None, escalate_at=None)
            async with desk.database.transaction() as session:
                inquiry = await session.get_one(Inquiry, posted)
                await say_in_thread(session, inquiry, about, desk.clock.now(), kind)

        return _due

    async def test_who_has_it_is_reminded_in_a_direct_message(
        self, record, desk, courier, slack, posted, due
    ):
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        message = await shown(slack, await direct_messages(slack), having="Du har sagen.")
        assert "skal besvares senest onsdag den 11. marts kl. 15.00" in text_of(message)
        assert "|FD-2026-00001>" in text_of(message)
        assert len(slack.messages(UIP)) == 1

    async def test_each_is_reminded_in_their_own_language(self, record, desk, courier, slack, posted, due):
        await record.prefers(ANNE, language="en")
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        direct = await direct_messages(slack)
        message = await shown(slack, direct, having="You have it.")
        assert "needs an answer by Wednesday 11 March at 15:00" in text_of(message)

    async def test_whoever_stands_in_is_reminded_instead_in_their_own_language(
        self, record, desk, courier, slack, slack_proxy, posted, due
    ):
        await record.prefers(ANNE, away_from="2026-03-02", away_until="2026-03-09", deputy=BO)
        await record.prefers(BO, language="en")
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        direct = await direct_messages(slack)
        await shown(slack, direct, having="<@U1ANNE> has it but is away, and you stand in.")
        assert [call.arguments["users"] for call in opened_conversations(slack_proxy)] == [BO]

    async def test_of_somebody_away_without_a_deputy_the_office_is_told(
        self, record, desk, courier, slack, posted, due
    ):
        await record.prefers(ANNE, away_from="2026-03-02", away_until="2026-03-09")
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        await shown(slack, UIP, having="<@U1ANNE> har sagen.")

    async def test_a_reminder_waits_for_somebodys_own_working_hours(
        self, record, desk, courier, clock, slack, posted, due
    ):
        await record.prefers(ANNE, day_starts="16:00", day_ends="20:00")
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        waiting = await record.parcel(f"inquiry:{posted}/reminder:1")
        assert waiting.due_at.isoformat() == "2026-03-04T15:00:00+00:00"
        clock.advance(waiting.due_at - clock.now())
        await courier.run_until_empty()
        await shown(slack, await direct_messages(slack), having="Du har sagen.")

    async def test_who_came_back_while_it_waited_is_reminded_after_all(
        self, record, desk, courier, clock, slack, posted, due
    ):
        clock.advance(timedelta(hours=9))
        await record.prefers(ANNE, away_from="2026-03-02", away_until="2026-03-05", deputy=BO)
        await claiming.claim(desk, posted, ANNE)
        await due(PERSON, "reminder:1")
        await courier.run_until_empty()
        waiting = await record.parcel(f"inquiry:{posted}/reminder:1")

        clock.advance(waiting.due_at - clock.now())
        await courier.run_until_empty()

        await shown(slack, await direct_messages(slack), having="Du har sagen.")

    async def test_what_nobody_has_the_office_is_reminded_of(self, courier, slack, posted, due):
        await due(PERSON, "reminder:1")

        await courier.run_until_empty()

        await shown(slack, UIP, having="ingen har taget sagen endnu")

    async def test_of_somebody_who_is_gone_the_office_is_told(
        self, desk, courier, slack, slack_proxy, posted, due
    ):
        await claiming.claim(desk, posted, ANNE)
        slack_proxy.fail("conversations.open", "user_disabled")
        await due(PERSON, "reminder:1")

        with capture_logs():
            await courier.run_until_empty()

        await shown(slack, UIP, having="<@U1ANNE> har sagen.")

    async def test_an_escalation_is_said_in_the_offices_channel(self, desk, courier, slack, posted, due):
        await claiming.claim(desk, posted, ANNE)
        await due(CHANNEL, "escalation:1")

        await courier.run_until_empty()

        await shown(slack, UIP, having="er ikke besvaret endnu")

    async def test_nobody_is_reminded_at_night(self, record, courier, clock, slack, posted, due):
        clock.advance(timedelta(hours=9))
        await due(CHANNEL, "escalation:1")

        await courier.run_until_empty()
        assert len(slack.messages(UIP)) == 1
        waiting = await record.parcel(f"inquiry:{posted}/escalation:1")
        assert waiting.due_at.isoformat() == "2026-03-05T08:00:00+00:00"
        clock.advance(waiting.due_at - clock.now())
        await courier.run_until_empty()

        await shown(slack, UIP, having="er ikke besvaret endnu")

    async def test_what_was_closed_before_it_left_is_not_reminded_of(
        self, record, desk, courier, posted, due
    ):
        await due(CHANNEL, "escalation:1")
        await handling.close(desk, posted, ANNE)

        await courier.run_until_empty()

        parcel = await record.parcel(f"inquiry:{posted}/escalation:1")
        assert (parcel.state, parcel.reason) == (ParcelState.DROPPED, "the inquiry is closed")

    async def test_it_is_said_once_although_the_first_try_died(
        self, desk, carrier, courier, clock, slack, posted, due
    ):
        await due(CHANNEL, "escalation:1")
        await posted_and_killed(desk, carrier, clock)

        await courier.run_until_empty()

        assert len(slack.messages(UIP)) == 2

    async def test_a_card_without_an_address_is_named_by_its_number(
        self, record, courier, slack, posted, due
    ):
        await record.change(posted, card_ts=None, card_channel=None)
        await due(CHANNEL, "escalation:1")

        await courier.run_until_empty()

        message = await shown(slack, UIP, having="er ikke besvaret endnu")
        assert "|FD-2026-00001>" not in text_of(message)


@pytest.mark.parametrize("kind", [PERSON, CHANNEL])
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"status": "claimed"}, None),
        ({"status": "answered"}, "the inquiry is answered"),
        ({"status": "waiting", "snoozed_until": timedelta(hours=1)}, "the inquiry is snoozed"),
        ({"status": "waiting", "snoozed_until": timedelta(hours=-1)}, None),
        ({"remind_at": timedelta(days=1), "escalate_at": timedelta(days=2)}, "a new deadline was set"),
    ],
)
def test_a_nudge_is_called_for_only_while_it_is_true(clock, kind, values, reason):
    now = clock.now()
    moments = {name: now + value if isinstance(value, timedelta) else value for name, value in values.items()}

    assert why_pointless(Inquiry(**({"status": "new"} | moments)), kind, now) == reason


class TestQuarantine:
    async def test_its_card_stands_in_triages_channel(self, quarantined, courier, slack):
        await quarantined()
        await courier.run_until_empty()

        await shown(slack, TRIAGE, having="quarantine.create")

    async def test_what_was_settled_meanwhile_is_not_shown(self, quarantined, desk, carrier, courier, record):
        ledger_id = await quarantined(outcome="inquiry")
        await courier.run_until_empty()

        parcel = await record.parcel(f"ledger:{ledger_id}/quarantined")
        assert (parcel.state, parcel.reason) == (ParcelState.DROPPED, "the message is inquiry")

    async def test_triages_channel_in_trouble_is_marked(self, quarantined, desk, courier, slack_proxy):
        slack_proxy.outside.add(TRIAGE)
        await quarantined()

        await courier.run_until_empty()

        assert await channels_in_trouble(desk) == {"visitation": "not_in_channel"}

    async def test_a_card_that_slack_refuses_has_no_history_to_stand_in(
        self, quarantined, courier, record, slack_proxy
    ):
        slack_proxy.fail("chat.postMessage", "invalid_blocks")
        ledger_id = await quarantined()

        with capture_logs():
            await courier.run_until_empty()

        assert (await record.parcel(f"ledger:{ledger_id}/quarantined")).state == ParcelState.FAILED


class TestFiles:
    """Files that go along with an answer, fetched by the courier."""

    @pytest.fixture
    async def with_file(self, record, desk):
        """Write an answer with a file at an address; gives the letter as it is now."""
        inquiry_id = await record.open()

        async def _with_file(url):
            form = await answering.open_form(desk, inquiry_id, ANNE)
            file = Uploaded("budget.pdf", "application/pdf", 4, url)
            answer = Answer(form.recipients, form.subject, "Se bilag", form.seen, uploaded=[file])
            await answering.send(desk, inquiry_id, ANNE, answer)

        return _with_file

    async def test_a_file_is_fetched_from_slack_and_kept(self, desk, client, courier, with_file):
        uploaded = await client.files_upload_v2(channel=UIP, filename="budget.pdf", content="%PDF")
        await with_file(uploaded["file"]["url_private"])

        await courier.run_until_empty()

        async with desk.database.reading() as session:
            [file] = await answers.whole_files(session, [1])
        assert (file.content, file.size) == (b"%PDF", 4)

    async def test_one_that_cannot_be_had_gives_the_letter_back_and_says_so(
        self, record, slack, courier, with_file
    ):
        await with_file("https://evil.example/budget.pdf")

        with capture_logs():
            await courier.run_until_empty()

        assert [letter.state for letter in await record.letters(1)] == ["withdrawn"]
        _, ts = await place(record, 1)
        thread = " ".join(map(text_of, slack.thread(UIP, ts)))
        assert "Filen budget.pdf kunne ikke hentes fra Slack" in thread
