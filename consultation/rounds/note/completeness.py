"""Whether a note holds everything: what is lacking, and the figures that must agree.

A note calls itself complete only when nothing is lacking here. How that is said is in `chapters`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consultation.rounds.note.content import Answer, Note, Reckoning
from consultation.rounds.note.publication import Place, Said, fits


class Lack(StrEnum):
    """What can be lacking in a note."""

    NOT_READ = "not-read"
    UNREAD_ANNEX = "unread-annex"
    NO_PASSAGE = "no-passage"
    NO_REASON = "no-reason"
    NOT_CONFIRMED = "not-confirmed"
    NOT_FOUND = "not-found"
    UNRESOLVED = "unresolved"
    UNBALANCED = "unbalanced"
    UNKNOWN_PARTY = "unknown-party"
    SUPPLEMENT = "supplement"


_COUNT = frozenset({Place.IN_NOTE, Place.WITHHELD})
"""Where statements are that a person has to have looked at."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is lacking: how many of it, and in which answers or by what name."""

    what: Lack
    count: int
    where: tuple[str, ...] = ()


def lacking(note: Note, said: Sequence[Said], supplements: Sequence[str]) -> tuple[Lacking, ...]:
    """Return all that keeps a note from being complete; `supplements` are those that are not, by title."""
    return tuple(one for one in _all(note, said, supplements) if one.count)


def balance(said: Sequence[Said]) -> dict[Place, int]:
    """Count the statements by where they went."""
    counts = Counter(one.place for one in said)
    return {place: counts[place] for place in Place}


def confirmed(said: Sequence[Said]) -> int:
    """Count the statements that count and that a person has confirmed."""
    return sum(one.statement.confirmed for one in said if one.place in _COUNT)


def proposed(said: Sequence[Said]) -> int:
    """Count the statements that count and that wait for a person."""
    return sum(map(is_proposed, said))


def messages_agree(reckoning: Reckoning) -> bool:
    """Return whether messages in = answers + non-answers + set aside + unresolved."""
    kept = reckoning.answers + reckoning.non_answers + reckoning.set_aside + reckoning.unresolved
    return reckoning.messages == kept


def is_proposed(one: Said) -> bool:
    """Return whether a statement that counts waits for a person."""
    return not one.statement.confirmed and one.place in _COUNT


def _all(note: Note, said: Sequence[Said], supplements: Sequence[str]) -> Iterator[Lacking]:
    current = [answer for answer in note.answers if answer.replaced_by is None]
    names = {party.name for party in note.parties}
    yield _in(
        Lack.NOT_READ, [one for one in current if not (one.statements or one.no_remarks or _is_read(one))]
    )
    yield _in(Lack.UNREAD_ANNEX, [one for one in current for _ in one.unread])
    yield _in(Lack.NO_PASSAGE, [one.answer for one in said if _has_none(one)])
    yield _in(Lack.NO_REASON, [one.answer for one in said if _is_without_reason(one)])
    yield _in(Lack.NOT_CONFIRMED, [one.answer for one in said if is_proposed(one)])
    yield _in(Lack.UNKNOWN_PARTY, [one for one in note.answers if one.party not in names])
    yield Lacking(Lack.NOT_FOUND, abs(note.reckoning.statements - len(said)))
    yield Lacking(Lack.UNRESOLVED, note.reckoning.unresolved)
    yield Lacking(Lack.UNBALANCED, int(not messages_agree(note.reckoning)))
    yield Lacking(Lack.SUPPLEMENT, len(supplements), tuple(supplements))


def _is_read(one: Answer) -> bool:
    """Return whether a person has read an answer in which no statement was found."""
    return any(each.reason is not None for each in one.unreadable)


def _has_none(one: Said) -> bool:
    return one.place is Place.MISSING and not fits(one.statement, one.answer)


def _is_without_reason(one: Said) -> bool:
    return one.place is Place.MISSING and fits(one.statement, one.answer)


def _in(what: Lack, answers: Sequence[Answer]) -> Lacking:
    numbers = sorted({answer.number for answer in answers})
    return Lacking(what, len(answers), tuple(map(str, numbers)))
