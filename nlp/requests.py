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
# Words that ask, and what else must stand there. Read in lower case, and each only where it stands at all:
# a regex that begins with a word is quick, one of all of them is tried at every letter.
_GOES_ON = {
    "ønske": r"[rst]?\b",
    **dict.fromkeys(("anmode", "foreslå", "tilbyde", "bede"), r"[rs]?\b"),
    **dict.fromkeys(("tilmeld", "request", "propose", "offer"), ""),
    **dict.fromkeys(("søger", "mangler", "har brug for", "send", "at få", "please", "register"), r"\b"),
    **dict.fromkeys(("interested in", "wish to", "want to"), r"\b"),
    "would ": r"(?:like|be)\b",
    "let ": r"(?:me|us) know\b",
}
_STANDS_BEHIND = {
    " gerne": ("vil", "ville", "vi", "jeg", "hører"),
    " til": ("sig", "skriv", "parat", "parate"),
}
_ASKING = {
    "?": re.compile(r"\?"),
    **{word: re.compile(rf"{word}(?<!\w{word}){rest}") for word, rest in _GOES_ON.items()},
    **{
        word: re.compile("|".join(rf"{word}\b(?<=\b{one}{word})" for one in before))
        for word, before in _STANDS_BEHIND.items()
    },
}
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
    asking = _asking(lowered(text))
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


def _asking(lower: str) -> list[int]:
    """Return the places of words that ask, ascending."""
    forms = [form for word, form in _ASKING.items() if word in lower]
    return sorted(match.start() for form in forms for match in form.finditer(lower))


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Say whether any of ascending `places` lies in [start, end)."""
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end
