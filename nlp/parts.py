"""The parts of a message: the writer's own words, quotes, forwards, signature, small print.

Plain rules on lines, Danish and English. Nothing is dropped: each part gets a weight, and
what weighs little can still decide where there is nothing else (a forward with one line above
it). Cutting a mail for display is the mail reader's work, not ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from nlp.message import lowered
from nlp.understanding import Span


class Part(StrEnum):
    """What a line of a message is."""

    SUBJECT = "subject"
    GREETING = "greeting"
    BODY = "body"
    QUOTE = "quote"
    FORWARD = "forward"
    SIGNATURE = "signature"
    SMALL_PRINT = "small_print"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, where it stands and which part it belongs to."""

    span: Span
    part: Part


WEIGHT = {
    Part.SUBJECT: 1.0,
    Part.GREETING: 0.3,
    Part.BODY: 1.0,
    Part.QUOTE: 0.35,
    Part.FORWARD: 0.7,
    Part.SIGNATURE: 0.25,
    Part.SMALL_PRINT: 0.1,
}
FEW_OWN_WORDS = 25  # with fewer, what is forwarded or quoted below is the matter itself
_SIGNATURE_LINES = 9
_LAST_ROWS = 2  # where a bare name is a signature
_HEADER_FIELDS = 2
_PROSE = 90  # a longer line is no line of a signature

# Lines are read in lower case by all but _SIGNED: ignoring it makes a regex several times slower.
_GREETING = re.compile(
    r"\s*(?:kære|hej|hejsa|goddag|godmorgen|god morgen|dear|hi|hello|good (?:morning|afternoon)"
    r"|til rette vedkommende|to whom it may concern|til (?:ministeriet|kontoret|jer)"
    r")\b[^.?!\n]{0,45}(?:[,!.:]|$)\s*"
)
_CLOSING = re.compile(
    r"\s*(?:(?:med )?(?:de )?(?:venlig|bedste|mange|kærlig|varm)\w* (?:hilsen|hilsner)|hilsen|hilsner"
    r"|venligst|m?vh|kh|dbh|(?:kind|best|warm|many|with) (?:regards|wishes)|regards|med hilsen"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|på (?:bestyrelsens|fondens|\w+s)? ?vegne)"
    r"(?!\w)[^?\n]{0,60}$"
    r"|\s*(?:best|cheers|thanks|tak|-- ?|/\w{1,12})[,.!]?\s*$"
)
_QUOTE_STARTS = re.compile(
    r"\s*(?:(?:den|on|d\.) .{3,120}(?:skrev|wrote)\b.{0,60}:?|.{3,80} (?:skrev|wrote):"
    r"|-{2,} ?(?:oprindelig (?:meddelelse|besked)|original message) ?-{2,})\s*$"
)
_QUOTE_WORDS = ("skrev", "wrote", "--")  # one of them is in every line that opens a quote
_FORWARD_STARTS = re.compile(
    r"\s*(?:[-_*]{2,} ?)?(?:videresendt (?:meddelelse|besked|mail|e-mail)|forwarded (?:message|mail)"
    r"|begin forwarded message|start på videresendt)"
)
_FORWARDING_SUBJECT = re.compile(r"\s*(?:vs|fw|fwd|videresendt|vedr\. vs)\s*:")
_HEADER = re.compile(r"\s*\*?(?:fra|from|sendt|sent|dato|date|til|to|emne|subject|cc)\s?:\*?\s")
_SMALL_PRINT = re.compile(
    r"sendt fra min |sent from my |fortrolig(?:e)? (?:oplysninger|information)|tænk på miljøet"
    r"|intended (?:only )?for the|confidential (?:information|and)|hvis du (?:ikke er|har modtaget)"
    r"|if you (?:have received|are not the)|privatlivspolitik|privacy policy|persondatapolitik"
    r"|denne (?:e-?mail|meddelelse) (?:kan|er|inde)|this (?:e-?mail|message) (?:may|is|and)"
    r"|afmeld|unsubscribe|virus"
)
_SIGNED = re.compile(r"\s*(?:[A-ZÆØÅÉÖÄ][\w.'’-]+ ){1,3}[A-ZÆØÅÉÖÄ][\w'’-]+(?:, [^.?!\n]{3,60})?\s*$")
_POSTSCRIPT = re.compile(r"\s*(?:ps|p\.s\.|nb)\b")


