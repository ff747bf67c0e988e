"""Where a message asks for something: the sentences of its request, by their wording.

Plain rules, Danish and English. What is asked for is learnt (`nlp.components`); this shows a
reader where to look, and finds the one request that has its own law: access to documents.
"""

import re
from collections.abc import Iterator, Sequence

from nlp.parts import Line, Part
from nlp.understanding import Span

_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!]+|\n|$)")
_ASKING = re.compile(
    r"\?|\b(?:(?:vil|ville|vi|jeg) gerne|ønske[rst]?|bede[rs]?|anmode[rs]?|foreslå[rs]?|tilbyde[rs]?"
    r"|søger|mangler|har brug for|tilmeld\w*|sig til|skriv til|send|hører gerne|parate? til|at få"
    r"|would (?:like|be)|please|request\w*|propose\w*|offer\w*|interested in|wish to|want to"
    r"|let (?:me|us) know|register)\b",
    re.IGNORECASE,
)
_READ = (Part.SUBJECT, Part.BODY, Part.FORWARD)
_ACCESS = (
    "aktindsigt",
    "agtindsigt",
    "egenacces",
    "offentlighedslov",
    "indsigt i sag",
    "indsigt i akt",
    "access to documents",
    "access to the documents",
    "access to files",
    "freedom of information",
    "foi request",
)


def find(text: str, lines: Sequence[Line]) -> tuple[Span, ...]:
    """Return the sentences that ask, wish or offer, outside quotes and signature, in order."""
    return tuple(
        sentence
        for line in lines
        if line.part in _READ
        for sentence in _sentences(text, line.span)
        if _ASKING.search(text, sentence.start, sentence.end)
    )


def asks_for_access(text: str) -> bool:
    """Say whether `text` speaks of access to documents (aktindsigt)."""
    lowered = text.lower()
    return any(words in lowered for words in _ACCESS)


def _sentences(text: str, line: Span) -> Iterator[Span]:
    for match in _SENTENCE.finditer(text, line.start, line.end):
        if match[0].strip():
            yield Span(*match.span())
