"""What people said of single statements, put over what was proposed of them: rules.

A statement is known by the exact characters it rests on. Who may say something of it, and how that is
recorded, is in `reviewing`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from consultation.rounds.statements import Statement
from consultation.rounds.words import Passage, Stance
from storage.tables import StatementReview

_SOUND = re.compile(r"\w+")


class Decision(StrEnum):
    """What somebody says of a statement."""

    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"
    PROPOSED = "proposed"
    """Neither any more."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of one statement of a message; None where it is as it was proposed.

    `seen` is how often something had been said of it when they looked, None where that is of no account.
    """

    submission: int
    passage: Passage
    decision: Decision
    reason: str = ""
    stance: Stance | None = None
    topics: tuple[str, ...] | None = None
    target_groups: tuple[str, ...] | None = None
    seen: int | None = None


def own_place(review: StatementReview) -> Passage:
    """Return where a statement stands in its own message."""
    return Passage(review.source, review.start, review.end)


def place_among(review: StatementReview) -> Passage:
    """Return where a statement stands in a party's answer as it is now (`current.Current`)."""
    return Passage(f"{review.submission_id}/{review.source}", review.start, review.end)


def reviewed(
    proposed: Sequence[Statement],
    reviews: Iterable[StatementReview],
    texts: Mapping[str, str],
    place: Callable[[StatementReview], Passage] = own_place,
) -> list[Statement]:
    """Return statements as people said they are; `texts` are the answer's, by source.

    Where statements are cut otherwise since, one with the same words in the same place is the same.
    """
    by_place = {place(each): each for each in reviews}
    there = {one.passage for one in proposed}
    moved = [(passage, each) for passage, each in by_place.items() if passage not in there]
    return [_as_said(one, by_place.get(one.passage) or _moved(one, moved, texts)) for one in proposed]


def waits(statement: Statement) -> bool:
    """Say whether nobody has confirmed a statement or set it aside."""
    return statement.confirmed_by is None and statement.set_aside is None


def _as_said(one: Statement, review: StatementReview | None) -> Statement:
    if review is None:
        return one
    if review.decision == Decision.PROPOSED:
        return replace(one, times=review.times)
    confirmed = review.decision == Decision.CONFIRMED
    return replace(
        one,
        stance=Stance(review.stance) if review.stance else one.stance,
        sure=True,
        topics=one.topics if review.topics is None else tuple(review.topics),
        target_groups=one.target_groups if review.target_groups is None else tuple(review.target_groups),
        confirmed_by=review.by if confirmed else None,
        set_aside=None if confirmed else review.reason,
        times=review.times,
    )


def _moved(
    one: Statement, moved: Sequence[tuple[Passage, StatementReview]], texts: Mapping[str, str]
) -> StatementReview | None:
    for passage, review in moved:
        if passage.overlaps(one.passage) and _sounds(texts, passage) == _sounds(texts, one.passage):
            return review
    return None


def _sounds(texts: Mapping[str, str], passage: Passage) -> list[str]:
    return _SOUND.findall(texts.get(passage.source, "")[passage.start : passage.end].casefold())
