"""A circular: what many are written alike is written out once, and each copy greets its own party.

A round's letters to its parties differ in whom they greet and in little else, and writing the same words out
anew takes longer than all the rest of a letter. What a copy says is to the letter what it would say if it
were written alone; what its envelope says is `bot.mail.letters`'.
"""

from collections.abc import Hashable, Iterator
from functools import lru_cache

from markupsafe import escape

from bot.mail.letters import Wording, wording, words_of

_GREETED = "\ue000"
"""Stands where a copy greets its party. Unicode keeps it for private use: it means nothing in any text."""
_AT_ONCE = 32
"""Circulars that are kept while their copies leave."""


def copy_of(letter: str, language: str, subject: str, greeted: str, **said: Hashable) -> Wording:
    """Return what a letter says to whom it greets; ``said`` fills its template."""
    once = _written_once(letter, language, subject, tuple(said.items())) if _fits(greeted) else None
    if once is None:
        return _written(letter, language, subject, greeted, said)
    return Wording(once.text.replace(_GREETED, greeted), once.html.replace(_GREETED, str(escape(greeted))))


def _fits(greeted: str) -> bool:
    """Whether a name takes the mark's place and changes nothing around it: no line, no paragraph."""
    return greeted.isprintable() and bool(greeted) and greeted == greeted.strip()


@lru_cache(maxsize=_AT_ONCE)
def _written_once(
    letter: str, language: str, subject: str, said: tuple[tuple[str, Hashable], ...]
) -> Wording | None:
    """Write a letter out with the mark in place of a name; None where the mark stands in it already."""
    if any(_GREETED in text for text in (subject, *_texts(said))):
        return None
    return _written(letter, language, subject, _GREETED, dict(said))


def _written(letter: str, language: str, subject: str, greeted: str, said: dict[str, Hashable]) -> Wording:
    return wording(words_of(letter, language, greeted=greeted, **said), language, subject)


def _texts(said: Hashable) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, tuple):
        for each in said:
            yield from _texts(each)
