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
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc

SHIPPED = Path(__file__).parent / "lexicon"
ANY = "_"


REMEMBERED = 200_000  # words; a flood of rubbish must not fill the memory


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
    """Word patterns in a row. It is looked for where its longest word, at `anchor`, is found."""

    patterns: tuple[int, ...]
    anchor: int
    concept: int


class _Word(NamedTuple):
    """What one word matches: word patterns, concepts by itself, phrases that it may anchor."""

    patterns: frozenset[int]
    concepts: tuple[int, ...]
    phrases: tuple[_Phrase, ...]


class Lexicon:
    """Finds concepts in Docs. Remembers the words it has seen: not safe for threads."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._patterns = WordPatterns()
        self._numbers: dict[str, int] = {ANY: _ANY}
        self._phrases: defaultdict[int, list[_Phrase]] = defaultdict(list)
        self._seen: dict[int, _Word | None] = {}
        for index, concept in enumerate(self.concepts):
            for phrase in concept.words:
                self._add(phrase, index)

    def find(self, doc: Doc) -> list[Found]:
        """Return the concepts in `doc`, by where they start. Phrases do not cross a full stop."""
        words = self._words(doc)
        found: set[Found] = set()
        for place, (token, word) in enumerate(words):
            for concept in word.concepts:
                found.add(Found(token, token + 1, concept))
            for phrase in word.phrases:
                first = place - phrase.anchor
                if _stands(words, first, phrase.patterns):
                    last = words[first + len(phrase.patterns) - 1][0]
                    found.add(Found(words[first][0], last + 1, phrase.concept))
        return sorted(found)

    def stored(self) -> list[dict[str, Any]]:
        """Return the concepts as plain values, for a JSON file; `of` reads them back."""
        return [{"key": concept.key, "words": list(concept.words)} for concept in self.concepts]

    def _add(self, phrase: str, concept: int) -> None:
        words = phrase.lower().replace("-", " ").split()
        numbers = tuple(self._number(word) for word in words)
        anchor = max(range(len(words)), key=lambda place: len(words[place].strip("*")))
        self._phrases[numbers[anchor]].append(_Phrase(numbers, anchor, concept))

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self._numbers)
            self._patterns.add(word, self._numbers[word])
        return self._numbers[word]

    def _words(self, doc: Doc) -> list[tuple[int, _Word]]:
        """Return (token, what it matches) for each token that is a word or ends a sentence."""
        if len(self._seen) > REMEMBERED:
            self._seen.clear()
        seen, ids = self._seen, np.asarray(doc.to_array(["LOWER"]), dtype=np.uint64).ravel().tolist()
        for word in set(ids).difference(seen):
            seen[word] = self._matched(doc.vocab.strings[word])
        return [(n, known) for n, word in enumerate(ids) if (known := seen[word]) is not None]

    def _matched(self, word: str) -> _Word | None:
        if not any(letter.isalnum() for letter in word):
            return _STOP if _STOPS.intersection(word) else None
        patterns = frozenset(self._patterns.matches(word.strip("-")))
        held = [phrase for number in patterns for phrase in self._phrases.get(number, ())]
        alone = {phrase.concept for phrase in held if len(phrase.patterns) == 1}
        several = tuple(phrase for phrase in held if len(phrase.patterns) > 1)
        return _Word(patterns, tuple(alone), several)


_ANY = 0
_STOPS = frozenset(".?!:;\n")
_STOP = _Word(frozenset(), (), ())


def of(stored: Iterable[dict[str, Any]]) -> Lexicon:
    """Make a lexicon of what `Lexicon.stored` gave."""
    return Lexicon(Concept(entry["key"], tuple(entry["words"])) for entry in stored)


def _stands(words: Sequence[tuple[int, _Word]], first: int, phrase: tuple[int, ...]) -> bool:
    if first < 0 or first + len(phrase) > len(words):
        return False
    for offset, number in enumerate(phrase):  # a plain loop: this runs often
        if number != _ANY and number not in words[first + offset][1].patterns:
            return False
    return True
