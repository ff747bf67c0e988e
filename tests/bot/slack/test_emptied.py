"""An inquiry whose time was up: its card says so, and what is pressed on an older one is refused kindly."""

import json
from datetime import timedelta

import pytest

from bot import retention
from bot.front_desk import quarantine
from bot.inquiries import emptied_posts, handling
from bot.inquiries.posts import SHOWN
from storage import integrity, seals
from storage import retention as kept
from tests.bot.slack.conftest import ANNE, NORDLYS, TRIAGE, UIP, on_both

DAN, KAREN = "U4DAN", "U6KAREN"
MARK = "Zebra"
SIX_YEARS = timedelta(days=6 * 365)


@pytest.fixture
async def emptied(desk, record, courier):
    number = await record.open(subject=f"Emne {MARK}", text=f"Om {MARK}?", sender_name=f"Karen {MARK}")
    await courier.run_until_empty()
    await handling.close(desk, number, ANNE)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await courier.run_until_empty()
    return number


async def test_its_card_says_when_it_was_closed_and_emptied_and_nothing_else(slack, emptied, record):
    [card] = slack.messages(UIP)
    shown = json.dumps(card["blocks"], ensure_ascii=False)
    assert (await record.inquiry(emptied)).reference in shown
    assert "Slettet" in shown
    assert MARK not in shown
    assert "actions" not in [block["type"] for block in card["blocks"]]


@pytest.mark.parametrize("button", ["inquiry.claim", "inquiry.reply", "inquiry.reroute", "inquiry.further"])
async def test_a_button_that_somebody_still_sees_is_refused_in_one_sentence(staff, emptied, record, button):
    await staff.click(ANNE, button, str(emptied))

    [(user, said)] = staff.told()
    assert user == ANNE
    assert said.startswith((await record.inquiry(emptied)).reference + " er lukket for længe siden")


@pytest.mark.usefixtures("running")
async def test_asking_for_it_by_its_number_says_that_it_is_gone(typing, emptied, record):
    reference = (await record.inquiry(emptied)).reference

    await typing(ANNE, reference, "det, der stod i den, er slettet")


def in_thread(slack):
    """What stands below the card, as Slack shows it."""
    [card] = slack.messages(UIP)
    return [each for each in slack.thread(UIP, card["ts"]) if each["ts"] != card["ts"]]


@pytest.fixture
async def talked_of(desk, record, courier):
    """A closed inquiry with notes in its card's thread."""
    number = await record.open(subject=f"Emne {MARK}")
    await courier.run_until_empty()
    for text in ("en", "to", "tre"):
        await handling.note(desk, number, ANNE, f"Note {text} om {MARK}")
    await courier.run_until_empty()
    await handling.close(desk, number, ANNE)
    await courier.run_until_empty()
    return number


async def passes(desk, courier, parcels=1):
    """Let the pauses between parcels pass."""
    for _ in range(parcels):
        await courier.run_until_empty()
        desk.clock.advance(emptied_posts.PAUSE)
    await courier.run_until_empty()


@on_both
async def test_what_was_said_in_its_thread_is_taken_away_and_the_record_holds(
    desk, slack, courier, talked_of
):
    assert len(in_thread(slack)) >= 3
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)

    assert in_thread(slack) == []
    [card] = slack.messages(UIP)
    assert "Slettet" in json.dumps(card["blocks"], ensure_ascii=False)
    async with desk.database.transaction() as session:
        while await seals.seal(session, "event", desk.clock.now()):
            pass
        assert (await seals.verify(session, "event")).broken == []
        assert await integrity.loose_ends(session) == []


async def test_posts_are_taken_away_a_few_at_a_time_with_pauses(desk, slack, courier, talked_of, monkeypatch):
    monkeypatch.setattr(emptied_posts, "AT_ONCE", 2)
    before = len(in_thread(slack))
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)

    await courier.run_until_empty()
    assert len(in_thread(slack)) == before - 2
    await passes(desk, courier, parcels=before)
    assert in_thread(slack) == []


