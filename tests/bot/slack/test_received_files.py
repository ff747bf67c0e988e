"""What people attach in Slack, from the local Slack into the record, through the real courier."""

import json
from datetime import timedelta

import pytest

from bot.slack import said
from storage import answers
from tests.journeys.ministry import until

KAREN, NORDLYS, UIP = "U6KAREN", "C4NORDLYS", "C1UIP"
CONTENT = b"%PDF-1.4 budget for 2026"


@pytest.fixture
async def uploaded(slack, client):
    """A file that lies at Slack."""
    answer = await client.files_upload_v2(channel=NORDLYS, filename="budget.pdf", content=CONTENT)
    return answer["file"]


@pytest.fixture
def hear(talk):
    """Let Karen write with files; gives the inquiry's number."""

    async def _hear(*files):
        event = {"type": "message", "subtype": "file_share", "channel": NORDLYS, "ts": "1767000000.000100"}
        event |= {"user": KAREN, "text": "Se vores UIP-budget", "files": list(files)}
        return (await talk.decide(await talk.keep(said.kept(event, "UBOT")))).inquiry_id

    return _hear


async def content_of(desk, file_id):
    async with desk.database.reading() as session:
        [file] = await answers.whole_files(session, [file_id])
    return file.content


async def test_a_file_is_fetched_after_the_message_was_decided_on(desk, hear, uploaded, courier, slack):
    await hear(uploaded)
    assert await content_of(desk, 1) is None

    await courier.run_until_empty()

    assert await content_of(desk, 1) == CONTENT
    assert "budget.pdf" in json.dumps(slack.messages(UIP))


async def test_of_a_file_from_slack_connect_the_address_is_asked_for(desk, hear, uploaded, courier):
    await hear({"id": uploaded["id"], "name": "budget.pdf", "file_access": "check_file_info"})

    await courier.run_until_empty()

    assert await content_of(desk, 1) == CONTENT


async def test_it_is_tried_again_when_slack_is_away_for_a_moment(desk, hear, uploaded, courier, slack_proxy):
    await hear({"id": uploaded["id"], "name": "budget.pdf"})
    slack_proxy.limit("files.info", retry_after=1)

    await courier.run_until_empty()
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert await content_of(desk, 1) == CONTENT


async def test_one_that_is_gone_is_named_in_the_thread_and_the_inquiry_stands(
    desk, hear, courier, slack, slack_proxy, record
):
    inquiry_id = await hear({"id": "F0GONE", "name": "budget.pdf"})
    slack_proxy.fail("files.info", "file_not_found")

    await courier.run_until_empty()

    card = (await record.inquiry(inquiry_id)).card_ts
    told = json.dumps(slack.thread(UIP, card), ensure_ascii=False)
    assert "Filen budget.pdf fra <@U6KAREN> kunne ikke hentes fra Slack (file_not_found)" in told
    assert "file_not_fetched" in await record.history(inquiry_id)


@pytest.mark.usefixtures("running")
async def test_it_is_brought_with_the_originals_to_whoever_asks(
    desk, hear, uploaded, bell, slack, slack_proxy
):
    await hear(uploaded)
    bell.ring()
    card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
    await until(lambda: content_of(desk, 1))
    slack_proxy.calls.clear()

    await slack.click(UIP, card["ts"], "U1ANNE", "inquiry.further")
    await slack.click_in_view("U1ANNE", "inquiry.further.choice", value="files")

    async def brought():
        return [each for each in slack_proxy.calls if each.method == "files.completeUploadExternal"]

    await until(brought)
    asked = [each.arguments for each in slack_proxy.calls if each.method == "files.getUploadURLExternal"]
    assert "budget.pdf" in [each["filename"] for each in asked]


async def test_one_that_is_larger_than_we_take_is_named_and_not_kept(
    desk, hear, uploaded, courier, slack, record, monkeypatch
):
    monkeypatch.setattr("bot.inquiries.enclosing.MEGABYTE", 0)
    inquiry_id = await hear(uploaded)

    await courier.run_until_empty()

    assert await content_of(desk, 1) is None
    assert "file_not_fetched" in await record.history(inquiry_id)
