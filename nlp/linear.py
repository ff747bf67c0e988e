"""Linear scoring of sparse texts, and how its weights are learnt.

One weight per feature and label: quick to load and to run, and every score can be taken
apart into words. Scikit-learn learns the weights; scoring needs numpy and scipy only. What a
score is worth as a probability is `nlp.calibration`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.vocabulary import Vector

COST = 0.4  # LinearSVC's C, chosen by cross-validation: docs/understanding.md

_STEPS = 10_000  # more than it needs

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """Labels with their weights, of shape (features, labels), and their biases (labels,)."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, texts: csr_matrix) -> Scores:
        """Return the scores of `texts` (a row a text), of shape (texts, labels)."""
        return np.asarray(texts @ self.weights + self.bias, dtype=np.float32)

    def score(self, text: Vector) -> Scores:
        """Return the scores of one text, of shape (labels,)."""
        return np.asarray(text.values @ self.weights.take(text.columns, axis=0) + self.bias, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write to the file `path`, weights as 16-bit floats: they decide nothing finer."""
        np.savez(
            path,
            labels=np.array(self.labels, dtype=str),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )


def joined(scorers: Sequence[Linear]) -> Linear:
    """Return one scorer of all labels of `scorers`, in their order: what they share is read once."""
    return Linear(
        tuple(chain.from_iterable(one.labels for one in scorers)),
        np.concatenate([one.weights for one in scorers], axis=1),
        np.concatenate([one.bias for one in scorers]),
    )


def load(path: Path) -> Linear:
    """Read back what `Linear.save` wrote; OSError and KeyError where it is not there."""
    with np.load(path) as stored:
        return Linear(
            tuple(str(label) for label in stored["labels"]),
            stored["weights"].astype(np.float32),
            stored["bias"],
        )


def fit(
    texts: csr_matrix, targets: Sequence[str], seed: int, *, even: bool = False, cost: float = COST
) -> Linear:
    """Learn to tell the labels in `targets` (one a text; two different at least) apart.

    With `even`, each label weighs the same however many texts have it. The higher the `cost` of a mistake,
    the closer the texts are followed.
    """
    labels = tuple(sorted(set(targets)))
    return fit_each(texts, [(target,) for target in targets], labels, seed, even=even, cost=cost)


def fit_each(
    texts: csr_matrix,
    targets: Sequence[Sequence[str]],
    labels: Sequence[str],
    seed: int,
    *,
    even: bool = False,
    cost: float = COST,
) -> Linear:
    """Learn for each of `labels` by itself whether a text has it; a text may have many."""
    columns = [
        _separator(texts, [label in own for own in targets], seed, even=even, cost=cost) for label in labels
    ]
    return Linear(
        tuple(labels),
        np.stack([weights for weights, _ in columns], axis=1).astype(np.float32),
        np.array([bias for _, bias in columns], dtype=np.float32),
    )


def _separator(
    texts: csr_matrix, has: Sequence[bool], seed: int, *, even: bool, cost: float
) -> tuple[NDArray[np.float64], float]:
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - needed, and paid for, in training only

    if len(set(has)) == 1:  # all or none: the label says nothing about words
        return np.zeros(texts.shape[1]), 1.0 if has[0] else -1.0
    weights = "balanced" if even else None
    separator = LinearSVC(C=cost, class_weight=weights, random_state=seed, max_iter=_STEPS)
    learnt = separator.fit(texts, has)
    return learnt.coef_[0], float(learnt.intercept_[0])