async def test_a_post_that_somebody_deleted_is_as_good_as_taken_away(desk, slack, client, courier, talked_of):
    await client.chat_delete(channel=UIP, ts=in_thread(slack)[0]["ts"])
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)

    assert in_thread(slack) == []


async def test_where_nothing_may_be_deleted_one_line_is_left(desk, slack, slack_proxy, courier, talked_of):
    slack_proxy.fail("chat.delete", "cant_delete_message", times=99)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)

    shown = json.dumps(in_thread(slack), ensure_ascii=False)
    assert "Slettet efter frist" in shown
    assert MARK not in shown


async def test_what_colleagues_wrote_themselves_stays(desk, slack, courier, talked_of):
    [card] = slack.messages(UIP)
    await slack.say(UIP, ANNE, "Skal vi tage den?", thread_ts=card["ts"])
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)

    assert [each["text"] for each in in_thread(slack)] == ["Skal vi tage den?"]


async def test_the_card_that_stands_is_not_among_what_is_taken_away(desk, record, talked_of):
    inquiry = await record.inquiry(talked_of)
    async with desk.database.reading() as session:
        places = await kept.places(session, talked_of, SHOWN)
    assert places
    assert (inquiry.card_channel, inquiry.card_ts) not in places


async def test_another_channel_that_lets_nothing_go_is_passed_over_and_ours_is_tried_again(
    desk, slack, slack_proxy, courier, talked_of
):
    there = len(in_thread(slack))
    slack_proxy.fail("chat.delete", "channel_not_found")
    desk.clock.advance(SIX_YEARS)
    async with desk.database.transaction() as session:
        places = [("C9GONE", "1.2"), *await kept.places(session, talked_of, SHOWN)]
        due = emptied_posts.moments(desk.clock.now())
        await emptied_posts.take_away(session, "inquiry:1", places, due, desk.clock.now())
    slack_proxy.fail("chat.delete", "is_archived")
    await courier.run_until_empty()
    assert len(in_thread(slack)) == there

    desk.clock.advance(timedelta(hours=1))
    await courier.run_until_empty()
    assert in_thread(slack) == []


async def test_the_card_of_a_quarantined_message_goes_with_the_message_once_it_was_laid_aside(
    desk, quarantined, slack, courier
):
    await quarantined()
    await courier.run_until_empty()
    [card] = slack.messages(TRIAGE)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)
    assert slack.messages(TRIAGE) == [card]

    await quarantine.discard(desk, 1, DAN)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    await passes(desk, courier)

    assert slack.messages(TRIAGE) == []


@pytest.fixture
async def forgotten(slack, opened, desk, running):
    """What Karen asked in the foundation's channel, whose inquiry was emptied long after."""
    asked = await slack.say(NORDLYS, KAREN, "Kan vi få en snak?")
    [inquiry] = await opened()
    await handling.close(desk, inquiry.id, ANNE)
    desk.clock.advance(SIX_YEARS)
    await retention.sweep(desk)
    return asked


async def test_whoever_writes_again_in_its_thread_asks_anew(slack, forgotten, opened, outcomes):
    await slack.say(NORDLYS, KAREN, "Hvad blev der af det?", thread_ts=forgotten["ts"])

    [_, anew] = await opened(2)
    assert anew.subject == "Hvad blev der af det?"
    assert await outcomes() == [("inquiry", None), ("inquiry", None)]


@pytest.mark.parametrize("deed", ["edit", "delete"])
async def test_nobody_hears_of_a_message_that_changes_when_its_words_are_gone(
    slack, forgotten, outcomes, decided, deed
):
    if deed == "edit":
        await slack.edit(NORDLYS, forgotten["ts"], KAREN, "Kan vi få to?")
    else:
        await slack.delete(NORDLYS, forgotten["ts"], KAREN)
    await slack.say(NORDLYS, KAREN, "Og noget andet: hvornår er mødet?")

    assert [outcome for outcome, _ in await decided(2)] == ["inquiry", "inquiry"]
