"""Whether a new model may take the place of the one in use: both read the same messages that neither learnt.

Plain counting. Two sets are read: the fixed reference set, on which a model shall not get worse while it
learns from staff, and the newest corrections, which are what it is to learn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from nlp import corpus
from nlp.message import Message
from nlp.taxonomy import Taxonomy, keys
from nlp.understanding import Understanding

REFERENCE = Path(__file__).parent / "reference.jsonl"
MOST_HELD_OUT = 100
_FIFTH = 5

T = TypeVar("T")


class Reader(Protocol):
    """A model at work."""

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """See `nlp.model.Model.understand_many`."""


@dataclass(frozen=True, slots=True)
class Score:
    """How often a model was right, in messages; `accepted` are those that it would have routed."""

    right: int
    among_best_two: int
    accepted: int
    accepted_right: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What two models said of the same messages."""

    name: str
    messages: int
    candidate: Score
    in_use: Score

    @property
    def passed(self) -> bool:
        """Whether the candidate was right as often as the model in use, at least."""
        return self.candidate.right >= self.in_use.right


def split(newest_first: Sequence[T]) -> tuple[list[T], list[T]]:
    """Return (to learn from, to be held out): the newest fifth, MOST_HELD_OUT at most, is held out.

    What is held out only ever moves towards newer examples: with each new one the border moves on or stays.
    So neither the candidate nor a model made by an earlier run, from fewer examples, has learnt any of it,
    unless staff changed their mind about one. The model in use has a harder time all the same, for it is its
    own mistakes that staff correct. That is meant: a model that repeats them teaches nobody anything. What
    it got right is in the reference set.
    """
    held_out = min(-(-len(newest_first) // _FIFTH), MOST_HELD_OUT)
    return list(newest_first[held_out:]), list(newest_first[:held_out])


def reference(taxonomy: Taxonomy, path: Path = REFERENCE) -> list[Message]:
    """Read the reference set, as far as its initiatives are the taxonomy's."""
    known = keys(taxonomy.initiatives)
    return [message for message in corpus.read([path]) if message.initiative in known]


def trial(name: str, messages: Sequence[Message], candidate: Reader, in_use: Reader) -> Trial:
    """Have both models read `messages`."""
    return Trial(name, len(messages), score(messages, candidate), score(messages, in_use))


def score(messages: Sequence[Message], reader: Reader) -> Score:
    """Count how often a model is right about `messages`."""
    said = reader.understand_many([(message.subject, message.body) for message in messages])
    pairs = [(message.initiative, one) for message, one in zip(messages, said, strict=True)]
    return Score(
        right=sum(label == one.initiative for label, one in pairs),
        among_best_two=sum(label in dict(one.best(2)) for label, one in pairs),
        accepted=sum(one.accepted for _, one in pairs),
        accepted_right=sum(one.accepted and label == one.initiative for label, one in pairs),
    )
