"""What people said of statements in a note's `.csv`: the rows they changed, read back and checked.

A row that nobody touched says nothing, however old the file is. Row and verdict of a point are `carry`'s.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consultation.rounds.note.carry import lines_of
from consultation.rounds.note.sheet import IS, REVIEWED, digest_of, unguarded
from consultation.rounds.reviews import Decision, Saying
from consultation.rounds.vocabulary import Vocabulary
from consultation.rounds.words import Passage, Stance

_STAMP = re.compile(r"s(?P<source>\d+)r(?P<times>\d+)-(?P<is>[0-9a-f]{6})-(?P<reviewed>[0-9a-f]{6})")
_SEVERAL = re.compile(r"[,;\n]")
_MEANS = {
    Decision.CONFIRMED: "confirmed confirm yes ja ok x true sand bekræftet bekræft godkendt",
    Decision.SET_ASIDE: "set_aside sat_til_side lagt_til_side læg_til_side udeladt",
    Decision.PROPOSED: "proposed open foreslået åben ubekræftet",
}
"""What people write in `review`; spaces and hyphens are underscores here."""


class Wrong(StrEnum):
    """What can be wrong with a row."""

    REVIEW = "review"
    REVIEW_MISSING = "review_missing"
    REASON_MISSING = "reason_missing"
    TOPIC = "topic"
    STANCE = "stance"
    GROUP = "group"
    GONE = "gone"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that somebody has changed, by its number in the spreadsheet; names are as written.

    `source` is the text's place among those of its message, or its name where the row does not say.
    `corrected`: what the statement is was changed. `shown`: its words stood in the row.
    """

    number: int
    submission: str
    source: int | str
    start: str
    end: str
    review: str
    reason: str
    topics: tuple[str, ...]
    stance: str
    target_groups: tuple[str, ...]
    corrected: bool
    shown: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be used: what was given, and what may be."""

    row: int
    wrong: Wrong
    given: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message whose statements rows may speak of: its texts by name, and where its statements are."""

    sources: Sequence[str]
    places: frozenset[Passage]


def touched(content: bytes) -> list[Row]:
    """Return the rows on statements in which somebody has written. Raises ValueError for another file."""
    found = (_row(number, line) for number, line in lines_of(content))
    return [row for row in found if row is not None]


def numbers(rows: Iterable[Row]) -> list[int]:
    """Return the messages that rows speak of, in their order."""
    return sorted({int(row.submission) for row in rows if row.submission.isdecimal()})


def say(rows: Iterable[Row], letters: Mapping[int, Letter], known: Vocabulary) -> Iterator[Saying | Problem]:
    """Yield what each row says, or why it can't be used."""
    for row in rows:
        if row.review or row.reason or row.corrected:  # who empties a cell takes nothing back
            yield _problem(row, known) or _said(row, letters, known) or Problem(row.number, Wrong.GONE)


def _row(number: int, line: Mapping[str, str | None]) -> Row | None:
    cells = {name: unguarded(value or "").strip() for name, value in line.items() if isinstance(value, str)}
    if not cells.get("start") or "review" not in cells:
        return None
    stamp = _STAMP.fullmatch(cells.get("written", "").partition("/")[0])
    corrected = stamp is not None and stamp["is"] != digest_of(cells, IS)
    reviewed = stamp["reviewed"] != digest_of(cells, REVIEWED) if stamp else bool(cells["review"])
    if not corrected and not reviewed:
        return None
    return Row(
        number,
        cells.get("submission", ""),
        int(stamp["source"]) if stamp else cells.get("source", ""),
        cells["start"],
        cells.get("end", ""),
        cells["review"],
        cells.get("reason", ""),
        _several(cells.get("theme", "")),
        cells.get("stance", ""),
        _several(cells.get("target_groups", "")),
        corrected,
        bool(cells.get("text")),
        int(stamp["times"]) if stamp else 0,
    )


def _problem(row: Row, known: Vocabulary) -> Problem | None:
    """Say what is wrong with what somebody wrote, the first thing of it."""
    decision = _decision(row.review)
    if decision is None and row.review:
        return Problem(row.number, Wrong.REVIEW, row.review, tuple(Decision))
    unread = row.start == row.end  # what no machine can read is nowhere in the note: it is set aside
    if not row.reason and (decision is Decision.SET_ASIDE or (unread and decision is Decision.CONFIRMED)):
        return Problem(row.number, Wrong.REASON_MISSING)
    named = (
        (Wrong.TOPIC, row.topics, known.topics),
        (Wrong.STANCE, (row.stance,) if row.stance else (), known.stances),
        (Wrong.GROUP, row.target_groups, known.target_groups),
    )
    for wrong, names, there in named:
        for name in names:
            if name.casefold() not in there:
                return Problem(row.number, wrong, name, tuple(dict.fromkeys(there.values())))
    if decision is None and not row.corrected and row.reason:
        return Problem(row.number, Wrong.REVIEW_MISSING, row.reason)
    return None


def _said(row: Row, letters: Mapping[int, Letter], known: Vocabulary) -> Saying | None:
    """Return what a row says; None where its statement is not there."""
    letter = letters.get(int(row.submission)) if row.submission.isdecimal() else None
    place = _place(row, letter) if letter else None
    if place is None:
        return None
    return Saying(
        int(row.submission),
        place,
        _meant(row),
        row.reason,
        Stance(known.stances[row.stance.casefold()]) if row.stance else None,
        _keys(row.topics, known.topics) if row.shown else None,
        _keys(row.target_groups, known.target_groups) if row.shown else None,
        row.seen,
    )


def _place(row: Row, letter: Letter) -> Passage | None:
    names = letter.sources
    source = names[row.source] if isinstance(row.source, int) and row.source < len(names) else row.source
    if not isinstance(source, str) or not (row.start.isdecimal() and row.end.isdecimal()):
        return None
    place = Passage(source, int(row.start), int(row.end))
    return place if place in letter.places else None


def _meant(row: Row) -> Decision:
    said = _decision(row.review) or Decision.CONFIRMED  # whoever corrects a statement has read it
    return Decision.SET_ASIDE if said is Decision.CONFIRMED and row.start == row.end else said


def _decision(word: str) -> Decision | None:
    said = re.sub(r"[\s-]+", "_", word.casefold())
    return next((one for one, words in _MEANS.items() if said in words.split()), None)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(name for part in _SEVERAL.split(cell) if (name := part.strip()))


def _keys(names: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[name.casefold()] for name in names))
