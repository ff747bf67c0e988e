"""The concept lexicon: words and stems that stand for one idea, read from TOML files.

The files in `nlp/lexicon/` are for staff to read and extend. Finding concepts in a text is
here; what a concept speaks for is learnt from the corpus, never written down.

A file holds tables `[[concept]]` with `key` and `words`. In `words`, all lower case:
    randomisering      the word itself
    overnat*           words that begin so (inflections)
    *forsøg, *forsøg*  words that end so, or hold it anywhere (compounds)
    at tage over       several words in a row; each may have its stars; `_` stands for any one word
A hyphen parts words: `temamøde-række` is `temamøde række`.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc

from nlp.remembering import NOTHING, PerWord, Table

SHIPPED = Path(__file__).parent / "lexicon"
ANY = "_"


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea, with the patterns of the words that express it; names where people read them."""

    key: str
    words: tuple[str, ...]


def read(folder: Path = SHIPPED) -> tuple[Concept, ...]:
    """Read every concept of the `.toml` files in `folder`, ordered by key.

    A concept may be spread over several files. Raises OSError, tomllib.TOMLDecodeError and
    KeyError (a concept without key or words).
    """
    words: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("concept", ()):
            words[entry["key"]].extend(entry["words"])
    return tuple(Concept(key, tuple(words[key])) for key in sorted(words))


@dataclass(slots=True)
class WordPatterns:
    """Single-word patterns, asked all at once."""

    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    inside: list[tuple[str, bool, int]] = field(default_factory=list)

    def add(self, pattern: str, number: int) -> None:
        """Let words that match `pattern` give `number`."""
        if pattern.startswith("*"):
            self.inside.append((pattern.strip("*"), not pattern.endswith("*"), number))
        elif pattern.endswith("*"):
            self.starts[pattern[:-1]].append(number)
        else:
            self.exact[pattern].append(number)

    def matches(self, word: str) -> list[int]:
        """Return the numbers of all patterns that `word` (lower case) matches."""
        found = list(self.exact.get(word, ()))
        for length in range(2, len(word) + 1):
            found.extend(self.starts.get(word[:length], ()))
        found.extend(
            number
            for part, at_end, number in self.inside
            if (word.endswith(part) if at_end else part in word)
        )
        return found


class Found(NamedTuple):
    """A concept in a Doc: the tokens from `start` on (`end` not included) and its number."""

    start: int
    end: int
    concept: int


class _Phrase(NamedTuple):
    """Word patterns in a row. It is looked for where its rarest word is found.

    All places are steps from there (less than none: before it): that of the word at its side,
    which mostly is not found either; those of the rest; where it starts and where it ends.
    """

    step: int
    beside: int
    rest: tuple[tuple[int, int], ...]
    start: int
    last: int
    concept: int


class _Word(NamedTuple):
    """What one word matches: word patterns; concepts by itself and phrases that it may anchor, if any."""

    patterns: frozenset[int]
    says: tuple[tuple[int, ...], tuple[_Phrase, ...]] | None


