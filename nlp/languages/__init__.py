"""Which language a text is in: Danish, English or another, from the letters of its words.

A linear scorer over runs of letters, learnt from the corpus, from sentences in other languages
(`samples.toml`) and from those languages' commonest words. A word scores the same wherever it
stands, so each need be scored but once.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from nlp import linear
from nlp.linear import Linear

SAMPLES = Path(__file__).parent / "samples.toml"
DANISH, ENGLISH, OTHER = "da", "en", "other"

_LONGEST = 5
_LEAST = 2  # texts; rarer runs say nothing
_UNITS = 4_000  # texts of one language that are learnt from; more teach names rather than Danish
_WHOLE = 600  # whole texts beside their sentences
_COST = 1.5  # chosen by cross-validation over one-liners
_SLOW = ("fr",)  # seconds to import; its common words are in the samples
_CHUNK = 5  # common words that make a sentence
_LATIN_ENDS = "\u024f"
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")


class Languages:
    """Tells languages apart."""

    def __init__(self, runs: Sequence[str], scorer: Linear) -> None:
        self.runs = tuple(runs)
        self.scorer = scorer
        self._columns = {run: column for column, run in enumerate(self.runs)}

    def said(self, text: str) -> tuple[float, ...]:
        """Return how many words and runs `text` has, then a score for each label; () without words.

        Added up, these say the same of a longer text.
        """
        words = words_of(text)
        if not words:
            return ()
        scored = [self._scored(word) for word in words if word.isalpha()]
        nothing = (0.0,) * (1 + len(self.scorer.labels))
        return len(words), *(sum(column) for column in zip(nothing, *scored, strict=True))

    def name(self, runs: float, scores: Iterable[float]) -> str:
        """Return "da", "en" or "other" for the sums of what `said` gave; without letters, "other"."""
        if not runs:
            return OTHER
        length = math.sqrt(runs)
        total = [score / length + bias for score, bias in zip(scores, self.scorer.bias.tolist(), strict=True)]
        return self.scorer.labels[total.index(max(total))]

    def _scored(self, word: str) -> tuple[float, ...]:
        if word[0] > _LATIN_ENDS:  # another script
            return 1.0, *(1.0 if label == OTHER else -1.0 for label in self.scorer.labels)
        found = runs_of(word)
        columns = [self._columns[run] for run in found if run in self._columns]
        return float(len(found)), *self.scorer.weights[columns].sum(axis=0).tolist()


def learn(texts: Mapping[str, Sequence[str]], seed: int) -> Languages:
    """Learn from `texts` by language; what is neither Danish nor English makes "other"."""
    units: list[str] = []
    names: list[str] = []
    for name, own in texts.items():
        chosen = _units(own)
        units.extend(chosen)
        names.extend([name if name in (DANISH, ENGLISH) else OTHER] * len(chosen))
    counted = [Counter(run for word in words_of(unit) for run in runs_of(word)) for unit in units]
    spread = Counter(run for counts in counted for run in counts)
    runs = sorted(run for run, times in spread.items() if times >= _LEAST)
    scorer = linear.fit(_matrix(counted, runs), names, seed, even=True, cost=_COST)
    return Languages(runs, scorer)


def foreign(known: Iterable[str], path: Path = SAMPLES) -> dict[str, list[str]]:
    """Return texts by language for the languages of the samples.

    Besides the sentences, in chunks, the common words of the samples and those that spaCy
    lists; words among `known` (those of the corpus) are left out.
    """
    texts = {}
    for language, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        common = {*entry.get("words", ()), *_common_words(language)}.difference(known)
        texts[language] = [*entry["sentences"], *_chunks(sorted(common))]
    return texts


def words_of(text: str) -> list[str]:
    """Return the words of `text` in lower case."""
    return _WORD.findall(text.lower())


def runs_of(word: str) -> list[str]:
    """Return every run of up to five letters of `word`, its ends marked by spaces, and itself."""
    padded = f" {word} "
    runs = [
        padded[start : start + length]
        for length in range(1, _LONGEST + 1)
        for start in range(len(padded) - length + 1)
    ]
    return [*runs, padded] if len(padded) > _LONGEST else runs


def _units(texts: Sequence[str]) -> list[str]:
    """Return whole texts and, so that short ones are learnt too, their single sentences."""
    sentences = [one for text in texts for one in _SENTENCE.split(text) if len(one.split()) > 1]
    chosen = [*sentences[:: max(1, len(sentences) // _UNITS)], *texts[:_WHOLE]]
    return [unit for unit in chosen if words_of(unit)]


def _common_words(language: str) -> set[str]:
    if language in _SLOW:
        return set()
    try:
        listed: set[str] = import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    except ModuleNotFoundError:
        return set()
    return {word for word in listed if word.isalpha()}


def _chunks(words: Sequence[str]) -> list[str]:
    return [" ".join(words[start :: len(words) // _CHUNK or 1]) for start in range(len(words) // _CHUNK)]


def _matrix(counted: Sequence[Counter[str]], runs: Sequence[str]) -> csr_matrix:
    columns = {run: column for column, run in enumerate(runs)}
    rows, places, values = [], [], []
    for row, counts in enumerate(counted):
        scale = np.sqrt(max(1, counts.total()))
        for run, times in counts.items():
            if run in columns:
                rows.append(row)
                places.append(columns[run])
                values.append(times / scale)
    return csr_matrix((values, (rows, places)), shape=(len(counted), len(runs)), dtype=np.float32)
