"""How a letter is laid out: lines, paragraphs, sentences, and the frame of greeting and signature.

Positions only, into the text as it was written; what the words mean is asked elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from consultation.rounds.answers import phrases
from nlp.message import lowered
from nlp.understanding import Span

_LINE = re.compile(r"[^\n]*\S[^\n]*")
# A sentence ends at its mark before a capital, a dash or a quote; one of an abbreviation ends nothing.
_SENTENCE_END = re.compile(
    r"(?<!\bnr)(?<!\bkl)(?<!\bjf)(?<!\bca)(?<!\bmr)(?<!\bdr)(?<!\bhr)(?<!\bbl\.a)(?<!\bf\.eks)(?<!\bpct)(?<!\bh\.c)"
    r"[.!?…]+[\"”»)]*\s+(?=[\"“«(–-]?\s?[A-ZÆØÅÉ0-9])",
)
_ITEM = re.compile(r"\s*(?:[-*•–·]|\(?\d{1,2}[.):]|\(?[a-zæøå][.)])\s")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_NAME = re.compile(r"[/–-]?\s*(?:[A-ZÆØÅ][\w'.-]*[,\s]*){1,5}")
_LETTER_LINES = 8  # a letterhead is no longer
_SIGNATURE_LINES = 16
_PROSE = 100  # characters: a longer line is no line of a signature


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the stretch without white space around it, or None where nothing else is there."""
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return None
    begin = start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(inner))


def lines(text: str, span: Span | None = None) -> list[Span]:
    """Return the lines that hold anything, without white space around them."""
    start, end = (span.start, span.end) if span else (0, len(text))
    found = (trimmed(text, *line.span()) for line in _LINE.finditer(text, start, end))
    return [line for line in found if line]


def paragraphs(text: str, span: Span) -> list[Span]:
    """Return the paragraphs: parted by empty lines, or where there are none by their long lines."""
    found = _cut(text, span, (end.start() for end in _PARAGRAPH_END.finditer(text, span.start, span.end)))
    if len(found) > 1:
        return found
    rows = lines(text, span)
    return rows if len(rows) > 1 and not _wrapped(text, rows) else found


def sentences(text: str, span: Span) -> list[Span]:
    """Return the sentences of a stretch; items of a list and lines of their own are sentences too."""
    found: list[Span] = []
    for paragraph in paragraphs(text, span):
        rows = lines(text, paragraph)
        starts = [row.start for before, row in pairwise(rows) if _own_line(text, before, row)]
        ends = [end.end() for end in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end)]
        found.extend(_cut(text, paragraph, sorted({*starts, *ends})))
    return found


def frame(text: str) -> list[Span]:
    """Return the lines of letterhead, greeting and signature, in order."""
    rows = lines(text)
    head = _head(text, rows)
    tail = _tail(text, rows[head:])
    return [*rows[:head], *rows[len(rows) - tail :]]


def is_signature(words: str) -> bool:
    """Say whether a few words at the end of a line are a name, with or without a closing formula."""
    return _closes(lowered(words)) or _NAME.fullmatch(words) is not None


def without(spans: Sequence[Span], text: str) -> list[Span]:
    """Return what is left of a text outside `spans` (in order), trimmed."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    left = (trimmed(text, *edge) for edge in zip(edges[::2], edges[1::2], strict=True))
    return [span for span in left if span]


def _cut(text: str, span: Span, places: Iterator[int] | Sequence[int]) -> list[Span]:
    edges = [span.start, *places, span.end]
    found = (trimmed(text, *edge) for edge in pairwise(edges))
    return [piece for piece in found if piece]


def _wrapped(text: str, rows: Sequence[Span]) -> bool:
    """Say whether lines look broken by a program at one width rather than ended by the writer."""
    if sum(text[row.end - 1] in ".!?:;" for row in rows) >= 0.8 * len(rows):
        return False
    longest = max(row.end - row.start for row in rows)
    full = sum(row.end - row.start > 0.75 * longest for row in rows[:-1])
    return longest <= _PROSE and full >= 0.6 * (len(rows) - 1)


def _own_line(text: str, before: Span, row: Span) -> bool:
    short = before.end - before.start < 0.6 * _PROSE
    begins = not text[row.start].islower()
    return _ITEM.match(text, row.start) is not None or (short and begins)


def _head(text: str, rows: Sequence[Span]) -> int:
    """Count the lines of letterhead and greeting that open the letter."""
    letterhead, greeting = phrases.any_of("splitting.letterhead"), phrases.any_of("splitting.greetings")
    count = 0
    for number, row in enumerate(rows[:_LETTER_LINES], start=1):
        line = lowered(text[row.start : row.end])
        if greeting.fullmatch(line.rstrip(" ,.!:")):
            return number
        if not letterhead.match(line):
            break
        count = number
    return count


def _tail(text: str, rows: Sequence[Span]) -> int:
    """Count the lines from the closing formula on, if nothing but a signature follows it."""
    near = rows[-_SIGNATURE_LINES:]
    for number, row in enumerate(near):
        line = text[row.start : row.end]
        if (
            _closes(lowered(line))
            and not _goes_on(line)
            and not any(_speaks(text, after) for after in near[number + 1 :])
        ):
            return len(near) - number
    return 0


def _closes(line: str) -> bool:
    closing = phrases.any_of("splitting.closings", r"(?:--|—)|(?:(?:{})(?!\w)[,.!]?(?: .{0,50})?)")
    return closing.fullmatch(line) is not None


def _goes_on(line: str) -> bool:
    """Say whether a sentence follows the name on the line of a closing formula."""
    ends = [end.end() for end in _SENTENCE_END.finditer(line)]
    return any(_speaks(line, Span(end, len(line))) for end in ends[:1])


def _speaks(text: str, row: Span) -> bool:
    line = lowered(text[row.start : row.end])
    return len(line) > _PROSE or phrases.any_of("splitting.speaking").search(line) is not None
