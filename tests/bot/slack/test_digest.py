from datetime import timedelta

import pytest

from bot import schedule
from bot.digests.due import CHARTS, POST
from tests.rounds_on_record import answers, opened, parcels

UIP = "C1UIP"
TITLE = "Nyt om høringer hos Indsatser &amp; UIP"
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."


@pytest.fixture
async def due(desk):
    """A day's digest in the outbox: a round was sent out, and a party has answered."""
    await schedule.tick(desk)
    of = await opened(desk, office="uip")
    await answers(desk, of, "Fonden Nordlys", ANSWER)
    desk.clock.advance(timedelta(days=1))
    await schedule.tick(desk)


def digests_in(slack):
    return [message for message in slack.messages(UIP) if TITLE in str(message)]


def files_under(slack, message):
    return [file for each in slack.thread(UIP, message["ts"]) for file in each.get("files", ())]


async def state(desk, kind):
    (parcel,) = await parcels(desk, kind)
    return parcel.state, parcel.reason


async def test_the_office_reads_what_is_new_and_sees_the_chart_in_the_thread(due, desk, slack, courier):
    await courier.run_until_empty()

    await slack.wait(lambda _: digests_in(slack) and files_under(slack, digests_in(slack)[0]))
    (post,) = digests_in(slack)
    assert "1 af 3 har svaret (33 %)" in str(post)
    assert "Fonden Nordlys: høringssvar" in str(post)
    (picture,) = files_under(slack, post)
    assert picture["name"] == "uip-2027.png"
    assert (await state(desk, CHARTS))[0] == "sent"


async def test_tried_again_after_a_restart_neither_post_nor_chart_comes_twice(
    due, desk, slack, courier, another_courier, record
):
    await courier.run_until_empty()
    for kind in (POST, CHARTS):
        for each in await parcels(desk, kind):
            await record.put_again(each.key)
    # what is posted again finds itself; its place is what it was
    await another_courier.run_until_empty()

    await slack.wait(lambda _: digests_in(slack) and files_under(slack, digests_in(slack)[0]))
    (post,) = digests_in(slack)
    assert len(files_under(slack, post)) == 1


async def test_an_app_that_may_not_upload_still_tells_in_words(due, desk, slack, slack_proxy, courier):
    slack_proxy.scopes = [each for each in slack_proxy.scopes if each != "files:write"]

    await courier.run_until_empty()

    await slack.wait(lambda _: digests_in(slack))
    assert await state(desk, POST) == ("sent", None)
    assert await state(desk, CHARTS) == ("dropped", "Slack takes no files: missing_scope")


async def test_a_digest_of_rounds_without_an_answer_has_no_chart(desk, slack, courier):
    await schedule.tick(desk)
    await opened(desk, office="uip")
    desk.clock.advance(timedelta(days=1))
    await schedule.tick(desk)

    await courier.run_until_empty()

    await slack.wait(lambda _: digests_in(slack))
    assert await state(desk, CHARTS) == ("dropped", "there is nothing to draw")
