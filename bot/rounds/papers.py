"""A round's documents as somebody hands them in: which may go along, and what can be read of them."""

import mimetypes
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePath

from bot.inquiries.enclosing import MEGABYTE
from consultation.rounds.answers.unreadable import Unreadable

READ = (".pdf", ".docx", ".txt")
"""Endings of the documents whose text is read."""
TAKEN = (*READ, ".doc", ".odt", ".rtf", ".xlsx", ".ods", ".csv", ".pptx", ".odp", ".png", ".jpg", ".jpeg")
"""Endings of those that go along, read or not."""


class NotTaken(StrEnum):
    """Why a document can't go along."""

    TYPE = "type"
    EMPTY = "empty"
    DOUBLED = "doubled"
    TOO_LARGE = "too_large"
    """All of them together: each party gets every one of them."""


def refused(files: Iterable[tuple[str, int]], most_mb: int) -> tuple[NotTaken, str] | None:
    """Say why documents, by name and size in bytes, can't go along, and which; None where they can."""
    listed = list(files)
    times = Counter(name.casefold() for name, _ in listed)
    for name, size in listed:
        if PurePath(name).suffix.lower() not in TAKEN:
            return NotTaken.TYPE, name
        if not size:
            return NotTaken.EMPTY, name
        if times[name.casefold()] > 1:
            return NotTaken.DOUBLED, name
    return (NotTaken.TOO_LARGE, "") if sum(size for _, size in listed) > most_mb * MEGABYTE else None


def text_of(name: str, content: bytes) -> str:
    """Return what can be read of a document; empty where nothing can. Takes as long as the document does."""
    from consultation.rounds.answers import documents  # noqa: PLC0415 - slow, and seldom needed

    kind, _ = mimetypes.guess_type(name)
    try:
        return documents.text_of(name, kind or "", content)
    except Unreadable:
        return ""