def lines(text: str, *, has_subject: bool) -> list[Line]:
    """Cut `text` into its non-empty lines and say which part each belongs to.

    With `has_subject` the first line is the subject. A greeting that opens a longer line is
    a line of its own.
    """
    found: list[Line] = []
    state = Part.BODY
    in_signature = 0
    lower, rows = lowered(text), list(_rows(text))
    for number, row in enumerate(rows):
        line = lower[row.start : row.end]
        if number == 0 and has_subject:
            found.append(Line(row, Part.SUBJECT))
            continue
        state = _next_state(state, line, _forwarding(lower, rows, number, has_subject=has_subject))
        if (
            state is Part.BODY
            and len(rows) - number <= _LAST_ROWS
            and _SIGNED.match(text, row.start, row.end)
        ):
            state = Part.SIGNATURE
        in_signature = in_signature + 1 if state is Part.SIGNATURE else 0
        if state is Part.SIGNATURE and _ends_signature(line, in_signature):
            state = Part.BODY
        found.extend(_cut(line, row, state))
    return found


def weights(parts: Sequence[Line], text: str) -> list[float]:
    """Return the weight of each of `parts`: see WEIGHT.

    Where the writer's own words are few, quotes and forwards count as much as they do.
    """
    own = sum(len(text[line.span.start : line.span.end].split()) for line in parts if line.part is Part.BODY)
    lifted = (Part.FORWARD, Part.QUOTE) if own < FEW_OWN_WORDS else ()
    return [1.0 if line.part in lifted else WEIGHT[line.part] for line in parts]


def _rows(text: str) -> Iterator[Span]:
    start = 0
    for raw in text.splitlines(keepends=True):
        if raw.strip():
            yield Span(start, start + len(raw))
        start += len(raw)


def _forwarding(lower: str, rows: list[Span], number: int, *, has_subject: bool) -> Part | None:
    """Say what a block of header lines (From, Sent, To) that starts in this row opens, if any."""
    if not _HEADER.match(lower, rows[number].start, rows[number].end):
        return None
    near = rows[number : number + _HEADER_FIELDS]
    if len(near) < _HEADER_FIELDS or not all(_HEADER.match(lower, row.start, row.end) for row in near):
        return None
    forwarded = has_subject and _FORWARDING_SUBJECT.match(lower, rows[0].start, rows[0].end)
    return Part.FORWARD if forwarded or number <= 1 else Part.QUOTE


def _next_state(state: Part, line: str, headers: Part | None) -> Part:
    if _FORWARD_STARTS.match(line):
        return Part.FORWARD
    if headers is not None:
        return Part.FORWARD if state is Part.FORWARD else headers
    if state is Part.QUOTE and line.lstrip().startswith(">"):
        return Part.BODY  # these lines mark themselves; an answer below them is the writer's own
    if state in (Part.FORWARD, Part.QUOTE):
        return state
    if any(word in line for word in _QUOTE_WORDS) and _QUOTE_STARTS.match(line):
        return Part.QUOTE
    return Part.SIGNATURE if _CLOSING.match(line) else state


def _ends_signature(line: str, lines_so_far: int) -> bool:
    if _POSTSCRIPT.match(line) or lines_so_far > _SIGNATURE_LINES:
        return True
    return lines_so_far > 1 and len(line) > _PROSE and not _SMALL_PRINT.search(line)


def _cut(line: str, row: Span, state: Part) -> Iterator[Line]:
    if line.lstrip().startswith(">"):
        yield Line(row, Part.QUOTE)
    elif state is not Part.BODY and _SMALL_PRINT.search(line):
        yield Line(row, Part.SMALL_PRINT)
    elif state is Part.BODY and (greeting := _GREETING.match(line)):
        cut = row.start + greeting.end()
        spans = [Span(start, end) for start, end in pairwise((row.start, cut, row.end))]
        kinds = (Part.GREETING, Part.BODY)
        yield from (Line(s, k) for s, k in zip(spans, kinds, strict=True) if s.start < s.end)
    else:
        yield Line(row, state)
