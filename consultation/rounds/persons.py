"""Where a letter names persons: names in greetings and signatures, mail addresses, telephones, homes."""

import re
from collections.abc import Iterator

from consultation.rounds.answers import privacy
from nlp.redaction import names_in
from nlp.understanding import Span

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<!\w)(?:\+45|0045)?(?:[ .]?\d){8}(?![\d-])")


def find(text: str) -> list[Span]:
    """Return where persons stand in a text, in order; stretches may overlap."""
    return sorted(_all(text), key=lambda span: (span.start, span.end))


def _all(text: str) -> Iterator[Span]:
    for name in names_in(text):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield Span(*found.span())
    for pattern in (_MAIL, _TELEPHONE):
        for found in pattern.finditer(text):
            yield Span(*found.span())
    yield from privacy.addresses(text)
