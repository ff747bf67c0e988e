"""The questions that a round asks where its file writes none; they stand in `question_sets.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from consultation.rounds.words import Question, RoundKind


def default_questions(kind: RoundKind, language: str) -> tuple[Question, ...]:
    """Return the questions for a kind of round; their keys are the same in "da" and "en"."""
    return tuple(Question(question["key"], question["text"]) for question in _sets()[kind][language])


def consent_question(language: str) -> str:
    """Return the question on publication, with its three answers, in "da" or "en"."""
    return str(_sets()["consent"][language])


@cache
def _sets() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("question_sets.toml").read_text("utf-8"))
