import pytest

from bot.rounds.papers import NotTaken, refused, text_of

SMALL = 1_000


@pytest.mark.parametrize("name", ["oplæg.pdf", "BREV.DOCX", "tal.xlsx", "noter.txt", "kort.JPG", "a.b.pdf"])
def test_what_offices_write_goes_along(name):
    assert refused([(name, SMALL)], 20) is None


@pytest.mark.parametrize("name", ["virus.exe", "arkiv.zip", "uden_endelse", "brev.pdf.exe", ".pdf"])
def test_what_is_no_document_does_not(name):
    assert refused([("oplæg.pdf", SMALL), (name, SMALL)], 20) == (NotTaken.TYPE, name)


def test_an_empty_one_and_two_of_one_name_are_named():
    assert refused([("tom.pdf", 0)], 20) == (NotTaken.EMPTY, "tom.pdf")
    assert refused([("Brev.pdf", SMALL), ("brev.PDF", SMALL)], 20) == (NotTaken.DOUBLED, "Brev.pdf")


def test_they_are_too_large_together():
    assert refused([("a.pdf", 15_000_000), ("b.pdf", 5_000_000)], 20) is None
    assert refused([("a.pdf", 15_000_000), ("b.pdf", 5_000_001)], 20) == (NotTaken.TOO_LARGE, "")


def test_none_is_as_good_as_some():
    assert refused([], 20) is None


def test_what_can_be_read_is_read_and_what_can_not_has_no_text():
    assert "Unge hjemløse" in text_of("noter.txt", "Unge hjemløse bør komme først.".encode())
    assert text_of("scan.pdf", b"%PDF-1.4 broken") == ""
    assert text_of("billede.png", b"\x89PNG") == ""
