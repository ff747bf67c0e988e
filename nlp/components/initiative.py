"""The component that decides which initiative a message is about, and how sure that is."""

from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from nlp import calibration, linear, network, values
from nlp.components import features, reading
from nlp.components.learning import Examples, docs_of, folds, labels_of, unseen_scores
from nlp.components.reading import Reading
from nlp.languages import OTHER
from nlp.linear import Linear, Scores
from nlp.network import Mixed
from nlp.taxonomy import OUT_OF_SCOPE

_FEWEST_WORDS = 2  # one word is no request


@Language.factory(
    "fondsdialog_initiative",
    requires=["doc._.vector", "doc._.language"],
    assigns=["doc.cats", "doc._.confidence", "doc._.accepted", "doc._.along"],
    default_config={"seed": 0},
)
class Initiative:
    """Writes the probabilities of the initiatives to `doc.cats`, and whether the best one holds.

    The probabilities are fitted, and the threshold of `accepted` chosen, on messages left out
    of training: `unseen` keeps their probabilities for the report.
    """

    def __init__(self, nlp: Language, name: str, seed: int) -> None:
        self.name = name
        self.nlp = nlp
        self.seed = seed
        self.scorer: Mixed | None = None
        self._together: Linear | None = None
        self.calibration = calibration.Exclusive(1.0, (), calibration.NEVER)
        self.unseen: np.ndarray[Any, np.dtype[np.float64]] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The initiatives that are told apart."""
        return self.scorer.labels if self.scorer else ()

    def initialize(self, get_examples: Examples, **_settings: Any) -> None:
        """Learn the weights, then how much their scores are worth on what they have not seen."""
        docs = docs_of(get_examples)
        texts = features.of(self.nlp).matrix(docs)
        targets = np.array([labels_of(doc)["initiative"] for doc in docs])
        labels = tuple(sorted(set(targets.tolist())))
        self._together = None
        self.scorer = network.fit_mixed(texts, targets.tolist(), labels, self.seed)
        scores = unseen_scores(
            texts,
            folds(docs, self.seed),
            lambda rest, places: network.fit_mixed(rest, targets[places].tolist(), labels, self.seed),
            len(labels),
        )
        right = np.array([self.labels.index(target) for target in targets])
        outside = next((n for n, key in enumerate(self.labels) if key in OUT_OF_SCOPE), None)
        self.calibration = calibration.exclusive(scores, right, outside)
        self.unseen = self.calibration.probabilities(scores)

    def score_along(self, other: Linear) -> None:
        """Have `other` score each message too, into `doc._.along`: once over the features is quicker."""
        if self.scorer is not None:
            self._together = linear.joined([self.scorer.linear, other])

    def __call__(self, doc: Doc) -> Doc:
        """Write probabilities, confidence and acceptance of `doc`."""
        if self.scorer is None:
            return doc
        found = reading.of(doc)
        words = found.words
        chances = self.calibration.probabilities(self._scored(found, self.scorer))
        # what is said in no word, or in a language that is not read, is guessed at most by half
        held_back = 1.0 if not words else 0.5 if found.language == OTHER else 0.0
        if held_back:
            chances = chances * (1 - held_back) + held_back / len(chances)
        doc.cats = cats = dict(zip(self.labels, chances.tolist(), strict=True))
        found.initiative = best = self._best(cats) if words else self._outside(cats)
        found.confidence = confidence = cats[best]
        passed = confidence >= self.calibration.threshold
        found.accepted = passed and words >= _FEWEST_WORDS and not held_back
        return doc

    def _scored(self, found: Reading, scorer: Mixed) -> Scores:
        if self._together is None:
            return scorer.score(found.vector)
        scores, own = self._together.score(found.vector), len(scorer.labels)
        found.along = scores[own:]
        return scorer.settled(scores[:own], found.vector)

    def unseen_best(self) -> tuple[str, ...]:
        """Return the best initiative of each message learnt from, by models that had not seen it."""
        if self.unseen is None:
            raise RuntimeError("the initiatives have not been learnt")
        return tuple(self.labels[best] for best in self.unseen.argmax(axis=1).tolist())

    def _best(self, chances: dict[str, float]) -> str:
        return max(chances, key=chances.__getitem__)

    def _outside(self, chances: dict[str, float]) -> str:
        """Return the label of what asks for nothing, where there is one."""
        return next((label for label in chances if label in OUT_OF_SCOPE), self._best(chances))

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Write weights and calibration."""
        if self.scorer is None:
            raise RuntimeError("the initiatives have not been learnt")
        self.scorer.linear.save(path.with_suffix(".npz"))
        self.scorer.network.save(_beside(path))
        values.write(path.with_suffix(".json"), self.calibration.stored())

    def from_disk(self, path: Path, **_options: Any) -> "Initiative":
        """Read weights and calibration back."""
        self.scorer = Mixed(linear.load(path.with_suffix(".npz")), network.load(_beside(path)))
        self.calibration = calibration.Exclusive(**values.read(path.with_suffix(".json")))
        return self


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}_network.npz")


def of(nlp: Language) -> Initiative:
    """Return the initiative component of the pipeline `nlp`."""
    return cast("Initiative", nlp.get_pipe("initiative"))
