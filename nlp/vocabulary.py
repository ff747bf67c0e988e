"""Which features count, and how much: from occurrences to the columns of a sparse matrix.

A vocabulary is learnt once (`learn`) and then only asked (`columns`, `vector`). Values are
sublinear counts times inverse document frequency; each family is scaled to its own length.
What a text's features are is `nlp.ngrams`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Keys = NDArray[np.uint32]
Features = NDArray[np.int64]
_FAMILY = 32  # bits below the family in a feature's number


class Family(IntEnum):
    """The families of features; the number is part of every key."""

    WORD = 0
    STEM = 1
    PAIR = 2
    PIECE = 3
    CONCEPT = 4
    SHAPE = 5


# Chosen by cross-validation and by leaving out one writer at a time: docs/understanding.md
SCALE = {
    Family.WORD: 1.0,
    Family.STEM: 1.0,
    Family.PAIR: 1.0,
    Family.PIECE: 1.5,
    Family.CONCEPT: 0.4,
    Family.SHAPE: 0.2,
}


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The features of one text as parallel arrays, a row for each time one occurs.

    `features` int64: columns of the vocabulary that they were read with; without one, numbers
    made of family and key (`numbered`). `tokens` int64 (which token it comes from, -1 for
    none), `weights` float32.
    """

    features: Features
    tokens: NDArray[np.int64]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vector:
    """One text: the columns that occur in it (ascending) and their values."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]


NO_VECTOR = Vector(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features known, sorted by key: a feature's place here is its column."""

    keys: Keys
    families: NDArray[np.uint8]
    idf: NDArray[np.float32]
    scale: NDArray[np.float32]  # a family's length, by its number

    def __len__(self) -> int:
        return len(self.keys)

    def vector(self, found: Occurrences) -> Vector:
        """Return the vector of one text, read with this vocabulary; empty where nothing is known."""
        columns, counts = _summed(found.features, found.weights)
        values = (np.log1p(counts) * self.idf[columns]).astype(np.float32)
        families = self.families[columns]
        lengths = np.sqrt(np.bincount(families, weights=values**2, minlength=len(self.scale)))
        values *= (self.scale / np.maximum(lengths, 1e-9))[families]
        return Vector(columns, values)

    def shares(self, found: Occurrences, vector: Vector) -> NDArray[np.float32]:
        """Return each occurrence's share of its column's value in `vector`."""
        totals = np.bincount(found.features, weights=found.weights, minlength=len(self))
        values = np.zeros(len(self), dtype=np.float32)
        known = vector.columns < len(self)  # behind them lie word vectors
        values[vector.columns[known]] = vector.values[known]
        return (values[found.features] * found.weights / totals[found.features]).astype(np.float32)

    def columns(self, features: Features) -> tuple[Features, NDArray[np.bool_]]:
        """Return the columns of the known ones among numbered `features`, and which those are."""
        if not len(self):
            return features[:0], np.zeros(len(features), dtype=bool)
        keys = features.astype(np.uint32)
        places = np.searchsorted(self.keys[:-1], keys)  # the last one's place is where the rest ends
        known = self.keys[places] == keys
        return places[known], known

    def save(self, path: Path) -> None:
        """Write the vocabulary to the file `path`."""
        np.savez(path, keys=self.keys, families=self.families, idf=self.idf, scale=self.scale)


def load(path: Path) -> Vocabulary:
    """Read a vocabulary back; OSError and KeyError where there is none."""
    with np.load(path) as stored:
        return Vocabulary(**{name: stored[name] for name in ("keys", "families", "idf", "scale")})


def learn(texts: Iterable[Occurrences], scale: Mapping[Family, float] = SCALE, least: int = 1) -> Vocabulary:
    """Return the vocabulary of `texts`: features found in at least `least` of them."""
    seen = [np.unique(text.features) for text in texts]
    numbers, counts = np.unique(np.concatenate(seen), return_counts=True)
    numbers, counts = numbers[counts >= least], counts[counts >= least]
    keys, first = np.unique(numbers.astype(np.uint32), return_index=True)
    idf = np.log((1 + len(seen)) / (1 + counts[first])) + 1
    return Vocabulary(
        keys,
        family_of(numbers[first]).astype(np.uint8),
        idf.astype(np.float32),
        np.array([scale[family] for family in Family], dtype=np.float32),
    )


def numbered(family: Family, keys: Keys) -> Features:
    """Return the numbers of features that no vocabulary is asked for: their family, then their key."""
    return keys.astype(np.int64) | (family << _FAMILY)


def family_of(features: Features) -> Features:
    """Return the family of each of numbered `features`."""
    return features >> _FAMILY


def _summed(columns: Features, weights: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the different `columns`, ascending, and the sum of each one's `weights`."""
    # one number of both, column first, sorts several times faster than pairs do
    both = columns << 32 | weights.view(np.uint32)
    both.sort()
    columns, weights = both >> 32, both.astype(np.uint32).view(np.float32)
    starts = np.flatnonzero(np.concatenate([[True], columns[1:] != columns[:-1]])[: len(columns)])
    return columns[starts], np.add.reduceat(weights, starts, dtype=np.float64)


def joined(one: Vector, other: Vector) -> Vector:
    """Return one vector of two; all columns of `other` lie behind those of `one`."""
    return Vector(np.concatenate([one.columns, other.columns]), np.concatenate([one.values, other.values]))


def matrix(vectors: Iterable[Vector], width: int) -> csr_matrix:
    """Stack `vectors` to a sparse matrix of shape (texts, `width`)."""
    rows = list(vectors)
    edges = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows]) if rows else np.zeros(0, np.int32)
    values = np.concatenate([row.values for row in rows]) if rows else np.zeros(0, np.float32)
    return csr_matrix((values, columns, edges), shape=(len(rows), width))
