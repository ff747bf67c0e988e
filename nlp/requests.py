"""Where a message asks for something: the sentences of its request, by their wording.

Plain rules, Danish and English. What is asked for is learnt (`nlp.components`); this shows a
reader where to look, and finds the one request that has its own law: access to documents.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlp.message import lowered
from nlp.parts import Line, Part
from nlp.understanding import Span

_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!]+|\n|$)")
# read in lower case: ignoring it makes a regex several times slower
_ASKING = re.compile(
    r"\?|\b(?:(?:vil|ville|vi|jeg) gerne|ønske[rst]?|bede[rs]?|anmode[rs]?|foreslå[rs]?|tilbyde[rs]?"
    r"|søger|mangler|har brug for|tilmeld\w*|sig til|skriv til|send|hører gerne|parate? til|at få"
    r"|would (?:like|be)|please|request\w*|propose\w*|offer\w*|interested in|wish to|want to"
    r"|let (?:me|us) know|register)\b"
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
    asking = [match.start() for match in _ASKING.finditer(lowered(text))]
    return tuple(
        Span(*sentence.span())
        for line in lines
        if line.part in _READ and _any_in(asking, line.span.start, line.span.end)
        for sentence in _SENTENCE.finditer(text, line.span.start, line.span.end)
        if _any_in(asking, *sentence.span())
    )


def asks_for_access(text: str) -> bool:
    """Say whether `text` speaks of access to documents (aktindsigt)."""
    read = lowered(text)
    return any(words in read for words in _ACCESS)


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Say whether any of ascending `places` lies in [start, end)."""
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end
