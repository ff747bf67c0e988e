import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.attachments import MAX_NAME, safe_name, unique_names


@pytest.mark.parametrize(
    ("sent", "safe"),
    [
        ("Høringssvar 2026.pdf", "Høringssvar 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Bilag\\svar.docx", "svar.docx"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("CON.pdf", "_CON.pdf"),
        ("a<b>:c|d?.txt", "a_b__c_d_.txt"),
        (" .htaccess. ", "htaccess"),
        ("linje\r\nskift.pdf", "linje skift.pdf"),
        ("A\u030arsrapport.pdf", "Årsrapport.pdf"),
        ("", "attachment-3.pdf"),
        ("///", "attachment-3.pdf"),
        ("...", "attachment-3.pdf"),
    ],
)
def test_a_sent_name_is_made_safe(sent, safe):
    assert safe_name(sent, "application/pdf", 3) == safe


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("message/rfc822", "attachment-1.eml"), ("application/x-unheard-of", "attachment-1.bin")],
)
def test_an_attachment_without_a_name_is_named_after_its_type(media_type, name):
    assert safe_name("", media_type, 1) == name


def test_a_long_name_keeps_its_suffix():
    name = safe_name("æ" * 300 + ".docx", "application/pdf", 1)

    assert len(name) == MAX_NAME
    assert name.endswith("æ.docx")


def test_equal_names_are_told_apart():
    assert unique_names(["a.pdf", "A.PDF", "a (2).pdf", "b"]) == ["a.pdf", "A (2).PDF", "a (2) (2).pdf", "b"]


@given(st.lists(st.text(max_size=200), max_size=8))
def test_any_names_become_safe_and_unique(sent):
    names = unique_names(safe_name(name, "application/pdf", number) for number, name in enumerate(sent, 1))

    assert len({name.casefold() for name in names}) == len(sent)
    for name in names:
        assert 0 < len(name) <= MAX_NAME
        assert not set(name) & set('/\\<>:"|?*\x00\n\u202e')
        assert not name.startswith(".")
