"""One message to a round, read whole: what it is, what it answers, whose it is, what may be published.

Only words are read here. What the record knows (who wrote, when, what came before) is not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from consultation.rounds.answers import consent, details, privacy, splitting
from consultation.rounds.answers.authors import authors
from consultation.rounds.answers.kind import Kind, kind_of
from consultation.rounds.answers.splitting import Split
from consultation.rounds.words import OTHER, AnswerKind, Consent, Passage, Question, Text


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What one message says.

    `answers` holds passages by question key, `other` those that answer none, `together` the keys that are
    answered under another (key -> that other). `sure` is False where a person is asked; `why` is the key of
    the reason or the doubt. `replaces` holds the questions whose earlier answers a revised submission
    replaces, () for all of them. `extension_until` is the day to which more time is asked, `promised_by` the
    one by which an answer is promised. `delegated_to` is a mail address.
    """

    kind: AnswerKind
    sure: bool
    why: str
    answers: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    other: tuple[Passage, ...] = ()
    together: Mapping[str, str] = field(default_factory=dict)
    publish: Consent | None = None
    publish_said: Passage | None = None
    on_behalf: str | None = None
    signatories: tuple[str, ...] = ()
    contains_cpr: bool = False
    extension_until: date | None = None
    promised_by: date | None = None
    delegated_to: str | None = None
    replaces: tuple[str, ...] = ()


_NOT_READ = (AnswerKind.AUTO_REPLY, AnswerKind.BOUNCE)
_HANDED_ON = (AnswerKind.DELEGATION, AnswerKind.OUTSIDE_REMIT)


def read(
    texts: Sequence[Text],
    questions: Sequence[Question],
    *,
    answered_before: bool,
    known: AnswerKind | None,
    now: datetime,
) -> ReadAnswer:
    """Read a message: its body first, then its attachments; `known` is what mail screening decided of it.

    `now` is when it was written, local: days are counted from then ("på fredag").
    """
    cpr = any(privacy.contains_cpr(text.text) for text in texts)
    if known in _NOT_READ:
        return ReadAnswer(known, sure=True, why="known", contains_cpr=cpr)
    parts = splitting.split(texts, questions)
    found = kind_of(texts, questions, parts, answered_before=answered_before, known=known)
    wish = consent.wish(texts, questions, parts.answers, parts.other)
    whose = authors(texts)
    answers, other = _corrected(found, parts)
    return ReadAnswer(
        found.kind,
        found.sure,
        found.why,
        answers,
        other,
        parts.together,
        publish=wish.consent if wish else None,
        publish_said=wish.passage if wish else None,
        on_behalf=whose.on_behalf,
        signatories=whose.signatories,
        contains_cpr=cpr,
        extension_until=_day(texts, found, AnswerKind.EXTENSION_REQUEST, now),
        promised_by=_day(texts, found, AnswerKind.PROMISE, now),
        delegated_to=details.asked_instead(texts) if found.kind in _HANDED_ON else None,
        replaces=found.replaces,
    )


def contract_answers(answer: ReadAnswer, texts: Sequence[Text]) -> dict[str, str]:
    """Return the answers as text by question key, and under OTHER what answers none, where there is any.

    A passage that answers several questions is given under each. Nothing is masked: see `privacy`.
    """
    found = {key: splitting.words_of(texts, passages) for key, passages in answer.answers.items()}
    found |= {key: found[first] for key, first in answer.together.items() if first in found}
    if answer.other:
        found[OTHER] = splitting.words_of(texts, answer.other)
    return found


def _day(texts: Sequence[Text], found: Kind, kind: AnswerKind, now: datetime) -> date | None:
    return details.day_named(texts, kind, now.date()) if found.kind is kind else None


def _corrected(found: Kind, parts: Split) -> tuple[Mapping[str, tuple[Passage, ...]], tuple[Passage, ...]]:
    """Place a correction that names one question and labels none under that question."""
    if found.kind is AnswerKind.REVISED_SUBMISSION and len(found.replaces) == 1 and not parts.labelled:
        passages = (*(p for of in parts.answers.values() for p in of), *parts.other)
        return {found.replaces[0]: tuple(sorted(passages, key=lambda p: (p.source, p.start)))}, ()
    return parts.answers, parts.other
