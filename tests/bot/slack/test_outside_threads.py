"""An answer's files into the thread that somebody asked in: each once, wherever a process dies."""

import json
from datetime import timedelta

import pytest

from bot.inquiries import answering, claiming, handling, outside_threads
from bot.inquiries.answer import Uploaded
from bot.inquiries.answering import Answer
from bot.outbox.courier import Courier
from bot.slack import posts, said
from storage import correspondence, outbox
from storage.tables import OutboxRow
from tests.bot.slack.conftest import on_both

ANNE, NORDLYS, UIP = "U1ANNE", "C4NORDLYS", "C1UIP"
LATER = timedelta(minutes=10)


@pytest.fixture
async def unacknowledged(slack, talk):
    """Somebody asked in a shared channel, and has no word of ours yet: the inquiry, and the thread."""
    message = await slack.say(NORDLYS, "U6KAREN", "Se vores UIP-budget")
    event = {"type": "message", "channel": NORDLYS, "ts": message["ts"], "text": "x", "user": "U6KAREN"}
    decided = await talk.decide(await talk.keep(said.kept(event, "UBOT")))
    return decided.inquiry_id, message["ts"]


@pytest.fixture
async def asked(unacknowledged, courier):
    """Somebody asked in a shared channel: the inquiry, and the thread."""
    await courier.run_until_empty()
    return unacknowledged


@pytest.fixture
def answer(desk, client):
    """Send an answer with files of these names, which lie at Slack, and let the undo window pass."""

    async def _answer(inquiry_id, *names, body="Se vedlagte"):
        uploaded = []
        for name in names:
            file = (await client.files_upload_v2(channel=UIP, filename=name, content=name.encode()))["file"]
            uploaded.append(Uploaded(name, "text/plain", len(name), file["url_private"]))
        form = await answering.open_form(desk, inquiry_id, ANNE)
        sent = Answer(form.recipients, form.subject, body, form.seen, uploaded=uploaded)
        letter = await answering.send(desk, inquiry_id, ANNE, sent)
        desk.clock.advance(LATER)
        return letter

    return _answer


def in_thread(slack, thread):
    """The files' names, and the words, that stand in a thread."""
    messages = slack.thread(NORDLYS, thread)
    names = [file["name"] for each in messages for file in each.get("files") or []]
    return names, json.dumps([each.get("blocks") or each["text"] for each in messages], ensure_ascii=False)


async def delivered(desk, courier):
    """Deliver what is due, and what waits to be tried again."""
    for _ in range(4):
        await courier.run_until_empty()
        desk.clock.advance(LATER)


async def test_where_the_matter_is_closed_already_nothing_is_said_and_that_is_on_record(
    desk, slack, unacknowledged, courier
):
    inquiry_id, thread = unacknowledged
    await claiming.claim(desk, inquiry_id, ANNE)
    await handling.close(desk, inquiry_id, ANNE)

    await courier.run_until_empty()

    assert in_thread(slack, thread) == ([], "[]")
    async with desk.database.reading() as session:
        (_, receipt) = await correspondence.of_inquiry(session, inquiry_id)
    assert (receipt.kind, receipt.state) == ("acknowledgement", "withdrawn")


@on_both
async def test_its_files_stand_in_the_thread_once_and_then_its_words(desk, slack, asked, answer, courier):
    inquiry_id, thread = asked
    await answer(inquiry_id, "plan.txt", "budget.txt")

    await delivered(desk, courier)

    names, words = in_thread(slack, thread)
    assert names == ["plan.txt", "budget.txt"]
    assert words.count("Se vedlagte") == 1


async def test_an_answer_longer_than_a_message_comes_whole_as_a_file(desk, slack, asked, answer, courier):
    inquiry_id, thread = asked
    await answer(inquiry_id, "plan.txt", body="Kære Karen. " * 1200)

    await delivered(desk, courier)

    names, words = in_thread(slack, thread)
    assert [name.rpartition("-")[2] for name in names] == ["00001.txt", "plan.txt"]
    assert "Det hele ligger i filen ovenfor." in words


@pytest.mark.parametrize(
    "method", ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"]
)
@pytest.mark.parametrize("done_first", [False, True], ids=["before it is done", "before it is known"])
async def test_each_comes_once_though_slack_is_cut_off(
    desk, slack, slack_proxy, asked, answer, courier, method, done_first
):
    inquiry_id, thread = asked
    await answer(inquiry_id, "plan.txt", "budget.txt")
    slack_proxy.cut(method, done_first=done_first)

    await delivered(desk, courier)

    names, words = in_thread(slack, thread)
    assert sorted(names) == ["budget.txt", "plan.txt"]
    assert words.count("Se vedlagte") == 1


async def test_each_comes_once_though_the_process_dies_before_it_is_recorded(
    desk, slack, asked, answer, courier, carrier, bell, record
):
    inquiry_id, thread = asked
    await answer(inquiry_id, "plan.txt")
    kinds = set(posts.KINDS) - {outside_threads.ANSWER}
    await delivered(desk, Courier(desk, dict.fromkeys(kinds, carrier), bell))
    [row] = await record.waiting(outside_threads.ANSWER)
    async with desk.database.transaction() as session:
        (await session.get_one(OutboxRow, row.id)).attempts = 1
    await carrier.deliver(row)  # and here the process ends

    await delivered(desk, courier)

    names, words = in_thread(slack, thread)
    assert names == ["plan.txt"]
    assert words.count("Se vedlagte") == 1
    assert (await record.history(inquiry_id)).count("answered") == 1


async def test_the_foundations_own_file_of_that_name_is_not_taken_for_ours(
    desk, slack, client, slack_proxy, asked, answer, courier
):
    inquiry_id, thread = asked
    await client.files_upload_v2(channel=NORDLYS, thread_ts=thread, filename="plan.txt", content=b"theirs")
    await answer(inquiry_id, "plan.txt")
    slack_proxy.cut("files.completeUploadExternal")

    await delivered(desk, courier)

    assert in_thread(slack, thread)[0] == ["plan.txt", "plan.txt"]


async def test_a_second_answer_with_a_file_of_the_same_name_brings_it_again(
    desk, slack, asked, answer, courier
):
    inquiry_id, thread = asked
    for body in ("Første udkast", "Andet udkast"):
        await answer(inquiry_id, "plan.txt", body=body)
        await delivered(desk, courier)

    assert in_thread(slack, thread)[0] == ["plan.txt", "plan.txt"]


async def test_where_slack_takes_no_files_the_letter_is_given_up_with_the_reason(
    desk, slack, slack_proxy, asked, answer, courier, record
):
    inquiry_id, thread = asked
    await answer(inquiry_id, "plan.txt")
    slack_proxy.fail("files.completeUploadExternal", "file_not_found")

    await delivered(desk, courier)

    assert in_thread(slack, thread)[0] == []
    [letter] = await record.letters(inquiry_id)
    assert letter.state == "failed"


async def test_what_a_delivery_found_out_is_there_for_the_next(desk, asked):
    async with desk.database.transaction() as session:
        row = await outbox.by_key(session, f"inquiry:{asked[0]}/acknowledgement")
        before = dict(row.payload)
        await outbox.note(session, row.id, stored={"F1": "plan.txt"})

    async with desk.database.reading() as session:
        assert (await session.get_one(OutboxRow, row.id)).payload == before | {"stored": {"F1": "plan.txt"}}
