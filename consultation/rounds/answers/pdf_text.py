"""The text of a PDF, its lines joined to the paragraphs they were set from.

A PDF knows lines only. A line is taken to go on where it fills the page's width or ends within a sentence.
Headers that repeat on each page stay. Pages that are pictures give nothing.
"""

import io
import re
from collections.abc import Iterator
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from consultation.rounds.answers.unreadable import Unreadable

MAX_PAGES = 400
_FULL = 0.8  # of the longest line: a line that long was broken by the margin
_HALF = 0.5  # a shorter line is a heading or an address, wherever it ends
_KEEPS_HYPHEN = re.compile(r"(?:og|eller|samt|and|or)\b")
_BEGINS = re.compile(
    r"(?:[-*•–·▪●]|\(?\d{1,2}[.):]|\(?[a-zæøå][.)])\s|(?:spørgsmål|spm\.?|question|q|ad|bilag)\s?\d|>",
    re.IGNORECASE,
)


def read(content: bytes) -> str:
    """Return the text of all pages; raises Unreadable (`encrypted`, `not_a_document`, `too_large`)."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not _opened(reader):
            raise Unreadable("encrypted")
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable("too_large")
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        # a broken file breaks the library wherever it happens to look
        raise Unreadable("not_a_document") from error
    return "\n\n".join(text for page in pages if (text := joined(page)))


def joined(page: str) -> str:
    """Join the lines of one page to paragraphs, and the halves of words parted at a line's end."""
    rows = [row.strip() for row in page.replace("\xad\n", "-\n").splitlines()]
    width = max(map(len, rows), default=0)
    return re.sub(r"\n{3,}", "\n\n", "".join(_pieces(rows, width))).strip()


def _opened(reader: PdfReader) -> bool:
    """Say whether it opens without a password, as one that only forbids printing does."""
    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, ImportError):  # the stronger ciphers want a library we do not carry
        return False


def _pieces(rows: list[str], width: int) -> Iterator[str]:
    for row, following in pairwise([*rows, ""]):
        if row.endswith("-") and row[-2:-1].isalpha() and following[:1].islower():
            yield row + " " if _KEEPS_HYPHEN.match(following) else row[:-1]
        elif _goes_on(row, following, width):
            yield row + " "
        elif row and following and row[-1] in ".!?:" and not _BEGINS.match(following):
            yield row + "\n\n" if len(row) < _FULL * width and row[-1] != ":" else row + "\n"
        else:
            yield row + "\n"


def _goes_on(row: str, following: str, width: int) -> bool:
    if not row or not following or _BEGINS.match(following):
        return False
    if len(row) >= _FULL * width:
        return True
    within = row[-1] not in ".!?:" and following[0].islower()
    return within and len(row) >= _HALF * width
