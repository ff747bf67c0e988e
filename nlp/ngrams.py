"""From tokens to numbers: hashed word, sub-word and concept features of a spaCy Doc.

Features come in families, each of which is weighed by itself (`nlp.vocabulary`):

    word      words
    stem      words without their inflection
    pair      two stems in a row, and two with one between them
    piece     runs of 2 to 5 letters inside a word: inflections, typos, parts of compounds
    concept   ideas of the lexicon
    shape     length, questions, links, amounts, which parts the message has

What one word gives is worked out once and remembered (`_Word`); the rest is arithmetic on
arrays, because this runs for every token of every mail.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import Stemmer
from numpy.typing import NDArray
from spacy.tokens import Doc

from nlp.lexicon import REMEMBERED, Lexicon
from nlp.parts import Line, weights

Keys = NDArray[np.uint32]

_LONGEST_WORD = 40  # letters; what is longer is a link or a key
_SHORTEST_PIECE, _LONGEST_PIECE = 2, 5
_DIGIT = re.compile(r"\d")
_PAIR, _SKIP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


class Family(IntEnum):
    """The families of features; the number is part of every key."""

    WORD = 0
    STEM = 1
    PAIR = 2
    PIECE = 3
    CONCEPT = 4
    SHAPE = 5


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The features of one text as parallel arrays, a row for each time one occurs.

    `keys` uint32 hashes, `families` uint8, `tokens` int32 (which token it comes from, -1 for
    none), `weights` float32.
    """

    keys: Keys
    families: NDArray[np.uint8]
    tokens: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Word:
    keys: Keys  # word, stem, then pieces; none where it is a mark, not a word
    stem: int = 0


class Reader:
    """Reads features off Docs. Not safe for threads: it remembers words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._stemmer = Stemmer.Stemmer("danish")
        self._words: dict[int, _Word] = {}
        self._concept_keys = _keys(Family.CONCEPT, (one.key for one in lexicon.concepts))

    def read(self, doc: Doc, lines: Sequence[Line]) -> Occurrences:
        """Return the features of `doc`, whose text has been cut into `lines`."""
        attributes = np.asarray(doc.to_array(["LOWER", "IDX"]), dtype=np.uint64)
        words = self._looked_up(doc, attributes[:, 0])
        weight = _token_weights(doc._.text, attributes[:, 1].astype(np.int64), lines)
        blocks = [
            _word_features(words, weight),
            _pairs(words, weight),
            self._concepts(doc, weight),
            _shape(doc._.text, words, lines),
        ]
        return Occurrences(*(np.concatenate(column) for column in zip(*blocks, strict=True)))

    def _looked_up(self, doc: Doc, hashes: NDArray[np.uint64]) -> list[_Word]:
        if len(self._words) > REMEMBERED:
            self._words.clear()
        known, strings = self._words, doc.vocab.strings
        ids = hashes.tolist()
        for word in set(ids).difference(known):
            known[word] = self._word(strings[word])
        return [known[word] for word in ids]

    def _word(self, text: str) -> _Word:
        text = text[:_LONGEST_WORD].strip("-")  # "udviklings- og": the tokenizer leaves it
        if not any(letter.isalnum() for letter in text):
            return _Word(_NO_KEYS)
        stem = self._stemmer.stemWord(text)
        stem_key = _key(Family.STEM, stem)
        keys = [_key(Family.WORD, text), stem_key]
        keys.extend(_key(Family.PIECE, piece) for piece in _pieces(text))
        return _Word(np.array(keys, dtype=np.uint32), stem_key)

    def _concepts(self, doc: Doc, weight: NDArray[np.float32]) -> "_Block":
        found = self.lexicon.find(doc)
        if not found:
            return _EMPTY
        tokens = np.array([hit.start for hit in found], dtype=np.int32)
        keys = self._concept_keys[[hit.concept for hit in found]]
        families = np.full(len(tokens), Family.CONCEPT, dtype=np.uint8)
        return keys, families, tokens, weight[tokens]


_Block = tuple[Keys, NDArray[np.uint8], NDArray[np.int32], NDArray[np.float32]]
_NO_KEYS = np.zeros(0, dtype=np.uint32)
_EMPTY: _Block = (
    _NO_KEYS,
    np.zeros(0, dtype=np.uint8),
    np.zeros(0, dtype=np.int32),
    np.zeros(0, dtype=np.float32),
)


def _key(family: Family, text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"), 0x5BD1E995 * (family + 1) & 0xFFFFFFFF)


def _keys(family: Family, texts: Iterable[str]) -> Keys:
    return np.array([_key(family, text) for text in texts], dtype=np.uint32)


def _pieces(word: str) -> list[str]:
    padded = f" {word} "
    return [
        padded[start : start + length]
        for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
        for start in range(len(padded) - length + 1)
    ]


def _token_weights(text: str, starts: NDArray[np.int64], lines: Sequence[Line]) -> NDArray[np.float32]:
    """Return for each token, by where it starts, the weight of the line that it is in."""
    if not lines:
        return np.ones(len(starts), dtype=np.float32)
    edges = np.array([line.span.start for line in lines], dtype=np.int64)
    line_of = np.maximum(np.searchsorted(edges, starts, side="right") - 1, 0)
    return np.array(weights(lines, text), dtype=np.float32)[line_of]


def _word_features(words: Sequence[_Word], weight: NDArray[np.float32]) -> _Block:
    if not words:
        return _EMPTY
    lengths = np.array([len(word.keys) for word in words])
    tokens = np.repeat(np.arange(len(words), dtype=np.int32), lengths)
    families = np.full(len(tokens), Family.PIECE, dtype=np.uint8)
    first = (np.cumsum(lengths) - lengths)[lengths > 0]
    families[first], families[first + 1] = Family.WORD, Family.STEM
    return np.concatenate([word.keys for word in words]), families, tokens, weight[tokens]


def _pairs(words: Sequence[_Word], weight: NDArray[np.float32]) -> _Block:
    places = np.array([n for n, word in enumerate(words) if len(word.keys)], dtype=np.int32)
    stems = np.array([word.stem for word in words if len(word.keys)], dtype=np.uint32)
    near, far = stems[:-1] * _PAIR + stems[1:], stems[:-2] * _SKIP + stems[2:]
    tokens = np.concatenate([places[:-1], places[:-2]])
    families = np.full(len(tokens), Family.PAIR, dtype=np.uint8)
    return np.concatenate([near, far]), families, tokens, weight[tokens]


def _shape(text: str, words: Sequence[_Word], lines: Sequence[Line]) -> _Block:
    marks = [f"length {(sum(len(word.keys) > 0 for word in words) + 1).bit_length()}"]
    marks.extend(f"has {part.value}" for part in {line.part for line in lines})
    marks.extend(f"holds {mark}" for mark in ("?", "!", "kr", "http", "@", "%") if mark in text)
    marks.extend(["digits"] * (_DIGIT.search(text) is not None))
    marks.extend(["ends asking"] * text.rstrip().endswith("?"))
    keys = _keys(Family.SHAPE, marks)
    return (
        keys,
        np.full(len(keys), Family.SHAPE, dtype=np.uint8),
        np.full(len(keys), -1, dtype=np.int32),
        np.ones(len(keys), dtype=np.float32),
    )
