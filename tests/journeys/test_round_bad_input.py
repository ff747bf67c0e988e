"""What a round is given that can't be used: each a clear sentence, and nothing lost."""

import base64
from email.message import EmailMessage
from io import BytesIO

import pytest
from pypdf import PdfWriter

from tests.journeys.commands import OWN
from tests.journeys.mails import KAREN, a_mail
from tests.journeys.round_office import Office

KEY = "uip-2026"
IN_TIME, TOO_LATE = "2025-03-10T12:00", "2025-04-05T12:00"
ANSWER = "1. Vi foreslår unge i hjemløshed som fokusområde.\n\n2. Indsatsen er i afprøvning."


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.does("db", "upgrade")
    made.sends_out(KEY)
    return made


def comes(office, mail: EmailMessage, at):
    path = office.folder / "svar.eml"
    path.write_bytes(mail.as_bytes())
    return office.does("ingest", path, "--json", at=at).lines[0]


def an_answer(text=ANSWER, **attached: tuple[str, bytes]):
    mail = a_mail(KAREN, f"Re: Fokusområder 2026 [{KEY}]", text, To=OWN)
    for name, (kind, content) in attached.items():
        main, sub = kind.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name.replace("_", "."))
    return mail


def encrypted_pdf():
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("hemmelig", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def submissions(office, at):
    return office.does("round", "submissions", KEY, "--json", at=at).lines


def test_an_encrypted_pdf_and_a_document_that_is_none_are_kept_and_marked(office):
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    mail = an_answer(
        laast_pdf=("application/pdf", encrypted_pdf()), forkert_docx=(word, b"this is no Word document")
    )

    assert comes(office, mail, IN_TIME)["outcome"] == "submission"

    [found] = submissions(office, IN_TIME)
    assert {each["name"]: each["unread"] for each in found["attachments"]} == {
        "laast.pdf": "encrypted",
        "forkert.docx": "not_a_document",
    }
    assert "unge i hjemløshed" in found["answers"]["fokus"]


def test_an_answer_larger_than_the_office_takes_is_an_answer_whose_attachments_are_kept_unread(office):
    config = office.config.read_text("utf-8")
    office.config.write_text(
        config + '\n[imap]\nmax_message_mb = 1\nhost = "127.0.0.1"\nusername = "x"\n', "utf-8"
    )
    large = base64.b64decode(b"A" * 2_000_000)

    told = comes(office, an_answer(stor_pdf=("application/pdf", large)), IN_TIME)

    assert told["outcome"] == "submission"
    [found] = submissions(office, IN_TIME)
    [attached] = found["attachments"]
    assert (attached["name"], attached["unread"], attached["size"]) == ("stor.pdf", "too_large", len(large))
    assert "unge i hjemløshed" in found["answers"]["fokus"]
    shown = office.does("round", "show", KEY, "--json", at=IN_TIME).json
    assert shown["states"]["answered"] == 1
    assert shown["reconciliation"]["adds_up"]


def test_an_answer_to_a_closed_round_is_kept_and_marked_late(office):
    office.does("round", "close", KEY, at=TOO_LATE)

    assert comes(office, an_answer(), TOO_LATE)["outcome"] == "submission"

    [found] = submissions(office, TOO_LATE)
    assert found["late"]
    assert "unge i hjemløshed" in found["answers"]["fokus"]


def test_an_answer_to_a_round_that_was_given_up_is_not_lost(office):
    office.does("round", "cancel", KEY, "--reason", "Trukket", at=IN_TIME)

    told = comes(office, an_answer(), IN_TIME)

    assert told["outcome"] in {"inquiry", "submission"}


def test_a_document_of_a_round_that_is_not_there_or_unchanged_is_told(office):
    paper = office.folder / "oplaeg.txt"
    paper.write_text("Oplægget handler om unge i hjemløshed.", "utf-8")

    first = office("round", "document", KEY, paper, at=IN_TIME)
    again = office("round", "document", KEY, paper, at=IN_TIME)
    nowhere = office("round", "document", KEY, office.folder / "intet.pdf", at=IN_TIME)

    assert "oplaeg.txt is now version 1 in the round uip-2026." in first.err
    assert "The letters that say so are in the outbox." in first.err
    assert again.code == 1
    assert "oplaeg.txt is version 1 of that document already" in again.err
    assert nowhere.code == 2


def test_a_new_version_is_shown_and_a_closed_round_takes_none(office):
    paper = office.folder / "oplaeg.txt"
    for words in ("Første udgave af oplægget.", "Anden udgave af oplægget."):
        paper.write_text(words, "utf-8")
        office.does("round", "document", KEY, paper, at=IN_TIME)
    office.does("round", "close", KEY, at=TOO_LATE)
    paper.write_text("Tredje udgave af oplægget.", "utf-8")

    refused = office("round", "document", KEY, paper, at=TOO_LATE)

    assert refused.code == 1
    assert "the round is closed and can't be given another document" in refused.err
    assert "oplaeg.txt (version 2)" in office.does("round", "show", KEY, at=TOO_LATE).out


def test_a_scanned_document_is_told_at_once(office):
    scanned = office.folder / "scan.pdf"
    scanned.write_bytes(b"%PDF-1.4 scanned")

    ended = office.does("round", "document", KEY, scanned, at=IN_TIME)

    assert "No text can be read in it: is it scanned?" in ended.err
