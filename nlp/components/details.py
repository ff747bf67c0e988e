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

from nlp import calibration, linear, values
from nlp.components import features
from nlp.components.learning import Examples, docs_of, folds, labels_of, unseen_scores
from nlp.linear import Linear
from nlp.taxonomy import OUT_OF_SCOPE

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
        self.topics: Linear | None = None
        self.calibration = calibration.Separate((), (), ())
        self.choices: dict[str, Linear] = {}
        self.applies: dict[str, list[str]] = {}  # choice -> initiatives that it is made for
        self.unseen: np.ndarray[Any, np.dtype[np.float64]] | None = None
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
        found = doc._
        initiative, scores = found.initiative, self._all.score(found.vector)
        end = 0
        if self.topics is not None:
            end = len(self.topics.labels)
            if initiative not in OUT_OF_SCOPE:
                found.topics = self._passed(self.calibration.probabilities(scores[:end]))
        for choice, scorer in self.choices.items():
            start, end = end, end + len(scorer.labels)
            if initiative in self.applies[choice]:
                best = scorer.labels[int(scores[start:end].argmax())]
                setattr(found, choice, None if best == UNSAID else best)
        return doc

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Write weights and calibration to a folder."""
        path.mkdir(parents=True, exist_ok=True)
        if self.topics is not None:
            self.topics.save(path / "topics.npz")
        for choice, scorer in self.choices.items():
            scorer.save(path / f"{choice}.npz")
        settings = {"applies": self.applies, "calibration": self.calibration.stored()}
        values.write(path / "details.json", settings)

    def from_disk(self, path: Path, **_options: Any) -> "Details":
        """Read weights and calibration back."""
        settings = values.read(path / "details.json")
        self.calibration = calibration.Separate(**settings["calibration"])
        self.applies = settings["applies"]
        self.choices = {choice: linear.load(path / f"{choice}.npz") for choice in self.applies}
        self.topics = linear.load(path / "topics.npz") if self.calibration.slopes else None
        self._join()
        return self

    def _join(self) -> None:
        scorers = [*([self.topics] if self.topics else []), *self.choices.values()]
        self._all = linear.joined(scorers) if scorers else None

    def _learn_topics(self, docs: Sequence[Doc], texts: csr_matrix) -> None:
        own = [labels_of(doc)["topics"] for doc in docs]
        labels = sorted({topic for topics in own for topic in topics})
        if not labels:
            return
        self.topics = linear.fit_each(texts, own, labels, self.seed)
        scores = unseen_scores(
            texts,
            folds(docs, self.seed),
            lambda rest, places: linear.fit_each(rest, [own[place] for place in places], labels, self.seed),
            len(labels),
        )
        has = np.array([[label in topics for label in labels] for topics in own])
        self.calibration = calibration.separate(scores, has)
        self.unseen = self.calibration.probabilities(scores)

    def unseen_topics(self, initiatives: Sequence[int], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return the topics said of messages left out of learning, given their initiatives."""
        if self.unseen is None:
            return ()
        return tuple(
            self._passed(row) if names[best] not in OUT_OF_SCOPE else ()
            for row, best in zip(self.unseen, initiatives, strict=True)
        )

    def _passed(self, chances: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[str, ...]:
        labels = self.topics.labels if self.topics else ()
        passed = chances >= np.array(self.calibration.thresholds)
        return tuple(label for label, yes in zip(labels, passed, strict=True) if yes)

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
