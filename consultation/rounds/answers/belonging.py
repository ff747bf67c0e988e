"""Whether a letter that came by itself speaks of a round at all, or may as well be about another matter."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from consultation.rounds.answers import phrases
from consultation.rounds.answers.reading import read
from consultation.rounds.words import AnswerKind, Question, Text
from nlp.message import lowered

_WORD = re.compile(r"[^\W\d_]{6,}")
_STEM = 6  # letters that a word of the round and one of the letter have in common
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # none is asked for
_MAY_BE_ANOTHER = (AnswerKind.SUBMISSION, AnswerKind.QUESTION)


def speaks_of(subject: str, text: str, key: str, title: str, questions: Sequence[Question]) -> bool:
    """Say whether a letter names anything of a round, or is one of the ways of answering without doing so.

    What it may name: its key, words of its title and questions, and the words that go with any consultation.
    """
    said = lowered(f"{subject}\n{text}")
    if key.lower() in said or phrases.any_of("kinds.belonging.plain").search(said):
        return True
    if _stems([title, *(each.text for each in questions)]) & _stems([said]):
        return True
    found = read([Text("", text)], questions, answered_before=False, known=None, now=_NO_DAY)
    return bool(found.answers) or found.kind not in _MAY_BE_ANOTHER


def _stems(texts: Iterable[str]) -> set[str]:
    words = {word[:_STEM] for text in texts for word in _WORD.findall(lowered(text))}
    return words - set(phrases.words("kinds.belonging.of_any_letter"))
