"""What single words give, worked out once and remembered: mails repeat their words.

What a word gives is the business of those who ask (features, concepts, languages).
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from spacy.strings import StringStore
from spacy.tokens import Doc

REMEMBERED = 200_000  # words; a flood of rubbish must not fill the memory

T = TypeVar("T")


class PerWord(Generic[T]):
    """Gives for each token of a Doc what `work_out` makes of its lower-case form.

    Not safe for threads.
    """

    def __init__(self, work_out: Callable[[str], T]) -> None:
        self._work_out = work_out
        self._known: dict[int, T] = {}

    def of(self, doc: Doc) -> list[T]:
        """Return what the tokens of `doc` give, in their order."""
        known, words = self._known, _lower(doc)
        try:
            return [known[word] for word in words]
        except KeyError:
            self._meet(words, doc.vocab.strings)
            return [known[word] for word in words]

    def _meet(self, words: Iterable[int], strings: StringStore) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        for word in set(words).difference(self._known):
            self._known[word] = self._work_out(strings[word])


def _lower(doc: Doc) -> list[int]:
    """Return the hashes of the tokens' lower-case forms, asked of a Doc once."""
    words: list[int] | None = doc.user_data.get("lower")
    if words is None:
        words = doc.user_data["lower"] = doc.to_array(["LOWER"]).tolist()
    return words
