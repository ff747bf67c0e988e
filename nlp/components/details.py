"""The component that reads the details: topics, kind of request, SUSI phase and form.

What the corpus does not label is not learnt. A phase belongs to one initiative only and so
does a form (the taxonomy's rules); which ones, the corpus shows.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.sparse import csr_matrix
from spacy.language import Language
from spacy.tokens import Doc

from nlp import linear, topics, values
from nlp.components import features, initiative, reading
from nlp.components.learning import Examples, docs_of, folds, labels_of, unseen_scores
from nlp.linear import Linear
from nlp.taxonomy import OUT_OF_SCOPE
from nlp.topics import Topics

UNSAID = "-"  # the label of a message that does not say
CHOICES = ("kind", "susi_phase", "form")


@Language.factory(
    "fondsdialog_details",
    requires=["doc._.vector", "doc.cats"],
    assigns=["doc._.topics", "doc._.kind", "doc._.susi_phase", "doc._.form"],
    default_config={"seed": 0},
)
class Details:
    """Writes `doc._.topics`, `doc._.kind`, `doc._.susi_phase` and `doc._.form`."""

    def __init__(self, nlp: Language, name: str, seed: int) -> None:
        self.name = name
        self.nlp = nlp
        self.seed = seed
        self.topics: Topics | None = None
        self.choices: dict[str, Linear] = {}
        self.applies: dict[str, list[str]] = {}  # choice -> initiatives that it is made for
        self.unseen: np.ndarray[Any, np.dtype[np.float32]] | None = None  # scores of topics
        self._scorer: Linear | None = None  # of topics
        self._all: Linear | None = None  # topics, then choices, scored in one go

    def initialize(self, get_examples: Examples, **_settings: Any) -> None:
        """Learn the topics and those choices that the corpus labels."""
        docs = docs_of(get_examples)
        texts = features.of(self.nlp).matrix(docs)
        self._learn_topics(docs, texts)
        self.choices, self.applies = {}, {}
        for choice in CHOICES:
            self._learn_choice(choice, docs, texts)
        self._join()

    def __call__(self, doc: Doc) -> Doc:
        """Write the details of `doc`."""
        if self._all is None:
            return doc
        found = reading.of(doc)
        said = found.initiative
        scores = found.along if found.along is not None else self._all.score(found.vector)
        end = 0
        if self.topics is not None:
            end = len(self.topics.labels)
            found.topics = self.topics.said(scores[:end], said, sure=found.accepted)
        for choice, scorer in self.choices.items():
            start, end = end, end + len(scorer.labels)
            if said in self.applies[choice]:
                best = scorer.labels[int(scores[start:end].argmax())]
                setattr(found, choice, None if best == UNSAID else best)
        return doc

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Write weights and calibration to a folder."""
        path.mkdir(parents=True, exist_ok=True)
        if self._scorer is not None:
            self._scorer.save(path / "topics.npz")
        for choice, scorer in self.choices.items():
            scorer.save(path / f"{choice}.npz")
        settings = {"applies": self.applies, "topics": self.topics.stored() if self.topics else None}
        values.write(path / "details.json", settings)

    def from_disk(self, path: Path, **_options: Any) -> "Details":
        """Read weights and calibration back."""
        settings = values.read(path / "details.json")
        self.applies = settings["applies"]
        self.choices = {choice: linear.load(path / f"{choice}.npz") for choice in self.applies}
        if settings["topics"]:
            self._scorer = linear.load(path / "topics.npz")
            self.topics = topics.of(self._scorer.labels, settings["topics"])
        self._join()
        return self

    def _join(self) -> None:
        scorers = [*([self._scorer] if self._scorer else []), *self.choices.values()]
        self._all = linear.joined(scorers) if scorers else None
        if self._all is not None:
            initiative.of(self.nlp).score_along(self._all)

    def _learn_topics(self, docs: Sequence[Doc], texts: csr_matrix) -> None:
        """Learn from the messages within the strategy only: the others have no topics."""
        own = [(labels_of(doc)["initiative"], labels_of(doc)["topics"]) for doc in docs]
        labels = sorted({topic for _, named in own for topic in named})
        if not labels:
            return
        inside = np.array([name not in OUT_OF_SCOPE for name, _ in own])

        def learnt(rest: csr_matrix, places: np.ndarray[Any, np.dtype[np.int64]]) -> Linear:
            told = np.flatnonzero(inside[places])
            return linear.fit_each(rest[told], [own[n][1] for n in places[told]], labels, self.seed)

        self._scorer = learnt(texts, np.arange(len(docs)))
        self.unseen = unseen_scores(texts, folds(docs, self.seed), learnt, len(labels))
        self.topics = topics.learn(labels, self.unseen, own, initiative.of(self.nlp).unseen_best())

    def unseen_topics(self, said: Sequence[str], accepted: Sequence[bool]) -> tuple[tuple[str, ...], ...]:
        """Return the topics said of messages left out of learning, given what else was said of them."""
        if self.unseen is None or self.topics is None:
            return ()
        rows = zip(self.unseen, said, accepted, strict=True)
        return tuple(self.topics.said(scores, name, sure=sure) for scores, name, sure in rows)

    def _learn_choice(self, choice: str, docs: Sequence[Doc], texts: csr_matrix) -> None:
        labels = [labels_of(doc) for doc in docs]
        initiatives = sorted({own["initiative"] for own in labels if own[choice]})
        rows = [n for n, own in enumerate(labels) if own["initiative"] in initiatives]
        targets = [labels[n][choice] or UNSAID for n in rows]
        if len(set(targets)) > 1:
            self.choices[choice] = linear.fit(texts[rows], targets, self.seed)
            self.applies[choice] = initiatives


def of(nlp: Language) -> Details:
    """Return the details component of the pipeline `nlp`."""
    return cast("Details", nlp.get_pipe("details"))
