"""How close a stretch of a letter is to each question: shared stems and subjects, weighed.

A stem that only one question holds tells more than one they all share. Subjects (`splitting.toml`) are the
same in Danish and English, so that an answer meets a question asked in the other language.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from Stemmer import Stemmer

from consultation.rounds.answers import phrases
from consultation.rounds.words import Question
from nlp.message import lowered

CLEAR = 2.0  # the weight that a paragraph must share with a question: more than one telling word
MARGIN = 1.5  # and how many times that of the next question
_HEADING_SHARE = 0.5  # of a heading's telling words, those that the question holds
# A subject is found in many words and tells more than one of them, but for those that letters are full of.
_WEIGHTS = {"§": 1.5, "~": 0.6}
_OPENING = 1.6  # the first words of a sentence say what it is about
_OPENING_WORDS = 8
STRONG = 2.4  # the weight with which a sentence turns away from the question of those before it
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Likeness:
    """The questions of a round, as what each of them shares with no other."""

    weights: Mapping[str, Mapping[str, float]]

    def best(self, text: str, least: float = CLEAR) -> str | None:
        """Return the key of the question that `text` is clearly about, if any."""
        found, first = features(text), features(" ".join(text.split()[:_OPENING_WORDS]))
        scores = {key: _score(own, found, first) for key, own in self.weights.items()}
        return _clear(scores, least)

    def heading(self, line: str) -> str | None:
        """Return the key of the question that a short line names, if most of the line names it."""
        found = features(line)
        scores = {key: _score(own, found, ()) for key, own in self.weights.items()}
        key = _clear(scores, CLEAR / 2)
        if key is None:
            return None
        shared = {feature for feature in _stems(line) if feature in self.weights[key]}
        named = (
            len(shared) >= _HEADING_SHARE * len(_stems(line))
            or _subjects(line, "subjects", "§") & self.weights[key].keys()
        )
        return key if named else None


def likeness(questions: Sequence[Question]) -> Likeness:
    """Weigh the words and subjects of each question by how few of them share it."""
    of = {q.key: features(q.text) for q in questions}
    held = Counter(feature for found in of.values() for feature in found)
    return Likeness({key: {f: _weight(f, held[f]) for f in found} for key, found in of.items()})


def features(text: str) -> set[str]:
    """Return the stems of a text's telling words, and its subjects (`§name`, common ones `~name`)."""
    return _stems(text) | _subjects(text, "subjects", "§") | _subjects(text, "common", "~")


def _weight(feature: str, questions: int) -> float:
    return _WEIGHTS.get(feature[0], 1.0) / float(questions**1.5)


def _score(own: Mapping[str, float], found: set[str], first: set[str] | tuple[()]) -> float:
    return sum(weight * (_OPENING if f in first else 1.0) for f, weight in own.items() if f in found)


def _clear(scores: Mapping[str, float], least: float) -> str | None:
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    if not ordered or scores[ordered[0]] < least:
        return None
    if len(ordered) > 1 and scores[ordered[0]] < MARGIN * scores[ordered[1]]:
        return None
    return ordered[0]


def _stems(text: str) -> set[str]:
    found = (word for word in _WORD.findall(lowered(text)) if word not in _stopwords())
    return {_stem(word) for word in found}


def _subjects(text: str, table: str, mark: str) -> set[str]:
    lower = lowered(text)
    names = phrases.table("splitting")["similarity"][table]
    found = (name for name in names if phrases.any_of(f"splitting.similarity.{table}.{name}").search(lower))
    return {mark + name for name in found}


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(phrases.words("splitting.similarity.stopwords"))


def _stem(word: str) -> str:
    stem = _stemmer().stemWord
    return str(stem(stem(word)))  # "indsatsen" becomes "indsats", and that the stem of "indsats"


@cache
def _stemmer() -> Stemmer:
    return Stemmer("danish")
