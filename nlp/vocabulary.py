"""Which features count, and how much: from occurrences to the columns of a sparse matrix.

A vocabulary is learnt once (`learn`) and then only asked (`vector`, `matrix`). Values are
sublinear counts times inverse document frequency; each family is scaled to its own length.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.ngrams import Family, Keys, Occurrences

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
class Vector:
    """One text: the columns that occur in it (ascending) and their values."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]


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
        """Return the known features of one text; empty where nothing is known."""
        keys, inverse = np.unique(found.keys, return_inverse=True)
        counts = np.bincount(inverse, weights=found.weights, minlength=len(keys))
        columns, known = self._columns(keys)
        values = (np.log1p(counts[known]) * self.idf[columns]).astype(np.float32)
        families = self.families[columns]
        lengths = np.sqrt(np.bincount(families, weights=values**2, minlength=len(self.scale)))
        values *= (self.scale / np.maximum(lengths, 1e-9))[families]
        return Vector(columns, values.astype(np.float32))

    def shares(self, found: Occurrences, vector: Vector) -> NDArray[np.float32]:
        """Return each occurrence's share of its column's value, 0 where it is not known."""
        columns, known = self._columns(found.keys, keep=True)
        totals = np.bincount(columns, weights=found.weights * known, minlength=len(self))
        values = np.zeros(len(self), dtype=np.float32)
        known_columns = vector.columns < len(self)  # behind them lie word vectors
        values[vector.columns[known_columns]] = vector.values[known_columns]
        share = found.weights / np.maximum(totals[columns], 1e-9)
        return np.where(known, values[columns] * share, 0.0).astype(np.float32)

    def columns(self, keys: Keys) -> NDArray[np.int64]:
        """Return the column of each key; for an unknown one, that of some other."""
        return self._columns(keys, keep=True)[0]

    def _columns(self, keys: Keys, *, keep: bool = False) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        places = np.minimum(np.searchsorted(self.keys, keys), max(0, len(self) - 1))
        known = self.keys[places] == keys if len(self) else np.zeros(len(keys), dtype=bool)
        return (places if keep else places[known]), known

    def save(self, path: Path) -> None:
        """Write the vocabulary to the file `path`."""
        np.savez(path, keys=self.keys, families=self.families, idf=self.idf, scale=self.scale)


def load(path: Path) -> Vocabulary:
    """Read a vocabulary back; OSError and KeyError where there is none."""
    with np.load(path) as stored:
        return Vocabulary(**{name: stored[name] for name in ("keys", "families", "idf", "scale")})


def learn(texts: Iterable[Occurrences], scale: Mapping[Family, float] = SCALE, least: int = 1) -> Vocabulary:
    """Return the vocabulary of `texts`: features found in at least `least` of them."""
    documents = 0
    seen: list[NDArray[np.uint64]] = []
    for text in texts:
        documents += 1
        seen.append(np.unique(text.keys.astype(np.uint64) << 8 | text.families))
    packed, counts = np.unique(np.concatenate(seen), return_counts=True)
    packed, counts = packed[counts >= least], counts[counts >= least]
    keys, first = np.unique((packed >> 8).astype(np.uint32), return_index=True)
    idf = np.log((1 + documents) / (1 + counts[first])) + 1
    return Vocabulary(
        keys,
        (packed[first] & 0xFF).astype(np.uint8),
        idf.astype(np.float32),
        np.array([scale[family] for family in Family], dtype=np.float32),
    )


def joined(one: Vector, other: Vector) -> Vector:
    """Return one vector of two; all columns of `other` lie behind those of `one`."""
    if not len(other.columns):
        return one
    return Vector(np.concatenate([one.columns, other.columns]), np.concatenate([one.values, other.values]))


def matrix(vectors: Iterable[Vector], width: int) -> csr_matrix:
    """Stack `vectors` to a sparse matrix of shape (texts, `width`)."""
    rows = list(vectors)
    edges = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows]) if rows else np.zeros(0, np.int32)
    values = np.concatenate([row.values for row in rows]) if rows else np.zeros(0, np.float32)
    return csr_matrix((values, columns, edges), shape=(len(rows), width))
