"""Files that somebody attached in Slack: named at once, fetched a moment later, at hand for an answer."""

import zipfile

import pytest

from bot.inquiries import answering, export, intake, received_files
from bot.inquiries.answering import Answer
from bot.inquiries.errors import FileGone
from storage import answers, correspondence, inquiries, outbox
from tests.laid_desk import METTE, an_incoming, an_inquiry

BUDGET = {"name": "../budget.pdf", "size": 9, "type": "application/pdf", "url": "https://files.slack.com/b"}
LINKED = {"name": "Ark", "size": 0, "type": "application/vnd.google-apps.spreadsheet"}


@pytest.fixture
async def inquiry(desk):
    """What Karen wrote in Slack, with a file that Slack keeps and one that lies elsewhere."""
    return await an_inquiry(
        desk, sender="slack:u6karen", message_id="slack:C4/1.000001", attachments=[BUDGET, LINKED]
    )


async def fetch(desk, inquiry, content=b"%PDF-1.4 "):
    async with desk.database.transaction() as session:
        await answers.keep_content(session, 1, content)


async def test_the_letter_names_both_and_no_address_and_one_is_to_be_fetched(desk, inquiry):
    async with desk.database.reading() as session:
        letter = await correspondence.first_received(session, inquiry.id)
        parcel = await outbox.by_key(session, f"inquiry:{inquiry.id}/file:1")
        file = await answers.file(session, 1)

    assert letter.attachments == [
        {"name": "../budget.pdf", "size": 9, "type": "application/pdf", "file": 1},
        LINKED,
    ]
    assert (parcel.kind, parcel.payload) == ("slack.file", {"file": 1, "received": True})
    assert (file.author, file.url) == ("slack:u6karen", BUDGET["url"])


async def test_what_comes_by_mail_is_in_the_mail_and_nothing_is_fetched(desk):
    by_mail = await an_inquiry(desk, attachments=[{"name": "a.pdf", "size": 1, "type": "application/pdf"}])

    async with desk.database.reading() as session:
        assert await outbox.by_key(session, f"inquiry:{by_mail.id}/file:1") is None


async def test_it_is_offered_for_an_answer_once_it_is_here(desk, inquiry):
    before = await answering.open_form(desk, inquiry.id, METTE)
    await fetch(desk, inquiry)

    after = await answering.open_form(desk, inquiry.id, METTE)

    assert before.received == []
    assert [each["file"] for each in after.received] == [1]


@pytest.mark.parametrize(("kept", "along"), [(None, []), ([], []), ([1], [1])])
async def test_it_goes_along_only_where_it_was_chosen(desk, inquiry, kept, along):
    await fetch(desk, inquiry)
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer("karen@fond.example", form.subject, "Se jeres budget", form.seen, kept=kept)

    letter_id = await answering.send(desk, inquiry.id, METTE, answer)

    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, letter_id)
    assert [each["file"] for each in letter.attachments] == along


async def test_a_file_of_another_inquiry_can_not_be_slipped_in(desk, inquiry):
    await fetch(desk, inquiry)
    other = await an_inquiry(desk, message_id="<2@fond.example>")
    form = await answering.open_form(desk, other.id, METTE)
    answer = Answer("a@fond.example", form.subject, "Hej", form.seen, kept=[1])

    with pytest.raises(FileGone):
        await answering.send(desk, other.id, METTE, answer)


async def test_one_that_can_not_be_had_is_named_beside_the_card_and_in_the_history(desk, inquiry):
    async with desk.database.transaction() as session:
        await received_files.lost(session, 1, "file_not_found", intake.SERVICE, desk.clock.now())

    async with desk.database.reading() as session:
        said = await outbox.by_key(session, f"inquiry:{inquiry.id}/file_not_fetched:1")
        [*_, happened] = await inquiries.history(session, inquiry.id)
    assert said.payload["name"] == "../budget.pdf"
    assert (happened.what, happened.details["reason"]) == ("file_not_fetched", "file_not_found")


async def test_files_of_a_follow_up_are_fetched_too(desk, inquiry):
    more = an_incoming(sender="slack:u6karen", message_id="slack:C4/1.000001", attachments=[BUDGET])
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, more, desk.clock.now())

    async with desk.database.reading() as session:
        assert await outbox.by_key(session, f"inquiry:{inquiry.id}/file:2")


async def test_the_package_has_it_under_a_name_that_stays_in_its_folder(desk, inquiry, tmp_path):
    await fetch(desk, inquiry, b"%PDF-1.4 budget")
    async with desk.database.reading() as session:
        names = await export.write(session, await inquiries.get(session, inquiry.id), {}, tmp_path / "x.zip")

    assert "files/001-_budget.pdf" in names
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        assert package.read("files/001-_budget.pdf") == b"%PDF-1.4 budget"
