import io
import zipfile

import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader, PdfWriter

from consultation.rounds.answers import documents, pdf_text
from consultation.rounds.answers.documents import text_of
from consultation.rounds.answers.unreadable import Unreadable
from tests.papers import letter, pdf, saved

LETTER = ["Spørgsmål 1: Unge uden bolig.", "Spørgsmål 2: De bliver flere."]


def encrypted(content, user, owner):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def refused(*arguments, **limits):
    with pytest.raises(Unreadable) as caught:
        text_of(*arguments, **limits)
    return caught.value.reason


def test_a_pdf_is_read_page_by_page():
    text = text_of("svar.pdf", "application/pdf", pdf(LETTER[:1], LETTER[1:]))
    assert text == "\n\n".join(LETTER)


def test_a_pdf_is_known_by_its_first_bytes():
    assert "Unge" in text_of("svar", "application/octet-stream", pdf(LETTER))


def test_lines_that_the_margin_broke_are_joined_and_hyphens_taken_out():
    page = (
        "Vi foreslår, at programmet retter sig mod unge i hjemløs-\n"
        "hed, og at social- og sundhedsområdet arbejder sammen om\n"
        "dem.\n"
        "Økonomi\n"
        "Det koster 2 mio. kr.\n"
        "1. Bolig\n"
        "2. Job"
    )
    joined = pdf_text.joined(page)
    assert "unge i hjemløshed, og at social- og sundhedsområdet arbejder sammen om dem." in joined
    assert joined.splitlines()[-3:] == ["Det koster 2 mio. kr.", "1. Bolig", "2. Job"]
    assert "\nØkonomi\n" in joined


def test_a_scanned_pdf_is_told_from_a_readable_one():
    assert refused("scan.pdf", "application/pdf", pdf([])) == "no_text"


def test_a_pdf_with_a_password_is_encrypted():
    assert refused("svar.pdf", "application/pdf", encrypted(pdf(LETTER), "hemmelig", "ejer")) == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read():
    assert "Unge" in text_of("svar.pdf", "application/pdf", encrypted(pdf(LETTER), "", "ejer"))


@pytest.mark.parametrize(
    ("name", "content_type", "content"),
    [
        ("svar.pdf", "application/pdf", b"%PDF-1.7 and then nothing of it"),
        ("svar.pdf", "application/pdf", b"<html>not found</html>"),
        ("svar.docx", "", b"PK\x03\x04 and then nothing of it"),
        ("billede.png", "image/png", b"\x89PNG\r\n"),
        ("svar.txt", "text/plain", b"\0\1\2"),
    ],
)
def test_what_is_no_document_is_told_so(name, content_type, content):
    assert refused(name, content_type, content) == "not_a_document"


def test_another_package_is_no_letter():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused("svar.docx", "", stream.getvalue()) == "not_a_document"


def test_an_encrypted_word_document_is_told_so():
    content = documents._OLE + b"\0" * 500 + documents._ENCRYPTED
    assert refused("svar.docx", "", content) == "encrypted"


def test_a_document_that_unpacks_to_too_much_is_too_large(tmp_path):
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(21):
            entry.write(b" " * 10_000_000)
    assert refused("bomb.docx", "", path.read_bytes()) == "too_large"


def test_a_document_that_takes_too_long_is_given_up():
    assert refused("svar.pdf", "application/pdf", pdf(LETTER), patience=0.0) == "too_large"


def test_too_many_bytes_or_pages_are_too_large(monkeypatch):
    assert refused("svar.pdf", "application/pdf", pdf(*[["x"]] * (pdf_text.MAX_PAGES + 1))) == "too_large"
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    assert refused("svar.pdf", "application/pdf", pdf(LETTER)) == "too_large"


def test_word_paragraphs_tables_and_content_controls_are_read_in_order():
    document = letter("Kære Louise")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Hvilken målgruppe bør programmet have, og hvorfor?"
    table.cell(0, 1).text = "Unge uden bolig."
    control = OxmlElement("w:sdt")
    inner = OxmlElement("w:sdtContent")
    control.append(inner)
    filled = document.add_paragraph("Udfyldt i feltet")
    filled._p.addprevious(control)
    inner.append(filled._p)
    assert text_of("svar.docx", "", saved(document)) == (
        "Kære Louise\n\nHvilken målgruppe bør programmet have, og hvorfor?\nUnge uden bolig."
        "\n\nUdfyldt i feltet"
    )


def test_numbers_that_word_shows_before_list_items_are_read():
    document = letter("Vores svar er disse:")
    document.add_paragraph("Unge uden bolig", style="List Number")
    for number, text in enumerate(["Unge uden bolig", "De bliver flere"]):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbered(document)
        paragraph._p.pPr.numPr.get_or_add_ilvl().val = 0
        assert number < 2
    text = text_of("svar.docx", "", saved(document))
    assert "1. Unge uden bolig\n\n2. De bliver flere" in text


def numbered(document):
    """Return a list of the document's template that counts in decimal numbers."""
    numbering = document.part.numbering_part.element
    abstract = {
        of.get(qn("w:abstractNumId"))
        for of in numbering.findall(qn("w:abstractNum"))
        if of.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val")) == "decimal"
    }
    return next(
        int(num.get(qn("w:numId")))
        for num in numbering.findall(qn("w:num"))
        if num.find(qn("w:abstractNumId")).get(qn("w:val")) in abstract
    )


def test_what_was_deleted_with_changes_tracked_is_not_read():
    document = letter("Vi støtter forslaget fuldt ud.")
    paragraph = document.add_paragraph("Det gør vi ikke.")
    deleted = OxmlElement("w:del")
    paragraph._p.append(deleted)
    deleted.append(paragraph.runs[0]._r)
    assert text_of("svar.docx", "", saved(document)) == "Vi støtter forslaget fuldt ud."


def test_footnotes_are_read_and_words_own_separators_are_not():
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = (
        f'<w:footnotes xmlns:w="{w}">'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>Kilde: egne tal.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    document = letter("Det viser vores tal.")
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        document.part.package,
    )
    document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    )
    assert text_of("svar.docx", "", saved(document)) == "Det viser vores tal.\n\nKilde: egne tal."


def test_plain_text_is_read_in_either_encoding():
    words = "Målgruppen bør være ældre."
    assert {
        text_of("a.txt", "text/plain", words.encode(code)) for code in ("utf-8", "utf-8-sig", "cp1252")
    } == {words}


def test_a_document_without_letters_has_no_text():
    assert refused("svar.txt", "text/plain", b"  \n 12 34 ") == "no_text"
