"""Whose answer a letter is: on whose behalf it speaks, and who signed a joint one.

Names as the letter writes them; whether they are invited, or known at all, is asked elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consultation.rounds.answers import layout, phrases
from consultation.rounds.words import Text
from nlp import signatures
from nlp.message import lowered

_ORGANISATION = re.compile(
    r"fond|legat|forening|foundation|trust|charity|kommune|region|stiftelse|selskab|center|centre|institut|råd"
    r"|netværk|network|samvirke|association|council|society|union|forbund|landsorganisation|hjælp|mission|kors"
    r"|hær|organisation|alliance|højskole|fund\b|hus|kirke|bevægelse|danmark\b|sammenslutning|\ba/s|\baps",
    re.IGNORECASE,
)
_WORD = r"(?:[A-ZÆØÅÉ0-9][\w'’./-]*|&)"
_INNER = r"(?:(?:for|af|of|the|til|i|in|mod|de|den|og|and|&|med|von|van|på)[ \t]+)"
_NAME = rf"{_WORD}(?:[ \t]+(?:{_INNER}{{1,2}})?{_WORD}){{0,7}}"
_NAMES = rf"{_NAME}(?:(?:\s*,\s*(?:og\s+|and\s+)?|\s+(?:og|and|samt|&)\s+)(?:the\s+)?{_NAME}){{0,25}}"
_PARTED = re.compile(r"\s*[,;]\s*(?:og\s+|and\s+|samt\s+)?|\s+(?:samt|as well as)\s+")
_AND = re.compile(r"\s+(?:og|and|&)\s+")
_BULLET = re.compile(r"^[\s*•·–-]+|^\(?\d{1,2}[.):]\s+")
_MOST_SIGNATORIES = 60
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Authors:
    """On whose behalf a letter speaks, as one name, and the organisations behind a joint letter."""

    on_behalf: str | None
    signatories: tuple[str, ...]


def is_of_an_organisation(name: str) -> bool:
    """Say whether a name has a word in it that makes it an organisation's."""
    return _ORGANISATION.search(name) is not None


def authors(texts: Sequence[Text]) -> Authors:
    """Read whose answer a message is; a letter of one organisation has no signatories."""
    listed = [name for text in texts for name in _listed(text.text)]
    spoken = [name for text in texts for name in _spoken(text.text)]
    names = _distinct(listed) if len(listed) > 1 else _distinct([*spoken, *listed])
    if len(names) > 1:
        return Authors(None if not spoken else _one(spoken), tuple(names))
    own = next((name for text in texts if (name := _signature(text.text))), None)
    return Authors(names[0] if names else own, ())


def _one(spoken: Sequence[str]) -> str | None:
    return spoken[0] if len(_distinct(spoken)) == 1 else None


def _spoken(text: str) -> Iterator[str]:
    """Yield the names that follow "på vegne af" and the like in running text."""
    words = "|".join(phrase.replace(" ", r"\s+") for phrase in phrases.words("authors.on_behalf"))
    for match in re.finditer(rf"(?i:\b(?:{words}))\s*:?\s+(?i:the\s+)?(?P<names>{_NAMES})", text):
        yield from (name for name in _names(match["names"]) if _ORGANISATION.search(name))


def _listed(text: str) -> Iterator[str]:
    """Yield the names on the lines below "Underskrevet af:", or in the block that ends a joint letter."""
    rows = [text[row.start : row.end] for row in layout.lines(text)]
    heads = phrases.any_of("authors.signed_by", r"[\s*_#-]*(?:{})\s*:?[\s*_]*")
    for number, row in enumerate(rows):
        if heads.fullmatch(lowered(row)):
            yield from _until_prose(rows[number + 1 :])
    below = [text[span.start : span.end] for span in layout.frame(text)]
    names = [name for row in below[1:] for name in _row(row)]
    if len([name for name in names if _ORGANISATION.search(name)]) > 1:
        yield from (name for name in names if _ORGANISATION.search(name))


def _until_prose(rows: Sequence[str]) -> Iterator[str]:
    for row in rows[:_MOST_SIGNATORIES]:
        names = _row(row)
        if not names:
            return
        yield from names


def _row(row: str) -> list[str]:
    """Return the organisations on one line of a list: "Fonden A, Odense" is one, "A-fonden, B-fonden" two."""
    line = _BULLET.sub("", row.strip()).rstrip(" .;")
    if len(line) > 3 * _LONGEST_NAME or not re.match(r"[A-ZÆØÅÉ0-9]", line) or "@" in line:
        return []
    return [name for name in _names(line) if len(name) <= _LONGEST_NAME] if _ORGANISATION.search(line) else []


def _names(listed: str) -> list[str]:
    """Part a list of names; "og" parts two organisations and joins the words of one."""
    found: list[str] = []
    for piece in _PARTED.split(" ".join(listed.split())):
        halves = _AND.split(piece)
        apart = len(halves) > 1 and all(_ORGANISATION.search(half) for half in halves)
        found.extend(halves if apart else [piece])
    names = [name.strip(" .,;:") for name in found]
    organisations = [name for name in names if _ORGANISATION.search(name)]
    return organisations or [name for name in names if name]


def _distinct(names: Sequence[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(lowered(name).removesuffix("s"), name)
    return list(kept.values())


def _signature(text: str) -> str | None:
    below = [text[span.start : span.end] for span in layout.frame(text)]
    greeting = phrases.any_of("splitting.greetings")
    signed = [line for line in below if not greeting.fullmatch(lowered(line).rstrip(" ,.!:"))]
    return signatures.read(signed).organisation
