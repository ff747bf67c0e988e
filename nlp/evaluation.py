"""How good a model is: measures of what it said against what was right.

Plain arithmetic on labels and probabilities; running a model is `nlp.model`, drawing is
`nlp.plots`, wording is the command line's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import calibration
from nlp.message import Message
from nlp.taxonomy import OUT_OF_SCOPE
from nlp.understanding import Understanding

SHORT, LONG = 25, 90  # words
_FEWEST = 5  # messages that a slice is shown from


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and F1 of one label, and how many messages have it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model said of messages: one row or element a message.

    `chances` has the shape (messages, labels), its columns in the order of `labels`.
    """

    labels: tuple[str, ...]
    chances: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    topics: tuple[tuple[str, ...], ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The initiative said of each message."""
        return tuple(self.labels[column] for column in self.chances.argmax(axis=1))


@dataclass(frozen=True, slots=True)
class Report:
    """The measures of one run; shares are between 0 and 1, and None where nothing was asked."""

    messages: int
    accuracy: float
    macro_f1: float
    top2: float
    in_scope_accuracy: float | None
    outside_recall: float | None
    calibration_error: float
    accepted_precision: float | None
    coverage: float
    coverage_at_precision: float  # with the threshold best for these very messages
    topics_micro_f1: float | None
    language_accuracy: float | None
    labels: Mapping[str, Quality]
    slices: Mapping[str, tuple[int, float]]  # name -> (messages, accuracy)
    confusion: Mapping[str, Mapping[str, int]] = field(repr=False)  # right -> said -> messages

    def stored(self) -> dict[str, Any]:
        """Return plain values, for a JSON file."""
        return asdict(self)


def answers_of(labels: Sequence[str], understandings: Sequence[Understanding]) -> Answers:
    """Line up what a model that knows `labels` understood; a row a message."""
    return Answers(
        labels=tuple(labels),
        chances=np.array([[one.scores[label] for label in labels] for one in understandings]),
        accepted=np.array([one.accepted for one in understandings]),
        topics=tuple(one.topics for one in understandings),
        languages=tuple(one.language for one in understandings),
    )


def measure(messages: Sequence[Message], answers: Answers) -> Report:
    """Compare `answers` with the labels of `messages`; there must be one message at least."""
    right = [message.initiative for message in messages]
    said = list(answers.said)
    hits = np.array([one == other for one, other in zip(right, said, strict=True)])
    sure = answers.chances.max(axis=1)
    outside = np.array([label in OUT_OF_SCOPE for label in right])
    table = {label: quality(right, said, label) for label in sorted({*right, *said})}
    best = calibration.threshold(sure, hits)
    return Report(
        messages=len(messages),
        accuracy=float(hits.mean()),
        macro_f1=float(np.mean([table[label].f1 for label in sorted(set(right))])),
        top2=float(np.mean(_among_best(right, answers, 2))),
        in_scope_accuracy=_mean(hits[~outside]),
        outside_recall=_mean(hits[outside]),
        calibration_error=calibration.expected_error(sure, hits),
        accepted_precision=_mean(hits[answers.accepted]),
        coverage=float(answers.accepted.mean()),
        coverage_at_precision=float((sure >= best).mean()),
        topics_micro_f1=_topics_f1(messages, answers),
        language_accuracy=_language_accuracy(messages, answers),
        labels=table,
        slices=_slices(messages, hits),
        confusion=_confusion(right, said),
    )


def quality(right: Sequence[str], said: Sequence[str], label: str) -> Quality:
    """Return how well one label was found."""
    both = sum(r == s == label for r, s in zip(right, said, strict=True))
    precision = both / max(1, said.count(label))
    recall = both / max(1, right.count(label))
    f1 = 2 * precision * recall / max(1e-12, precision + recall)
    return Quality(precision, recall, f1, right.count(label))


def curve(messages: Sequence[Message], answers: Answers) -> list[tuple[float, float]]:
    """Return (coverage, precision) when the surest 1, 2, … messages are accepted."""
    hits = np.array([m.initiative == s for m, s in zip(messages, answers.said, strict=True)])
    order = np.argsort(-answers.chances.max(axis=1), kind="stable")
    counts = np.arange(1, len(hits) + 1)
    return list(zip(counts / len(hits), np.cumsum(hits[order]) / counts, strict=True))


def _among_best(right: Sequence[str], answers: Answers, n: int) -> list[bool]:
    best = np.argsort(-answers.chances, axis=1)[:, :n]
    return [
        label in [answers.labels[column] for column in row]
        for label, row in zip(right, best.tolist(), strict=True)
    ]


def _mean(hits: NDArray[np.bool_]) -> float | None:
    return float(hits.mean()) if len(hits) else None


def _topics_f1(messages: Sequence[Message], answers: Answers) -> float | None:
    if not answers.topics or not any(message.topics for message in messages):
        return None
    pairs = [(set(m.topics), set(t)) for m, t in zip(messages, answers.topics, strict=True)]
    both = sum(len(one & other) for one, other in pairs)
    return 2 * both / max(1, sum(len(one) + len(other) for one, other in pairs))


def _language_accuracy(messages: Sequence[Message], answers: Answers) -> float | None:
    told = [
        message.lang == language
        for message, language in zip(messages, answers.languages, strict=False)
        if message.lang
    ]
    return float(np.mean(told)) if told else None


def _slices(messages: Sequence[Message], hits: NDArray[np.bool_]) -> dict[str, tuple[int, float]]:
    slices: dict[str, tuple[int, float]] = {}
    for name, belongs in _SLICES:
        own = [hit for message, hit in zip(messages, hits.tolist(), strict=True) if belongs(message)]
        if len(own) >= _FEWEST:
            slices[name] = (len(own), float(np.mean(own)))
    return slices


def _length(message: Message) -> int:
    return len(message.text.split())


_SLICES: Sequence[tuple[str, Callable[[Message], bool]]] = (
    ("danish", lambda m: m.lang == "da"),
    ("english", lambda m: m.lang == "en"),
    ("other language", lambda m: m.lang == "other"),
    ("mail", lambda m: m.channel == "mail"),
    ("slack", lambda m: m.channel == "slack"),
    ("short", lambda m: _length(m) < SHORT),
    ("middling", lambda m: SHORT <= _length(m) < LONG),
    ("long", lambda m: _length(m) >= LONG),
    ("plain", lambda m: m.hard is False),
    ("hard", lambda m: m.hard is True),
)


def _confusion(right: Sequence[str], said: Sequence[str]) -> dict[str, dict[str, int]]:
    names = sorted({*right, *said})
    counts = {one: dict.fromkeys(names, 0) for one in names}
    for pair in zip(right, said, strict=True):
        counts[pair[0]][pair[1]] += 1
    return counts


def mistakes(messages: Sequence[Message], answers: Answers) -> Iterable[tuple[Message, str, float]]:
    """Yield (message, what was said, how sure) for what is wrong, the surest first."""
    sure = answers.chances.max(axis=1)
    for place in np.argsort(-sure, kind="stable").tolist():
        if answers.said[place] != messages[place].initiative:
            yield messages[place], answers.said[place], float(sure[place])
