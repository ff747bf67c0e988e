"""The answer form's values: what stands in it as it opens, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from storage.answers import Similar
from storage.parts import Part
from storage.tables import AnswerTemplate, Correspondence, Inquiry

Enclosed = Mapping[str, Any]
"""A file as an answer's ``attachments`` name it: ``{"name", "size", "type", "file"}``."""


@dataclass(frozen=True)
class Library:
    """What may be put into an answer: standard answers, and answers to similar questions."""

    templates: Sequence[AnswerTemplate] = ()
    similar: Sequence[Similar] = ()


class Seen(NamedTuple):
    """What the writer of an answer has seen: the newest letter, and the inquiries that go on in theirs."""

    newest: int
    merged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Form:
    """The answer form as it opens: what stands in it, and what its writer has seen."""

    inquiry: Inquiry
    recipients: str
    subject: str
    body: str
    seen: Seen
    newest: Correspondence
    language: str = "da"
    quoted: bool = False
    files: Sequence[Enclosed] = ()
    received: Sequence[Enclosed] = ()
    """Files that came from outside, which may be sent along."""
    library: Library = field(default_factory=Library)
    used: Sequence[int] = ()
    """Standard answers that were put in."""
    copies: str = ""
    threads: Mapping[str, str] = field(default_factory=dict)
    """Who asked in Slack and is answered in their thread: names by address; empty where Slack gives none."""
    parts: Sequence[Part] = ()
    """What other offices were asked, with their answers."""
    left_out: Sequence[str] = ()
    """Who waits for an answer and is none of the recipients, where something new came meanwhile."""


@dataclass(frozen=True)
class Uploaded:
    """A file that was attached in Slack, not yet fetched."""

    name: str
    type: str
    size: int
    url: str


@dataclass(frozen=True)
class Answer:
    """What was typed into the form."""

    recipients: str
    subject: str
    body: str
    seen: Seen
    language: str | None = None
    """None leaves it as the inquiry's."""
    quoted: bool = False
    kept: Sequence[int] | None = None
    """Which of the draft's files go along, by their number; None for all."""
    uploaded: Sequence[Uploaded] = ()
    used: Sequence[int] = ()
    copies: str = ""
    """Who gets a copy by mail."""
