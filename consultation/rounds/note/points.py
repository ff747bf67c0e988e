"""The note's points: what several parties say in the same words, or what people have put together, is one.

A point's key is what a ministry's remark is kept by from one run to the next; its edition tells whether it
still says what it said when the remark was written.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from consultation.rounds.note.content import Note, Remark
from consultation.rounds.note.publication import Place, Said
from consultation.rounds.words import OTHER

GENERAL = ""
"""The theme of remarks on the whole."""
_SOUND = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words from one or more answers."""

    text: str
    voices: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What the ministry answers once. `also` are the other themes and questions it is about."""

    key: str
    edition: str
    anchor: str
    theme: str
    also: tuple[str, ...]
    wordings: tuple[Wording, ...]
    remark: Remark


def points(said: Sequence[Said], remarks: Mapping[str, Remark], prefix: str, within: str) -> list[Point]:
    """Gather the statements that are in the note into points, in the order they were first said.

    `prefix` begins their anchors, `within` their keys.
    """
    own: dict[object, list[Said]] = {}
    for one in said:
        if one.place is Place.IN_NOTE:
            own.setdefault(_belongs(one), []).append(one)
    return [
        _point(group, remarks, f"{prefix}p{number}", within) for number, group in enumerate(own.values(), 1)
    ]


def all_remarks(note: Note) -> dict[str, Remark]:
    """Return the remarks on a note's points and its supplements', by key; the note's own come first."""
    found = {
        f"{child.key}/{key}": replace(remark, point=f"{child.key}/{key}")
        for child in note.supplements
        for key, remark in all_remarks(child).items()
    }
    return found | {remark.point: remark for remark in note.remarks}


def needs_review(point: Point) -> bool:
    """Return whether the point has changed since its remark was written, and nobody said that it holds."""
    remark = point.remark
    written = bool(remark.comment.strip()) or remark.verdict is not None
    return written and (remark.stale or (remark.edition not in {"", point.edition}))


def _belongs(one: Said) -> object:
    statement = one.statement
    if statement.point:
        return statement.point
    return statement.stance, statement.topics[:1], statement.question == OTHER, _sounds(one.text)


def _point(group: list[Said], remarks: Mapping[str, Remark], anchor: str, within: str) -> Point:
    first = group[0].statement
    key = within + (first.point or first.key)
    wordings: dict[object, list[Said]] = {}
    for one in group:
        wordings.setdefault((one.statement.stance, _sounds(one.text)), []).append(one)
    edition = _edition(one.text for one in group)
    topics = dict.fromkeys(topic for one in group for topic in one.statement.topics)
    theme, *also = topics or [GENERAL]
    return Point(
        key,
        edition,
        f"{anchor}_{edition}",
        theme,
        tuple(also),
        tuple(Wording(voices[0].text, tuple(voices)) for voices in wordings.values()),
        remarks.get(key, Remark(key)),
    )


def _sounds(text: str) -> str:
    return " ".join(_SOUND.findall(text.casefold()))


def _edition(texts: Iterable[str]) -> str:
    """Name what a point says; one more party saying the same doesn't change it."""
    said = "\n".join(sorted({_sounds(text) for text in texts}))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:8]