class Lexicon:
    """Finds concepts in Docs. Remembers the words it has seen: not safe for threads."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._patterns = WordPatterns()
        self._numbers: dict[str, int] = {ANY: _ANY}
        self._alone: defaultdict[int, set[int]] = defaultdict(set)  # pattern -> concepts
        self._phrases: defaultdict[int, list[_Phrase]] = defaultdict(list)  # pattern of the anchor
        self._longest = 1
        self._words = PerWord(self._matched)
        self._kinds = Table(self._words, _kind, np.zeros(1, dtype=np.uint8))
        phrases = [(_words(text), n) for n, one in enumerate(self.concepts) for text in one.words]
        used = Counter(chain.from_iterable(words for words, _ in phrases))
        for words, concept in phrases:
            self._add(words, concept, used)

    def find(self, doc: Doc) -> list[Found]:
        """Return the concepts in `doc`, by where they start. Phrases do not cross a full stop."""
        told = self._words.told(doc)
        kinds = self._kinds.of(told)[:, 0]
        if not (kinds == _SAYS).any():
            return []
        tokens = np.flatnonzero(kinds)  # all but marks
        saying = np.flatnonzero(kinds[tokens] == _SAYS).tolist()
        # behind the last word, and so before the first one too, stands nothing that matches
        words = told.array[tokens].tolist() + [NOTHING] * self._longest
        return sorted(self._found(words, saying, tokens.tolist(), self._words.known(told)))

    def _found(
        self, words: Sequence[int], saying: Iterable[int], tokens: Sequence[int], known: Sequence[_Word]
    ) -> set[Found]:
        found: set[Found] = set()
        for place in saying:
            alone, phrases = known[words[place]].says or _SILENT
            for concept in alone:
                found.add(Found(tokens[place], tokens[place] + 1, concept))
            for step, beside, rest, start, last, concept in phrases:  # plain loops: these run often
                if beside not in known[words[place + step]].patterns:
                    continue
                if not rest or _stand(rest, [known[words[place + there]].patterns for there, _ in rest]):
                    found.add(Found(tokens[place + start], tokens[place + last] + 1, concept))
        return found

    def stored(self) -> list[dict[str, Any]]:
        """Return the concepts as plain values, for a JSON file; `of` reads them back."""
        return [{"key": concept.key, "words": list(concept.words)} for concept in self.concepts]

    def _add(self, words: Sequence[str], concept: int, used: Counter[str]) -> None:
        numbers = [self._number(word) for word in words]
        anchor = min(range(len(words)), key=lambda place: _commonness(words[place], used))
        if len(words) == 1:
            self._alone[numbers[0]].add(concept)
            return
        others = [(place - anchor, number) for place, number in enumerate(numbers) if place != anchor]
        (step, beside), *rest = sorted(others, key=lambda other: (other[1] == _ANY, abs(other[0])))
        phrase = _Phrase(step, beside, tuple(rest), -anchor, len(words) - 1 - anchor, concept)
        self._phrases[numbers[anchor]].append(phrase)
        self._longest = max(self._longest, len(words))

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self._numbers)
            self._patterns.add(word, self._numbers[word])
        return self._numbers[word]

    def _matched(self, word: str) -> _Word:
        """Return what `word` matches; a mark that ends no sentence is as if it were not there."""
        if not any(letter.isalnum() for letter in word):
            return _STOP if _STOPS.intersection(word) else _MARK
        patterns = frozenset(self._patterns.matches(word.strip("-")))
        alone = {concept for number in patterns for concept in self._alone.get(number, ())}
        held = [phrase for number in patterns for phrase in self._phrases.get(number, ())]
        return _Word(patterns | {_ANY}, (tuple(alone), tuple(held)) if alone or held else None)


_ANY = 0
_STOPS = frozenset(".?!:;\n")
_DROPPED, _STANDS, _SAYS = 0, 1, 2  # kinds of words
_MARK = _Word(frozenset(), None)
_STOP = _Word(frozenset({_ANY}), None)
_SILENT: tuple[tuple[int, ...], tuple[_Phrase, ...]] = ((), ())


def of(stored: Iterable[dict[str, Any]]) -> Lexicon:
    """Make a lexicon of what `Lexicon.stored` gave."""
    return Lexicon(Concept(entry["key"], tuple(entry["words"])) for entry in stored)


def _words(text: str) -> list[str]:
    return text.lower().replace("-", " ").split()


def _commonness(word: str, used: Counter[str]) -> float:
    """Guess how often a word of a phrase stands in texts: as it does in phrases, or if it is short."""
    return float("inf") if word == ANY else used[word] / max(1, len(word.strip("*"))) ** 2


def _stand(rest: Iterable[tuple[int, int]], matched: Iterable[frozenset[int]]) -> bool:
    return all(number in patterns for (_, number), patterns in zip(rest, matched, strict=True))


def _kind(word: _Word) -> tuple[int]:
    return (_DROPPED if word is _MARK else _SAYS if word.says else _STANDS,)
