"""A small neural network over the same sparse texts, and its mixing with the linear scorer.

One hidden layer. By itself it is worse than the linear scorer, but it errs elsewhere: a little
of it, added where the linear scorer hesitates between two labels, is right more often than either
(docs/understanding.md). Four messages of five are read by the linear scorer alone, and so is what
`nlp.explaining` takes apart. Numpy and scipy only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp import linear
from nlp.linear import Linear, Scores
from nlp.vocabulary import Vector

# Chosen by cross-validation, on the corpus and on CLINC150's validation part
SHARE = 0.07  # of its scores, beside the linear ones
HESITATES = 0.4  # the linear scorer, when its two best are less apart
HIDDEN, LEAST = 128, 4  # a feature found in fewer texts teaches it its texts by heart
_ROUNDS, _BATCH = 8, 64
_FEATURES_FORGOTTEN, _HIDDEN_FORGOTTEN = 0.5, 0.3  # shares, drawn anew for each batch
_STEP_IN, _STEP_OUT = 0.05, 0.01
_FIRST = 0.1  # the spread of the weights before learning
_KEPT = (0.9, 0.999)  # Adam's moments
_TINY = np.float32(1e-8)

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """Hidden weights for the features that it knows, then weights from hidden to labels.

    `places` has a number for each feature: its row in `hidden`, whose last row is for unknown
    ones and zero. Shapes: hidden (known + 1, H), hidden_bias (H,), weights (H, labels), bias (labels,).
    """

    places: NDArray[np.int32]
    hidden: Array
    hidden_bias: Array
    weights: Array
    bias: Array

    def scores(self, texts: csr_matrix) -> Scores:
        """Return the scores of `texts` (a row a text), of shape (texts, labels)."""
        known = csr_matrix(
            (texts.data, self.places[texts.indices], texts.indptr), shape=(texts.shape[0], len(self.hidden))
        )
        return self._out(np.asarray(known @ self.hidden, dtype=np.float32))

    def score(self, text: Vector) -> Scores:
        """Return the scores of one text, of shape (labels,)."""
        return self._out(text.values @ self.hidden.take(self.places.take(text.columns), axis=0))

    def _out(self, hidden: Array) -> Scores:
        return np.asarray(
            np.maximum(hidden + self.hidden_bias, 0) @ self.weights + self.bias, dtype=np.float32
        )

    def save(self, path: Path) -> None:
        """Write to the file `path`, the many weights as 16-bit floats."""
        np.savez(
            path,
            places=self.places,
            hidden=self.hidden.astype(np.float16),
            hidden_bias=self.hidden_bias,
            weights=self.weights,
            bias=self.bias,
        )


@dataclass(frozen=True, slots=True)
class Mixed:
    """A linear scorer with a network beside it; what it says is nearly what the first one says."""

    linear: Linear
    network: Network

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that are told apart."""
        return self.linear.labels

    def scores(self, texts: csr_matrix) -> Scores:
        """Return the scores of `texts` (a row a text), of shape (texts, labels)."""
        scores = self.linear.scores(texts)
        unsure = np.flatnonzero(_lead(scores) < HESITATES)
        scores[unsure] += _share(self.network.scores(texts[unsure]))
        return scores

    def score(self, text: Vector) -> Scores:
        """Return the scores of one text, of shape (labels,)."""
        return self.settled(self.linear.score(text), text)

    def settled(self, scores: Scores, text: Vector) -> Scores:
        """Return the linear `scores` of one text, with the network's where they hesitate."""
        *_, second, best = sorted(scores.tolist())
        sure = np.float32(best - second) >= HESITATES
        return scores if sure else scores + _share(self.network.score(text))


def _lead(scores: Scores) -> Array:
    """Return by how much the best label leads; shape (…)."""
    ranked = np.sort(scores, axis=-1)
    return np.asarray(ranked[..., -1] - ranked[..., -2])


def _share(scores: Scores) -> Scores:
    """Return what a network's scores add to each label; to all labels together, nothing."""
    return np.asarray(np.float32(SHARE) * (scores - scores.mean(axis=-1, keepdims=True)))


def load(path: Path) -> Network:
    """Read back what `Network.save` wrote; OSError and KeyError where it is not there."""
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in ("places", "hidden", "hidden_bias", "weights", "bias")}
    return Network(**{**arrays, "hidden": arrays["hidden"].astype(np.float32)})


def fit_mixed(texts: csr_matrix, targets: Sequence[str], labels: Sequence[str], seed: int) -> Mixed:
    """Learn both to tell `labels` apart, of which each text has one."""
    one_each = linear.fit_each(texts, [(target,) for target in targets], labels, seed)
    return Mixed(one_each, fit(texts, [labels.index(target) for target in targets], len(labels), seed))


