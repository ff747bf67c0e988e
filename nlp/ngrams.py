"""From tokens to numbers: hashed word, sub-word and concept features of a spaCy Doc.

Features come in families, each of which is weighed by itself (`nlp.vocabulary`):

    word      words
    stem      words without their inflection
    pair      two stems in a row, and two with one between them
    piece     runs of 2 to 5 letters inside a word: inflections, typos, parts of compounds
    concept   ideas of the lexicon
    shape     length, questions, links, amounts, which parts the message has

What one word gives is worked out once and remembered (`_Word`), down to its columns in the
vocabulary; the rest is arithmetic on arrays, because this runs for every token of every mail.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import Stemmer
from numpy.typing import NDArray
from spacy.tokens import Doc

from nlp.lexicon import Lexicon
from nlp.parts import Line, weights
from nlp.remembering import PerWord
from nlp.vocabulary import Family, Features, Occurrences, Vocabulary, numbered

_LONGEST_WORD = 40  # letters; what is longer is a link or a key
_SHORTEST_PIECE, _LONGEST_PIECE = 2, 5
_DIGIT = re.compile(r"\d")
_PAIR, _SKIP = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)

_Tokens = NDArray[np.int64]
_NO_STEM = -1


class _Word(NamedTuple):
    """Word, stem, then pieces; for a mark, nothing."""

    features: Features
    length: int
    stem: int


_MARK = _Word(np.zeros(0, dtype=np.int64), 0, _NO_STEM)


class Reader:
    """Reads features off Docs: with a vocabulary the columns of those it knows, else all, numbered.

    Not safe for threads: it remembers words.
    """

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary | None = None) -> None:
        self.lexicon = lexicon
        self._vocabulary = vocabulary
        self._stemmer = Stemmer.Stemmer("danish")
        self._words = PerWord(self._word)
        self._concept_features = _numbered(Family.CONCEPT, (one.key for one in lexicon.concepts))

    def read(self, doc: Doc, lines: Sequence[Line]) -> Occurrences:
        """Return the features of `doc`, whose text has been cut into `lines`."""
        features, lengths, stems = zip(*(self._words.of(doc) or [_MARK]), strict=True)
        told, text = np.array(stems), doc._.text
        blocks = [_pairs(told), self._concepts(doc), _shape(text, told, lines)]
        others, places = self._known(*(np.concatenate(column) for column in zip(*blocks, strict=True)))
        tokens = np.concatenate([np.repeat(np.arange(len(lengths)), lengths), places])
        weight = _token_weights(doc, text, lines)
        return Occurrences(np.concatenate([*features, others]), tokens, weight[tokens])

    def _word(self, text: str) -> _Word:
        text = text[:_LONGEST_WORD].strip("-")  # "udviklings- og": the tokenizer leaves it
        if not any(letter.isalnum() for letter in text):
            return _MARK
        stem = self._stemmer.stemWord(text)
        named = ((Family.WORD, [text]), (Family.STEM, [stem]), (Family.PIECE, _pieces(text)))
        features = np.concatenate([_numbered(family, texts) for family, texts in named])
        known, _ = self._known(features, features)
        return _Word(known, len(known), _key(Family.STEM, stem))

    def _known(self, features: Features, tokens: _Tokens) -> tuple[Features, _Tokens]:
        """Return the columns of what the vocabulary knows, and their tokens; without one, all."""
        if self._vocabulary is None:
            return features, tokens
        columns, known = self._vocabulary.columns(features)
        return columns, tokens[known]

    def _concepts(self, doc: Doc) -> tuple[Features, _Tokens]:
        found = self.lexicon.find(doc)
        tokens = np.array([hit.start for hit in found], dtype=np.int64)
        return self._concept_features[[hit.concept for hit in found]], tokens


def _key(family: Family, text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"), 0x5BD1E995 * (family + 1) & 0xFFFFFFFF)


def _numbered(family: Family, texts: Iterable[str]) -> Features:
    return numbered(family, np.array([_key(family, text) for text in texts], dtype=np.uint32))


def _pieces(word: str) -> list[str]:
    padded = f" {word} "
    return [
        padded[start : start + length]
        for length in range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
        for start in range(len(padded) - length + 1)
    ]


def _token_weights(doc: Doc, text: str, lines: Sequence[Line]) -> NDArray[np.float32]:
    """Return for each token the weight of the line that it is in; at the end, 1 for what is of no token."""
    weight = np.ones(len(doc) + 1, dtype=np.float32)
    if lines:
        starts = doc.to_array(["IDX"])
        edges = np.array([line.span.start for line in lines[1:]], dtype=starts.dtype)
        line_of = np.searchsorted(edges, starts, side="right")
        weight[:-1] = np.array(weights(lines, text), dtype=np.float32)[line_of]
    return weight


def _pairs(stems: NDArray[np.int64]) -> tuple[Features, _Tokens]:
    places = np.flatnonzero(stems != _NO_STEM)
    told = stems[places].astype(np.uint32)
    near, far = told[:-1] * _PAIR + told[1:], told[:-2] * _SKIP + told[2:]
    keys, tokens = np.concatenate([near, far]), np.concatenate([places[:-1], places[:-2]])
    return numbered(Family.PAIR, keys), tokens


def _shape(text: str, stems: NDArray[np.int64], lines: Sequence[Line]) -> tuple[Features, _Tokens]:
    words = int(np.count_nonzero(stems != _NO_STEM))
    marks = [f"length {(words + 1).bit_length()}"]
    marks.extend(f"has {part}" for part in {line.part for line in lines})
    marks.extend(f"holds {mark}" for mark in ("?", "!", "kr", "http", "@", "%") if mark in text)
    marks.extend(["digits"] * (_DIGIT.search(text) is not None))
    marks.extend(["ends asking"] * text.rstrip().endswith("?"))
    features = np.array([_shape_feature(mark) for mark in marks])
    return features, np.full(len(features), -1)


@cache
def _shape_feature(mark: str) -> int:
    return int(_numbered(Family.SHAPE, [mark])[0])
