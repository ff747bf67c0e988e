"""Whether a question asks one thing and leaves its answer open, in Danish and English.

Rules on one question's text; they point a person at a question and change none. The phrases are in
`question_phrases.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")


def asks_two_things(text: str) -> bool:
    """Tell whether a question holds two: two question marks, or two askings joined by "and"."""
    plain = _plain(text)
    return plain.count("?") > 1 or _phrases("double").search(plain) is not None


def suggests_its_answer(text: str) -> bool:
    """Tell whether a question asks for agreement, or takes its answer for granted."""
    return _phrases("leading").search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Leave out what stands in brackets, which explains and does not ask."""
    return _SPACE.sub(" ", _IN_BRACKETS.sub(" ", text)).strip()


@cache
def _phrases(table: str) -> re.Pattern[str]:
    tables = tomllib.loads(files(__package__).joinpath("question_phrases.toml").read_text("utf-8"))
    return re.compile("|".join(tables[table]["phrases"]), re.IGNORECASE)
