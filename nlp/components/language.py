"""The component that tells the language of a message; the model itself is `nlp.languages`."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from nlp import languages, linear, values
from nlp.components import reading
from nlp.components.learning import Examples, docs_of, labels_of
from nlp.languages import DANISH, ENGLISH, Languages
from nlp.remembering import PerWord, Table


@Language.factory(
    "fondsdialog_language",
    assigns=["doc._.language", "doc._.words"],
    default_config={"seed": 0},
)
class LanguageOf:
    """Writes `doc._.language`: "da", "en" or "other"."""

    def __init__(self, nlp: Language, name: str, seed: int) -> None:
        del nlp  # spaCy hands it to every component
        self.name = name
        self.seed = seed
        self.languages: Languages | None = None

    def initialize(self, get_examples: Examples, **_settings: Any) -> None:
        """Learn Danish and English from the corpus, and what is neither from samples too."""
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for doc in docs_of(get_examples):
            texts[labels_of(doc)["lang"] or DANISH].append(reading.of(doc).text)
        read = [text for name in (DANISH, ENGLISH) for text in texts[name]]
        known = {word for text in read for word in languages.words_of(text)}
        texts.update(languages.foreign(known))
        self._use(languages.learn(texts, self.seed))

    def __call__(self, doc: Doc) -> Doc:
        """Write the language of `doc`."""
        if self.languages is None:
            return doc
        words, runs, *scores = self._sums.of(self._said.told(doc)).sum(axis=0).tolist()
        if words:
            found = reading.of(doc)
            found.words, found.language = int(words), self.languages.name(runs, scores)
        return doc

    def _use(self, learnt: Languages) -> None:
        self.languages = learnt
        self._said = PerWord(learnt.said)
        nothing = np.zeros(2 + len(learnt.scorer.labels))
        self._sums = Table(self._said, lambda said: said or nothing.tolist(), nothing)

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Write the scorer and the runs of letters that it knows."""
        if self.languages is None:
            raise RuntimeError("the languages have not been learnt")
        self.languages.scorer.save(path.with_suffix(".npz"))
        values.write(path.with_suffix(".json"), self.languages.runs)

    def from_disk(self, path: Path, **_options: Any) -> "LanguageOf":
        """Read both back."""
        runs = values.read(path.with_suffix(".json"))
        self._use(Languages(runs, linear.load(path.with_suffix(".npz"))))
        return self
