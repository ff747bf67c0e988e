"""Files that lie at Slack, looked at by a clamd before anybody has them, through the real courier."""

import json
from dataclasses import replace

import pytest

from bot.front_desk import scanning
from bot.front_desk.rescanning import Rescan
from bot.front_desk.scanning import INFECTED, UNCHECKED, Scanner
from bot.inquiries import answering, enclosing
from bot.inquiries.answer import Uploaded
from bot.inquiries.answering import Answer
from bot.outbox.courier import Courier
from bot.settings import Clamav
from bot.slack import originals, posts
from bot.slack.posts import SlackCarrier
from storage import answers, correspondence
from tests.bot.slack.conftest import on_both
from tests.bot.slack.test_received_files import content_of, hear
from tests.servers.clamd import EICAR, clamd

__all__ = ["hear"]

ANNE, NORDLYS, UIP = "U1ANNE", "C4NORDLYS", "C1UIP"
PROGRAM = b"MZ\x90\x00 a program"


@pytest.fixture
def server():
    with clamd() as running:
        yield running


@pytest.fixture
def desk(desk, server):
    """The desk of a house that looks for viruses."""
    at = Clamav(host="127.0.0.1", port=server.port, timeout_seconds=5, max_mb=1)
    return replace(desk, scan=Scanner(at).scan)


@pytest.fixture
def courier(desk, poster, words, bell):
    """A courier that carries what is shown in Slack."""
    return Courier(desk, dict.fromkeys(posts.KINDS, SlackCarrier(desk, poster, words)), bell)


@pytest.fixture
def put(client):
    """Put a file at Slack."""

    async def _put(name, content):
        return (await client.files_upload_v2(channel=NORDLYS, filename=name, content=content))["file"]

    return _put


@pytest.fixture
def shown(record, slack):
    """What the card and its thread say."""

    async def _shown(inquiry_id):
        card = (await record.inquiry(inquiry_id)).card_ts
        return json.dumps(slack.thread(UIP, card) + slack.messages(UIP), ensure_ascii=False)

    return _shown


async def offered(desk, inquiry_id):
    """Which of the files from outside an answer's form offers to send along."""
    async with desk.database.reading() as session:
        return [each["name"] for each in await enclosing.received_in(session, inquiry_id)]


@on_both
async def test_an_infected_file_is_named_on_the_card_and_nobody_has_it(
    desk, hear, put, courier, shown, record, server
):
    inquiry_id = await hear(await put("budget.pdf", b"%PDF-1.4 " + EICAR), await put("plan.txt", b"en plan"))

    await courier.run_until_empty()

    told = await shown(inquiry_id)
    assert "budget.pdf (:warning: virus – må ikke åbnes)" in told
    assert "Filen budget.pdf fra <@U6KAREN> indeholder en virus" in told
    assert (await content_of(desk, 1), await content_of(desk, 2)) == (None, b"en plan")
    assert await offered(desk, inquiry_id) == ["plan.txt"]
    assert "file_infected" in await record.history(inquiry_id)
    assert EICAR in b"".join(server.asked)


@pytest.mark.parametrize(
    ("name", "content", "warning"),
    [
        ("setup.exe", PROGRAM, "et program – åbn det ikke"),
        ("budget.pdf", PROGRAM, "ikke det, som navnet siger – åbn den ikke"),
    ],
)
async def test_a_program_is_kept_with_its_warning_and_sent_on_to_nobody(
    desk, hear, put, courier, shown, name, content, warning
):
    inquiry_id = await hear(await put(name, content))

    await courier.run_until_empty()

    assert f"{name} (:warning: {warning})" in await shown(inquiry_id)
    assert await content_of(desk, 1) == content
    assert await offered(desk, inquiry_id) == []


async def test_while_clamd_is_down_a_file_is_there_and_said_to_be_unchecked(
    desk, hear, put, courier, shown, server
):
    server.behaves = "hangs_up"
    inquiry_id = await hear(await put("plan.txt", b"en plan"))

    await courier.run_until_empty()

    assert "plan.txt (:warning: ikke undersøgt for virus)" in await shown(inquiry_id)
    assert await content_of(desk, 1) == b"en plan"


async def test_a_clean_file_bears_no_warning_and_its_card_is_drawn_once(desk, hear, put, courier, record):
    inquiry_id = await hear(await put("plan.txt", b"en plan"))

    await courier.run_until_empty()

    assert (await record.inquiry(inquiry_id)).revision == 1
    async with desk.database.reading() as session:
        [file] = (await correspondence.first_received(session, inquiry_id)).attachments
    assert "mark" not in file


@pytest.mark.parametrize(
    ("known", "finds", "then"),
    [(None, INFECTED, INFECTED), (UNCHECKED, None, None), ("program", None, "program")],
)
def test_what_is_brought_is_looked_at_once_more(known, finds, then):
    file = originals.EnclosedFile("plan.txt", b"en plan", known)

    assert [each.mark for each in originals._looked_at([file], lambda _content: finds)] == [then]


async def test_an_infected_file_of_our_own_stops_its_letter_and_gives_the_text_back(
    desk, hear, put, courier, shown, record
):
    inquiry_id = await hear()
    await courier.run_until_empty()
    file = await put("svar.pdf", b"%PDF-1.4 " + EICAR)
    form = await answering.open_form(desk, inquiry_id, ANNE)
    attached = [Uploaded(name="svar.pdf", size=1, type="application/pdf", url=file["url_private"])]
    letter = await answering.send(
        desk, inquiry_id, ANNE, Answer(form.recipients, form.subject, "Se her", form.seen, uploaded=attached)
    )

    await courier.run_until_empty()

    assert "Filen svar.pdf indeholder en virus, så brevet er ikke sendt" in await shown(inquiry_id)
    assert (await answering.open_form(desk, inquiry_id, ANNE)).body == "Se her"
    async with desk.database.reading() as session:
        assert (await correspondence.letter(session, letter)).state not in ("held", "sent")
        assert (await answers.file(session, 1)).sha256 is None
    assert "own_file_infected" in await record.history(inquiry_id)


@on_both
async def test_a_file_that_came_while_clamd_was_down_is_withdrawn_once_it_is_found_infected(
    desk, hear, put, courier, shown, record, server, monkeypatch
):
    monkeypatch.setattr(scanning, "REST", 0.0)
    server.behaves = "hangs_up"
    inquiry_id = await hear(await put("budget.pdf", b"%PDF-1.4 " + EICAR), await put("plan.txt", b"en plan"))
    await courier.run_until_empty()
    assert "ikke undersøgt for virus" in await shown(inquiry_id)
    assert await offered(desk, inquiry_id) == ["budget.pdf", "plan.txt"]
    server.behaves = "well"

    assert await Rescan(desk).look() == 1
    await courier.run_until_empty()

    told = await shown(inquiry_id)
    assert "budget.pdf (:warning: virus – må ikke åbnes)" in told
    assert "ikke undersøgt for virus" not in told
    assert "Filen budget.pdf fra <@U6KAREN> indeholder en virus. Da brevet kom" in told
    assert (await content_of(desk, 1), await content_of(desk, 2)) == (None, b"en plan")
    assert await offered(desk, inquiry_id) == ["plan.txt"]
