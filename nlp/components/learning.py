"""What the trainable components share: labelled Docs, and folds that keep writers apart.

Labels travel on an Example's Doc in `user_data["labels"]`, as plain values, so that a
converted corpus can be stored as a DocBin.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from spacy.tokens import Doc
from spacy.training import Example

from nlp.linear import Scores

FOLDS = 5
_WRITERS = 3  # with fewer files, whole files cannot be left out

Labels = dict[str, Any]


class Scorer(Protocol):
    """What has been learnt: scores many texts at once."""

    def scores(self, texts: csr_matrix) -> Scores:
        """Return the scores of `texts` (a row a text), of shape (texts, labels)."""


Examples = Callable[[], Iterable[Example]]


def labels_of(doc: Doc) -> Labels:
    """Return the labels of a labelled Doc: see `nlp.training.labels`."""
    labels: Labels = doc.user_data["labels"]
    return labels


def docs_of(get_examples: Examples) -> list[Doc]:
    """Return the Docs to learn from; the same objects at every call of one training."""
    return [example.predicted for example in get_examples()]


def folds(docs: Sequence[Doc], seed: int) -> list[NDArray[np.int64]]:
    """Deal the places of `docs` to FOLDS lists, to be left out one after the other.

    Near-duplicates never part. With _WRITERS files or more a file never parts either: what
    is measured is how well the model reads writers that it has not met.
    """
    labels = [labels_of(doc) for doc in docs]
    sources = Counter(own["source"] for own in labels)
    unit = "source" if len(sources) >= _WRITERS else "group"
    members: defaultdict[Any, list[int]] = defaultdict(list)
    for place, own in enumerate(labels):
        members[own[unit]].append(place)
    units = list(members.values())
    if unit == "group":
        random.Random(seed).shuffle(units)  # noqa: S311 - a repeatable draw, no secret
        units.sort(key=lambda places: str(labels[places[0]]["initiative"]))
    dealt = [sorted(chain.from_iterable(units[n::FOLDS])) for n in range(FOLDS)]
    return [np.array(places) for places in dealt if places]


def unseen_scores(
    texts: csr_matrix,
    parts: Sequence[NDArray[np.int64]],
    learn: Callable[[csr_matrix, NDArray[np.int64]], Scorer],
    width: int,
) -> Scores:
    """Score each text by a model that has not seen its fold; shape (texts, `width`).

    `learn` takes the rows to learn from and their places, and knows `width` labels.
    """
    scores = np.zeros((texts.shape[0], width), dtype=np.float32)
    everything = np.arange(texts.shape[0])
    for part in parts:
        rest = np.setdiff1d(everything, part)
        scores[part] = learn(texts[rest], rest).scores(texts[part])
    return scores
