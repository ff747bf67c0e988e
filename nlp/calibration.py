"""From scores to probabilities that mean what they say, and from which of them to act.

All of it is learnt from scores of texts that the scorer had not seen. Plain functions and
values; whose scores they are is not known here.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_softmax

PRECISION = 0.95  # what `accepted` promises
FEWEST = 20  # accepted texts that such a promise is read from
BINS = 10
OUTSIDE_SHARE = 0.05  # of a mailbox, at least, whatever the corpus: docs/understanding.md
_HELD = 1e-3  # how strongly offsets are held
_ROUNDS = 6  # in which thresholds are set
NEVER = 1.01  # a threshold that no probability passes

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class Exclusive:
    """Turns a row of scores into probabilities of labels of which exactly one is right."""

    temperature: float
    offsets: tuple[float, ...]
    threshold: float  # the probability from which the best label is accepted

    def probabilities(self, scores: NDArray[np.float32]) -> Probabilities:
        """Return probabilities for `scores`, of the same shape (…, labels); each row sums to 1."""
        scaled = _scaled(scores, self.temperature, self._added)
        # scipy's softmax takes ten times as long for a single row, which is what is mostly asked
        odds = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=-1, keepdims=True))

    @cached_property
    def _added(self) -> NDArray[np.float64]:
        return np.array(self.offsets, dtype=np.float64)

    def stored(self) -> dict[str, Any]:
        """Return the numbers as plain values, for a JSON file."""
        return asdict(self)


@dataclass(frozen=True)
class Separate:
    """Turns scores of labels into probabilities, each label by itself, and says who passes."""

    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]

    def probabilities(self, scores: NDArray[np.float32]) -> Probabilities:
        """Return a probability for each of `scores`, of the same shape (…, labels)."""
        slopes, offsets, _ = self._arrays
        return np.asarray(expit(scores * slopes + offsets))

    def above(self, scores: NDArray[np.float32]) -> Probabilities:
        """Return by how much the probability of each of `scores` passes its label's threshold."""
        return np.asarray(self.probabilities(scores) - self._arrays[2])

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], ...]:
        return np.array(self.slopes), np.array(self.offsets), np.array(self.thresholds)

    def stored(self) -> dict[str, Any]:
        """Return the numbers as plain values, for a JSON file."""
        return asdict(self)


def exclusive(scores: NDArray[np.float32], right: NDArray[np.int64], outside: int | None = None) -> Exclusive:
    """Fit temperature and offsets to unseen `scores` (texts, labels) and the `right` columns.

    Offsets are held small, so that a label with few texts is not moved far by them. Texts of
    the column `outside` weigh as if they were at least OUTSIDE_SHARE of all: corpora hold few
    of what nobody thought of, mailboxes hold more.
    """
    labels = scores.shape[1]
    weights = _weights(right, outside)

    wanted = np.eye(labels)[right]

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return the weighed negative log-likelihood and its gradient."""
        temperature, offsets = np.exp(parameters[0]), parameters[1:]
        logs = log_softmax(_scaled(scores, temperature, offsets), axis=1)
        value = -(weights * logs[np.arange(len(right)), right]).mean() + _HELD * (offsets**2).sum()
        slope = weights[:, None] * (np.exp(logs) - wanted) / len(right)
        along = (slope * scores).sum() * temperature
        return float(value), np.concatenate([[along], slope.sum(axis=0) + 2 * _HELD * offsets])

    found = minimize(loss, np.zeros(labels + 1), jac=True, method="L-BFGS-B").x
    fitted = Exclusive(float(np.exp(found[0])), tuple(map(float, found[1:])), NEVER)
    sure = fitted.probabilities(scores)
    return Exclusive(
        fitted.temperature,
        fitted.offsets,
        threshold(sure.max(axis=1), sure.argmax(axis=1) == right),
    )


def separate(
    scores: NDArray[np.float32], has: NDArray[np.bool_], asked: NDArray[np.bool_] | None = None
) -> Separate:
    """Fit a logistic curve to each column of unseen `scores`, and the thresholds of best micro F1.

    With `asked`, no label is ever said of the texts (rows) that it leaves out.
    """
    curves = [_logistic(scores[:, n], has[:, n]) for n in range(scores.shape[1])]
    slopes, offsets = tuple(c[0] for c in curves), tuple(c[1] for c in curves)
    chances = Separate(slopes, offsets, ()).probabilities(scores)
    if asked is not None:
        chances = np.where(asked[:, None], chances, -1.0)  # below every threshold
    return Separate(slopes, offsets, best_thresholds(chances, has))


def threshold(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], precision: float = PRECISION
) -> float:
    """Return the lowest confidence from which on `precision` of the texts are right.

    NEVER where no such confidence is shared by FEWEST texts.
    """
    order = np.argsort(-confidence, kind="stable")
    precisions = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precisions >= precision)
    enough = good[good + 1 >= min(FEWEST, len(order))]
    return float(confidence[order][enough[-1]]) if len(enough) else NEVER


def expected_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error: mean gap of confidence and accuracy over BINS."""
    return float(sum(share * abs(sure - hit) for sure, hit, share in reliability(confidence, right)))


def reliability(
    confidence: NDArray[np.float64], right: NDArray[np.bool_]
) -> list[tuple[float, float, float]]:
    """Return (mean confidence, accuracy, share of texts) for each filled bin of confidence."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled: Sequence[int] = sorted(set(bins.tolist()))
    return [
        (
            float(confidence[bins == number].mean()),
            float(right[bins == number].mean()),
            float((bins == number).mean()),
        )
        for number in filled
    ]


def _weights(right: NDArray[np.int64], outside: int | None) -> NDArray[np.float64]:
    weights = np.ones(len(right))
    own = right == outside
    if own.any():
        rest = len(own) - own.sum()
        weights[own] = max(1.0, OUTSIDE_SHARE / (1 - OUTSIDE_SHARE) * rest / own.sum())
    return weights


def _scaled(
    scores: NDArray[np.float32], temperature: float, offsets: Sequence[float] | NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.asarray(scores * temperature + np.asarray(offsets), dtype=np.float64)


def _logistic(scores: NDArray[np.float32], has: NDArray[np.bool_]) -> tuple[float, float]:
    def loss(parameters: NDArray[np.float64]) -> float:
        odds = scores * parameters[0] + parameters[1]
        return float(np.logaddexp(0, np.where(has, -odds, odds)).mean() + 1e-4 * (parameters**2).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x
    return float(slope), float(offset)


def best_thresholds(chances: Probabilities, has: NDArray[np.bool_]) -> tuple[float, ...]:
    """Return a threshold for each column, so that the F1 of all labels together is highest.

    One column after the other is set, the rest being as they are; a few rounds settle them.
    """
    columns = range(chances.shape[1])
    found = np.full(len(columns), NEVER)
    for _ in range(_ROUNDS):
        passed = chances >= found
        for column in columns:
            others = np.arange(len(columns)) != column
            hits, said = (passed & has)[:, others].sum(), passed[:, others].sum()
            found[column] = _best(chances[:, column], has[:, column], hits, said + has.sum())
            passed[:, column] = chances[:, column] >= found[column]
    return tuple(float(one) for one in found)


def _best(chance: NDArray[np.float64], has: NDArray[np.bool_], hits: int, others: int) -> float:
    """Return the threshold of one label; the other labels have `hits` among the `others` said or right."""
    if not has.any():
        return NEVER
    order = np.argsort(-chance, kind="stable")
    f1 = 2 * (hits + np.cumsum(has[order])) / (others + np.arange(1, len(order) + 1))
    return float(chance[order][int(f1.argmax())])