def fit(texts: csr_matrix, targets: Sequence[int], labels: int, seed: int) -> Network:
    """Learn to tell labels, by number, apart; `targets` has one a text."""
    draw = np.random.default_rng(seed)
    known = np.flatnonzero(np.bincount(texts.indices, minlength=texts.shape[1]) >= LEAST)
    learner = _Learner(len(known), labels, draw)
    rows = texts[:, known].tocsr().astype(np.float32)
    right = np.eye(labels, dtype=np.float32)[np.asarray(targets)]
    for batch, left in _batches(rows.shape[0], draw):
        learner.learn(_forgetful(rows[batch], draw), right[batch], np.float32(left))
    places = np.full(texts.shape[1], len(known), dtype=np.int32)
    places[known] = np.arange(len(known), dtype=np.int32)
    hidden = np.concatenate([learner.hidden, np.zeros((1, HIDDEN), np.float32)])
    return Network(places, hidden, *learner.rest)


class _Learner:
    """The weights while they are learnt."""

    def __init__(self, known: int, labels: int, draw: np.random.Generator) -> None:
        self.hidden = draw.standard_normal((known, HIDDEN), dtype=np.float32) * np.float32(_FIRST)
        out = draw.standard_normal((HIDDEN, labels), dtype=np.float32) / np.float32(np.sqrt(HIDDEN))
        self.rest = [np.zeros(HIDDEN, np.float32), out, np.zeros(labels, np.float32)]
        self._draw = draw
        self._moved = np.full(known, _TINY)  # each feature's squared gradients so far
        self._means = [np.zeros_like(one) for one in self.rest]
        self._squares = [np.zeros_like(one) for one in self.rest]
        self._times = 0

    def learn(self, texts: csr_matrix, right: Array, left: np.float32) -> None:
        """Step against the gradient of the cross-entropy; `left` of the way lies ahead (1 to 0)."""
        bias, weights, out_bias = self.rest
        before = texts @ self.hidden + bias
        open_ = (before > 0) & (self._draw.random(before.shape, dtype=np.float32) > _HIDDEN_FORGOTTEN)
        kept = open_.astype(np.float32) / np.float32(1 - _HIDDEN_FORGOTTEN)
        hidden = before * kept
        odds = hidden @ weights + out_bias
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        wrong = (odds / odds.sum(axis=1, keepdims=True) - right) / np.float32(len(right))
        back = (wrong @ weights.T) * kept
        self._step_out([back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)], left)
        self._step_in(texts, back, left)

    def _step_in(self, texts: csr_matrix, back: Array, left: np.float32) -> None:
        """AdaGrad with one size of step a feature, for the features of these texts only."""
        met, columns = np.unique(texts.indices, return_inverse=True)
        there = csr_matrix((texts.data, columns, texts.indptr), shape=(texts.shape[0], len(met)))
        slopes = there.T @ back
        self._moved[met] += np.einsum("ij,ij->i", slopes, slopes) / np.float32(HIDDEN)
        self.hidden[met] -= slopes * (np.float32(_STEP_IN) * left / np.sqrt(self._moved[met]))[:, None]

    def _step_out(self, slopes: Sequence[Array], left: np.float32) -> None:
        """Adam."""
        self._times += 1
        first, second = (np.float32(kept) for kept in _KEPT)
        begun = [np.float32(1 - kept**self._times) for kept in _KEPT]
        for one, mean, square, slope in zip(self.rest, self._means, self._squares, slopes, strict=True):
            mean[...] = first * mean + (1 - first) * slope
            square[...] = second * square + (1 - second) * slope**2
            step = np.float32(_STEP_OUT) * left * (mean / begun[0]) / (np.sqrt(square / begun[1]) + _TINY)
            one[...] = one - step


def _batches(texts: int, draw: np.random.Generator) -> Iterator[tuple[NDArray[np.int64], float]]:
    """Yield the places of some texts, every text once a round, and how much of the way is left."""
    for number in range(_ROUNDS):
        order = draw.permutation(texts)
        for start in range(0, texts, _BATCH):
            yield order[start : start + _BATCH], 1 - number / _ROUNDS


def _forgetful(texts: csr_matrix, draw: np.random.Generator) -> csr_matrix:
    """Leave out some features of each text, so that none is relied on alone."""
    kept = draw.random(len(texts.data), dtype=np.float32) > _FEATURES_FORGOTTEN
    edges = np.concatenate([[0], np.cumsum(kept)])[texts.indptr]
    data = texts.data[kept] / np.float32(1 - _FEATURES_FORGOTTEN)
    return csr_matrix((data, texts.indices[kept], edges), shape=texts.shape)
