"""People in the local Slack, with the listeners and the courier running: what they press and see."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.inquiries.lifecycle import Status

pytestmark = pytest.mark.usefixtures("running")

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"


def saying(messages, text):
    """The first message that says or offers something."""
    return next((message for message in messages if text in str(message)), None)


@pytest.fixture
async def card(record, slack, bell):
    """The card of a new inquiry."""
    await record.open()
    bell.ring()
    return await slack.wait(lambda _: saying(slack.messages(UIP), "inquiry.claim"))


async def in_thread(slack, card, text):
    """Wait for something in a card's thread."""
    return await slack.wait(lambda _: saying(slack.thread(UIP, card["ts"]), text))


async def told(slack, user, text):
    """Wait for what only one person sees."""
    return await slack.wait(lambda page: saying(page.messages[UIP], text))


async def test_the_card_changes_under_the_click(slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.claim")

    await slack.wait(lambda page: "<@U1ANNE> har sagen" in str(page.message(UIP, card["ts"])))


async def test_of_fifty_who_click_at_once_forty_nine_are_told_who_has_it(record, slack, slack_proxy, card):
    people = [f"U{number}CLICK" for number in range(50)]

    await asyncio.gather(*(slack.click(UIP, card["ts"], user, "inquiry.claim") for user in people))

    def refused(_page):
        return [call for call in slack_proxy.calls if call.method == "chat.postEphemeral"]

    await slack.wait(
        lambda page: len(refused(page)) == 49 and "har sagen" in str(page.message(UIP, card["ts"]))
    )
    winner = (await record.inquiry(1)).claimed_by
    sentences = {call.arguments["user"]: call.arguments["text"] for call in refused(None)}
    assert sentences == dict.fromkeys(set(people) - {winner}, f"<@{winner}> har allerede taget sagen.")
    assert await record.history(1) == ["opened", "claimed"]


async def test_an_answer_is_typed_previewed_undone_and_typed_again(record, slack, clock, bell, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.reply")
    await slack.wait(lambda page: page.modals)
    assert await slack.submit(ANNE, {"body": "Kære Karen & co."}) == {}
    assert slack.views() == []

    preview = await in_thread(slack, card, "inquiry.undo")
    assert ">Kære Karen &amp; co." in str(preview)
    await slack.click(UIP, preview["ts"], ANNE, "inquiry.undo")
    await in_thread(slack, card, "er ikke sendt")

    await slack.click(UIP, card["ts"], ANNE, "inquiry.reply")
    await slack.wait(lambda page: "Kære Karen & co." in str(page.modals))
    assert await slack.submit(ANNE) == {}
    await in_thread(slack, card, "inquiry.undo")
    clock.advance(timedelta(seconds=11))
    bell.ring()

    await in_thread(slack, card, "Sendt af <@U1ANNE>")
    await slack.wait(lambda page: "Besvaret" in str(page.message(UIP, card["ts"])))
    assert [letter.state for letter in await record.letters(1)] == ["withdrawn", "sent"]


async def test_a_wrong_address_is_said_in_the_form_which_stays(slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.reply")
    await slack.wait(lambda page: page.modals)

    errors = await slack.submit(ANNE, {"body": "Kære Karen", "recipients": "karen"})

    assert errors == {"recipients": "Skriv en eller flere mailadresser med komma imellem."}
    assert len(slack.views()) == 1


async def test_when_something_arrives_while_one_types_it_is_shown_first(record, slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.reply")
    await slack.wait(lambda page: page.modals)
    await record.follow_up(1, text="Vi har ændret mening.")

    await slack.submit(ANNE, {"body": "Kære Karen"})
    await slack.wait(lambda page: "Der er kommet nyt" in str(page.modals))

    assert "Vi har ændret mening." in str(slack.views())
    assert await slack.submit(ANNE) == {}
    assert [letter.text for letter in await record.letters(1)] == ["Kære Karen"]


async def test_sent_on_it_appears_where_it_belongs(record, slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.reroute")
    await slack.wait(lambda page: page.modals)

    assert await slack.submit(ANNE, {"office": "politik", "initiative": "politisk_inddragelse"}) == {}

    await slack.wait(lambda _: saying(slack.messages(POLICY), "inquiry.claim"))
    await slack.wait(lambda page: "er sendt videre til Politik" in str(page.message(UIP, card["ts"])))


async def test_an_unsure_reading_is_settled_with_one_click(record, slack, bell):
    await record.open(confidence=0.3)
    bell.ring()
    card = await slack.wait(lambda _: saying(slack.messages(TRIAGE), "inquiry.guess.0"))
    assert "Hvor hører den til?" in str(card)

    await slack.click(TRIAGE, card["ts"], DAN, "inquiry.guess.0")

    await slack.wait(lambda _: saying(slack.messages(UIP), "inquiry.claim"))


async def test_a_note_is_written_and_stands_in_the_thread(slack, card):
    await slack.click(UIP, card["ts"], BO, "inquiry.more", option="note")
    await slack.wait(lambda page: page.modals)

    assert await slack.submit(BO, {"note": "Ring først"}) == {}

    await in_thread(slack, card, ">Ring først")


async def test_an_inquiry_is_put_aside(record, slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.more", option="snooze")
    await slack.wait(lambda page: page.modals)
    assert "2026-03-05" in str(slack.views())

    assert await slack.submit(ANNE, {"until": "2026-03-06"}) == {}

    await slack.wait(
        lambda page: "Udsat til fredag den 6. marts kl. 09.00" in str(page.message(UIP, card["ts"]))
    )


async def test_it_is_closed_and_opened_again(record, slack, card):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.more", option="close")
    await slack.wait(lambda page: "Lukket" in str(page.message(UIP, card["ts"])))

    await slack.click(UIP, card["ts"], ANNE, "inquiry.more", option="reopen")
    await slack.wait(lambda page: "inquiry.claim" in str(page.message(UIP, card["ts"])))

    assert (await record.inquiry(1)).status == Status.NEW


async def test_two_are_merged_and_parted_again(record, slack, bell, card):
    await record.open(subject="En ting til", text="Gælder det også os?")
    bell.ring()
    second = await slack.wait(lambda _: saying(slack.messages(UIP), "En ting til"))
    await slack.click(UIP, second["ts"], ANNE, "inquiry.more", option="merge")
    form = await slack.wait(lambda page: page.modals)
    assert "FD-2026-00001  Evaluering af mentorordning" in str(form)

    assert await slack.submit(ANNE, {"into": "fd-2026-00001"}) == {}

    merged = await slack.wait(
        lambda page: "inquiry.unmerge" in str(m := page.message(UIP, second["ts"])) and m
    )
    assert "|FD-2026-00001>* – sagen fortsætter dér" in str(merged)
    await in_thread(slack, card, "<@U1ANNE> lagde FD-2026-00002 sammen med denne sag")
    await in_thread(slack, card, ">Gælder det også os?")
    await slack.wait(lambda page: "Her er også FD-2026-00002" in str(page.message(UIP, card["ts"])))

    await slack.click(UIP, second["ts"], ANNE, "inquiry.unmerge")
    await in_thread(slack, card, "<@U1ANNE> skilte FD-2026-00002 ud igen")
    await slack.wait(lambda page: "inquiry.claim" in str(page.message(UIP, second["ts"])))
    await slack.wait(lambda page: "Her er også" not in str(page.message(UIP, card["ts"])))


async def test_the_original_of_a_merged_inquiry_is_still_shown(record, slack, bell, card):
    await record.open(subject="En ting til", text="Gælder det også os?")
    bell.ring()
    second = await slack.wait(lambda _: saying(slack.messages(UIP), "En ting til"))
    await slack.click(UIP, second["ts"], ANNE, "inquiry.more", option="merge")
    await slack.submit(ANNE, {"into": "FD-2026-00001"})
    await slack.wait(lambda page: "inquiry.unmerge" in str(page.message(UIP, second["ts"])))

    await slack.click(UIP, second["ts"], BO, "inquiry.further")
    await slack.click_in_view(BO, "inquiry.further.choice", value="original")

    await slack.wait(lambda page: "Gælder det også os?" in str(page.modals))
    assert len(slack.views()) == 1


async def test_the_original_is_shown_whole(record, slack, card):
    await record.follow_up(1, text="Kort", full_text="Kort\n\n> Det lange citat")

    await slack.click(UIP, card["ts"], BO, "inquiry.more", option="original")

    await slack.wait(lambda page: "&gt; Det lange citat" in str(page.modals))


async def test_the_words_that_decided_are_shown(slack, card):
    await slack.click(UIP, card["ts"], BO, "inquiry.further")
    await slack.click_in_view(BO, "inquiry.further.choice", value="why")

    await slack.wait(lambda page: "Vejede tungest: `evaluering`" in str(page.modals))
    assert [view["callback_id"] for view in slack.views()] == ["inquiry.why"]


async def test_the_card_can_be_clicked_before_it_is_recorded_where_it_stands(record, slack, card):
    await record.change(1, card_ts=None, card_channel=None)

    await slack.click(UIP, card["ts"], ANNE, "inquiry.more", option="close")

    await _until(lambda: record.history(1), ["opened", "closed"])


async def test_whoever_clicked_too_slowly_for_slack_is_asked_to_press_once_more(slack, slack_proxy, card):
    slack_proxy.trigger_seconds = 0

    with capture_logs() as logs:
        await slack.click(UIP, card["ts"], ANNE, "inquiry.reply")
        await told(slack, ANNE, "Vinduet nåede ikke at åbne")

    assert [(each["event"], each["reason"]) for each in logs if each["log_level"] != "info"] == [
        ("listener met trouble", "expired_trigger_id")
    ]
    slack_proxy.refusals.clear()


async def test_of_a_window_that_was_closed_meanwhile_nothing_is_said(slack, slack_proxy, card, quiet):
    await slack.click(UIP, card["ts"], ANNE, "inquiry.further")
    await slack.wait(lambda page: page.modals)
    slack_proxy.fail("views.update", "not_found")

    with capture_logs() as logs:
        await slack.click_in_view(ANNE, "inquiry.further.choice", value="history")
        await quiet()

    assert slack_proxy.calls[-1].method == "views.update"
    assert [each for each in logs if each["log_level"] == "error"] == []


async def _until(ask, wanted):
    async with asyncio.timeout(10):
        while await ask() != wanted:
            await asyncio.sleep(0.01)
