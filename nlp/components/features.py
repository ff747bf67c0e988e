"""The component that turns a message into the vector that initiative and details score."""

from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.sparse import csr_matrix
from spacy.language import Language
from spacy.tokens import Doc

from nlp import lexicon, values, vocabulary
from nlp.components import reading
from nlp.components.learning import Examples, docs_of
from nlp.ngrams import Reader
from nlp.vocabulary import Occurrences, Vector, Vocabulary

MEANING = 1.0  # the length of a text's mean word vector, beside vocabulary.SCALE


@Language.factory(
    "fondsdialog_features",
    requires=["doc._.lines"],
    assigns=["doc._.vector"],
    default_config={"least": 2},
)
class Features:
    """Writes `doc._.vector`; knows the features found in at least `least` texts of the corpus."""

    def __init__(self, nlp: Language, name: str, least: int) -> None:
        self._vocab = nlp.vocab
        self.name = name
        self.least = least
        self.reader = Reader(lexicon.Lexicon(()))
        self.vocabulary: Vocabulary | None = None

    def initialize(self, get_examples: Examples, **_settings: Any) -> None:
        """Learn which features there are, with the shipped lexicon."""
        self.reader = Reader(lexicon.Lexicon(lexicon.read()))
        texts = [self.occurrences(doc) for doc in docs_of(get_examples)]
        self.vocabulary = vocabulary.learn(texts, least=min(self.least, len(texts)))
        self.reader = Reader(self.reader.lexicon, self.vocabulary)

    def __call__(self, doc: Doc) -> Doc:
        """Write the vector of `doc`."""
        vector = self.known.vector(self.occurrences(doc))
        reading.of(doc).vector = vocabulary.joined(vector, self._meaning(doc)) if self._dimensions else vector
        return doc

    @property
    def known(self) -> Vocabulary:
        """The vocabulary; RuntimeError before training."""
        if self.vocabulary is None:
            raise RuntimeError("the features have not been learnt")
        return self.vocabulary

    def occurrences(self, doc: Doc) -> Occurrences:
        """Return the features of `doc` that are known (in training: all), token by token."""
        return self.reader.read(doc, reading.of(doc).lines)

    def matrix(self, docs: list[Doc]) -> csr_matrix:
        """Stack the vectors of `docs`."""
        return vocabulary.matrix([reading.of(doc).vector for doc in docs], self.width)

    @property
    def width(self) -> int:
        """How many columns a vector has: the known features, then the word vectors' dimensions."""
        return len(self.known) + self._dimensions

    @property
    def _dimensions(self) -> int:
        return int(self._vocab.vectors.shape[1]) if self._vocab.vectors.shape[0] else 0

    def _meaning(self, doc: Doc) -> Vector:
        """Return the mean of the words' vectors."""
        values = np.asarray(doc.vector, dtype=np.float32)
        length = float(np.linalg.norm(values)) or 1.0
        return Vector(np.arange(len(self.known), self.width), values * np.float32(MEANING / length))

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Write vocabulary and lexicon."""
        self.known.save(path.with_suffix(".npz"))
        values.write(path.with_suffix(".json"), self.reader.lexicon.stored())

    def from_disk(self, path: Path, **_options: Any) -> "Features":
        """Read vocabulary and lexicon back."""
        self.vocabulary = vocabulary.load(path.with_suffix(".npz"))
        self.reader = Reader(lexicon.of(values.read(path.with_suffix(".json"))), self.vocabulary)
        return self


def of(nlp: Language) -> Features:
    """Return the features component of the pipeline `nlp`."""
    return cast("Features", nlp.get_pipe("features"))
