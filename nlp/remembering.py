"""What single words give, worked out once and remembered: mails repeat their words.

Words are numbered as they are met (`Words`), once a Doc for all who ask; what a word gives is kept
by its number, as a value (`PerWord`) or as a row of a table (`Table`). What that is, is the business
of those who ask (features, concepts, languages). None of this is safe for threads.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore
from spacy.tokens import Doc

REMEMBERED = 200_000  # words; a flood of rubbish must not fill the memory
NOTHING = 0  # the number of the word that is never met

_TOLD = "words"  # where a Doc carries its numbers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a Doc by number, as a list and as an array; `words` has all those numbered so far."""

    numbers: list[int]
    array: NDArray[np.int64]
    words: list[str]


class Words:
    """Numbers words by their lower-case form."""

    def __init__(self) -> None:
        self._forget()

    def tell(self, doc: Doc) -> Told:
        """Return the words of `doc`, numbered; whoever asks for them after this gets the same."""
        hashes = doc.to_array(["LOWER"]).tolist()
        try:
            numbers = [self._numbers[word] for word in hashes]
        except KeyError:
            self._meet(hashes, doc.vocab.strings)
            numbers = [self._numbers[word] for word in hashes]
        told = doc.user_data[_TOLD] = Told(numbers, np.array(numbers, dtype=np.int64), self._words)
        return told

    def _meet(self, hashes: Iterable[int], strings: StringStore) -> None:
        if len(self._words) > REMEMBERED:
            self._forget()
        for word in set(hashes).difference(self._numbers):
            self._numbers[word] = len(self._words)
            self._words.append(strings[word])

    def _forget(self) -> None:
        self._numbers: dict[int, int] = {}
        self._words = [""]  # a list of its own: those who remember by the old numbers see that it is another


class PerWord(Generic[T]):
    """Gives for each token of a Doc what `work_out` makes of its lower-case form."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        self._work_out = work_out
        self._alone = Words()  # for Docs whose words nobody has numbered
        self._words: list[str] = []
        self._known: list[T] = []

    def of(self, doc: Doc) -> list[T]:
        """Return what the tokens of `doc` give, in their order."""
        told = self.told(doc)
        known = self.known(told)
        return [known[number] for number in told.numbers]

    def told(self, doc: Doc) -> Told:
        """Return the words of `doc`, numbered."""
        return doc.user_data.get(_TOLD) or self._alone.tell(doc)

    def known(self, told: Told) -> list[T]:
        """Return what every word numbered so far gives, by its number."""
        if told.words is not self._words:
            self._words, self._known = told.words, []
        if len(self._known) < len(told.words):
            self._known.extend(self._work_out(word) for word in told.words[len(self._known) :])
        return self._known


class Table(Generic[T]):
    """Holds a row of numbers for each word, made of what it gives: many are asked for in one go."""

    def __init__(self, given: PerWord[T], row: Callable[[T], Sequence[float]], like: NDArray[Any]) -> None:
        """Make rows of the shape and kind of the array `like`."""
        self._given = given
        self._row = row
        self._like = like
        self._known: list[T] = []
        self._rows: NDArray[Any] = like[None]
        self._filled = 0

    def of(self, told: Told) -> NDArray[Any]:
        """Return the rows of the words `told`, in their order."""
        known = self._given.known(told)
        if known is not self._known:
            self._known, self._filled = known, 0
        if self._filled < len(known):
            self._fill(known)
        return self._rows.take(told.array, axis=0)

    def _fill(self, known: list[T]) -> None:
        if len(known) > len(self._rows):
            larger = np.zeros((2 * len(known), *self._like.shape), dtype=self._like.dtype)
            larger[: self._filled] = self._rows[: self._filled]
            self._rows = larger
        self._rows[self._filled : len(known)] = [self._row(one) for one in known[self._filled :]]
        self._filled = len(known)
