"""The words by which answers are read, kept in TOML beside the rules, as compiled expressions.

A phrase is a regular expression matched on lower-case text; a space in it stands for any white space, so
that a wrapped line does not hide a phrase. What a match means is said by the rule, not here.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.message import lowered

_MARKS = re.compile(r"[,;:\"“”«»()*_>–—]|\s-\s")


@cache
def table(name: str) -> dict[str, Any]:
    """Return the tables of one file of words (`kinds`, `splitting`, `consent`, `authors`)."""
    return tomllib.loads(files("consultation.rounds.answers").joinpath(f"{name}.toml").read_text("utf-8"))


def words(key: str) -> list[str]:
    """Return the list under `file.list` or `file.table.list` as it stands; KeyError where there is none."""
    name, *path = key.split(".")
    found: Any = table(name)
    for step in path:
        found = found[step]
    return list(found)


@cache
def any_of(key: str, frame: str = r"(?<!\w)(?:{})(?!\w)") -> re.Pattern[str]:
    """Return an expression for any phrase of a list, put into `frame`; one of none matches nothing."""
    phrases = "|".join(phrase.replace(" ?", r"\s*").replace(" ", r"\s+") for phrase in words(key))
    return re.compile(frame.replace("{}", phrases) if phrases else r"(?!)")


def said(sentence: str) -> str:
    """Return a sentence as phrases are matched against it: lower case, single spaces, no marks."""
    return " ".join(_MARKS.sub(" ", lowered(sentence)).split())
