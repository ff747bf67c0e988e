"""Where earlier mails stand in a text: marked lines, lines of attribution, header blocks.

Programs mark an earlier mail in one of three ways. `>` before its lines leaves no doubt, and
what stands between such lines is the writer's. A line such as "Den 3. maj 2026 kl. 10.15 skrev
Bo <bo@fond.example>:" announces it. A block of header fields (Outlook) or a row of dashes with
"Oprindelig meddelelse" begins it, and then nothing tells where it ends: it goes on to the end.
A person may write lines much like these, so each kind asks for evidence that only programs
leave: an address, a time of day, a marked line right after. Without it nothing is folded.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from bot.phrasebook import Phrasebook

BOOK = Phrasebook("bot.mail", "reply_phrases.toml")

_ANNOUNCEMENT = r"\s*(?:(?P<dashes>[-_–—=*]{2,})[\s*]*{}\b([^\n]{0,60}?)[\s*]*[-_–—=*:]{1,}|{}\s*:)\s*"
_DATED = r"[\s*_-]*{}"
# "skrev vi", but no name that begins so: "skrev De Samvirkende Fonde", "skrev IT-afdelingen"
_PERSON_WROTE = r"\b(?:{} {}(?!-|(?-i: [A-ZÆØÅ]))|{}(?: \w+)? {})\b(?! ?[<@])"
_PERSON_WORDS = ("quotes.wrote", "quotes.people", "quotes.people", "quotes.wrote")
_MARKED = re.compile(r"\s{0,4}>")
# "> 65 år", and no numbered point or time of day
_COMPARES = re.compile(r"\s{0,4}>\s?\d+(?:\.\d{3})*(?![\d.:)])")
_ITEM = re.compile(r"\s{0,4}>\s*[^\s>]")
_LONGEST_LIST = 12  # a whole mail has more lines, or an empty one
_ROW = re.compile(r"[\s>]*[-_–—=*]{5,}\s*$")
_LABEL = re.compile(r"[\s*_]*([^\W\d_][\w'’ -]{0,25}?)[\s*_]*:[\s*_]*(.*)$")
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_EVIDENCE = re.compile(r"\d[:.]\d\d\b|@")
_DAY = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
_CLOCK = re.compile(r"\bkl\b\.?|[\d:. -]+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{2}")
_BRACKETED = re.compile(r"[<(\[][^<>()\[\]]*@[^<>()\[\]]*[>)\]]")
_ENDS_WITH_ADDRESS = re.compile(r"<\s?[^<>\s]+@[^<>\s]+>\s*:$")
# A person puts one in parentheses; Notes has names: "Anne Holm/MIN/DK@MINISTERIET".
_ADDRESS = re.compile(r"(?<![(\w.+-])[\w.+-]+@[\w-]+\.\w|\w/[\w-]+@\w")
_NOTES_NAME = re.compile(r"[-\s]*[^\W\d_][\w .'’-]{1,60}(?:/[A-ZÆØÅ][A-ZÆØÅ\d-]+){1,4}(?!\w)")
# Notes' fields may stand in one line; a person makes tables of journeys and of mails.
_OF_NOTES = re.compile(r"\w/[A-ZÆØÅ\d-]+@?")
_BESIDE = re.compile(r"(?:\t| {2,})\s*(?=[^\W\d_]{2,12}:)")
_RECIPIENTS = re.compile(r"@[\w.-]+[>)\]]?[;,]?\s*$|;\s*$")
_SENTENCE_END = re.compile(r"(?<!\d)[.!?]$")
_ATTRIBUTION_ENDS = (":", "：", "---")
_LABEL_WIDTH = 40
_LONGEST_LINE = 400  # no program writes a longer attribution or header line
_ATTRIBUTION_LINES = 4  # some programs break an attribution, even inside the address
_WRAPPED_AT = 30  # a line that was broken for its length is at least as long as this
_BLOCK_LINES = 48


class Quotes(NamedTuple):
    """Which lines are an earlier mail's, whether one is announced, and whether it goes on without marks."""

    lines: set[int]
    announced: bool
    open_end: bool


class _Head(NamedTuple):
    """Lines that announce an earlier mail: where they end, and whether they suffice alone."""

    end: int
    certain: bool


def find_quotes(lines: Sequence[str], writer: str = "") -> Quotes:
    """Return the lines that belong to earlier mails; fields that name the writer's own address begin none."""
    marked = {number for number, line in enumerate(lines) if _MARKED.match(line) and not _is_groupwise(line)}
    quoted, below = set(marked), range(0)
    for start, head in _heads(lines, marked, writer):
        if start in quoted:
            continue
        if _next_text(lines, head.end) in marked:
            quoted.update(range(start, head.end))
        elif head.certain:
            below = range(start, len(lines))
            break
    quoted -= {*below, *_own_lists(lines, marked, quoted)}
    if len(quoted) <= 1:  # one line of its own after "greater than" is as likely the writer's
        quoted = set()
    announced = bool(below) or not quoted <= marked
    return Quotes(quoted | set(below), announced=announced, open_end=bool(below))


def _own_lists(lines: Sequence[str], marked: set[int], quoted: set[int]) -> set[int]:
    """Return the marked lines that are a list of the writer's, below a line of theirs with a colon.

    Lines that compare ("> 65 år") are theirs wherever no line announces them.
    """
    own = set[int]()
    for first in sorted(marked):
        if first - 1 in marked:
            continue
        over = next((place for place in range(first - 1, max(-1, first - 3), -1) if lines[place].strip()), -1)
        run = list(takewhile(marked.__contains__, range(first, len(lines))))
        compare = over not in quoted and all(_COMPARES.match(lines[place]) for place in run)
        leads = over >= 0 and over not in quoted and lines[over].rstrip(" *_").endswith(":")
        listed = len(run) <= _LONGEST_LIST and all(_ITEM.match(lines[place]) for place in run)
        if compare or (leads and listed and not _EVIDENCE.search(f"{lines[over]}\n{lines[first]}")):
            own.update(run)
    return own


def _heads(lines: Sequence[str], marked: set[int], writer: str) -> Iterator[tuple[int, _Head]]:
    """Yield the places where an earlier mail may begin, in order."""
    own_letter = 0
    for number in _candidates(lines):
        if number in marked or number < own_letter or len(lines[number]) > _LONGEST_LINE:
            continue
        announced = _announced(lines, number)
        head = announced or _row(lines, number) or _header_block(lines, number) or _attribution(lines, number)
        if head and not announced and writer and _is_from(writer, lines[number : head.end]):
            own_letter = head.end
        elif head:
            yield number, head


def _candidates(lines: Sequence[str]) -> list[int]:
    """Return the few lines worth a closer look: with a colon early on, ending in one, or dashes."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        dashed = line.lstrip(" *>").startswith(("--", "__", "==", "––", "—"))
        if dashed or ":" in line[:_LABEL_WIDTH] or _is_groupwise(line):
            found.add(number)
        if line.rstrip(" *_").endswith(_ATTRIBUTION_ENDS):
            found.update(range(max(0, number - _ATTRIBUTION_LINES + 1), number + 1))
    return sorted(found)


def _announced(lines: Sequence[str], number: int) -> _Head | None:
    """Read `-----Oprindelig meddelelse-----`, `Begin forwarded message:` and what GroupWise writes.

    An attribution or fields right below belong to the announcement. It suffices alone where only dashes
    stand around it, or with a moment or an address: people write headings ("Oprindelig mail:").
    """
    line = lines[number]
    if _is_groupwise(line):
        return _Head(number + 1, certain=True)
    dashed = line.lstrip(" *>").startswith(("-", "_", "=", "–", "—")) or line.rstrip().endswith(":")
    frame = BOOK.framed(_ANNOUNCEMENT, "quotes.announcements", "quotes.announcements")
    announcement = frame.fullmatch(line) if dashed else None
    if announcement is None:
        return None
    end = _below(lines, number + 1)
    alone = announcement["dashes"] and (not announcement[2].strip(" *") or _EVIDENCE.search(line))
    return _Head(end, certain=bool(alone) or end > number + 1)


def _row(lines: Sequence[str], number: int) -> _Head | None:
    """Read a row of underscores or dashes over the fields of an earlier mail."""
    following = _next_text(lines, number + 1) if _ROW.match(lines[number]) else len(lines)
    return _header_block(lines, following) if following < len(lines) else None


def _below(lines: Sequence[str], number: int) -> int:
    """Return the end of the attribution or the fields that come next, or the number itself."""
    start = _next_text(lines, number)
    if start == len(lines) or len(lines[start]) > _LONGEST_LINE:
        return number
    head = _header_block(lines, start) or _attribution(lines, start)
    return head.end if head else _bare_fields(lines, start) or number


def _bare_fields(lines: Sequence[str], start: int) -> int | None:
    """Return the end of fields without colons (`From "Bo" <bo@fond.example>`), as eM Client writes them."""
    end, kinds = start, set[str | None]()
    while end < len(lines) and (words := lines[end].split(maxsplit=1)) and words[0].lower() in _labels():
        kinds.add(_labels()[words[0].lower()])
        end += 1
    return end if {"from", "sent"} <= kinds else None


def _is_groupwise(line: str) -> bool:
    """Know `>>> Bo Havre <bo@fond.example> 11-03-2026 13:45 >>>`, over an earlier mail without marks."""
    framed = line.startswith(">>> ") and line.endswith(" >>>")
    return framed and _TIME.search(line) is not None and _DAY.search(line) is not None


def _header_block(lines: Sequence[str], number: int) -> _Head | None:
    """Read the fields that Outlook and others put over an earlier mail; not with the writer's right above."""
    if not _fields(lines[number]):
        return None
    end, others, again = number, 0, number
    for position in range(number, min(number + _BLOCK_LINES, len(lines))):
        fields = _fields(lines[position])
        if fields:
            if again == number and position > end and "from" in dict(fields):
                again = position  # below an empty line
            end, others = position + 1, 0
        elif not _RECIPIENTS.search(lines[position]):
            others += 1  # a field's second line, or the empty lines of badly converted HTML
        if others > 2:  # noqa: PLR2004 - what is no list of recipients takes no more lines
            break
    if again > number and not _is_header(lines[number:again]) and _is_header(lines[again:end]):
        return None
    return _Head(end, certain=True) if _is_header(lines[number:end]) else None


def _is_header(block: Sequence[str]) -> bool:
    """Tell a program's fields from a person's: a letter's head, a programme, a journey."""
    found = _first_fields(block)
    if not {"from", "sent"} <= found.keys() or not found.keys() & {"to", "subject"}:
        return False
    if not _NAME.search(_CLOCK.sub("", found["from"])):
        return False
    if any(map(_ADDRESS.search, block)):
        return True
    return {"to", "subject"} <= found.keys() and _TIME.search(found["sent"]) is not None


def _is_from(writer: str, block: Sequence[str]) -> bool:
    """Say whether fields name the writer, or their house without a time of day, as no program does."""
    fields = _first_fields(block)
    sender, domain = fields.get("from", "").lower(), writer.partition("@")[2]
    if writer in sender or sender == domain.partition(".")[0]:
        return True
    return f"@{domain}" in sender and not _TIME.search(fields.get("sent", ""))


def _first_fields(block: Sequence[str]) -> dict[str, str]:
    """Return the first field of each kind."""
    return dict(field for line in reversed(block) for field in _fields(line))


def _fields(line: str) -> list[tuple[str, str]]:
    """Return the kinds and values of the fields in a line that begins with one."""
    if ":" not in line[:_LABEL_WIDTH]:
        return []
    cells = _BESIDE.split(line) if _OF_NOTES.search(line) else [line]
    labels = [_LABEL.match(cell) for cell in cells]
    found = [(_labels().get(label[1].lower()), label[2]) for label in labels if label]
    fields = [(kind, value) for kind, value in found if kind]
    return fields if found and found[0][0] else []


def _attribution(lines: Sequence[str], number: int) -> _Head | None:
    """Read "Den … skrev Bo <bo@fond.example>:", which may be broken over some lines."""
    text = ""
    for end in range(number, min(number + _ATTRIBUTION_LINES, len(lines))):
        line = lines[end].strip()
        if not line:
            return None
        text = f"{text} {line}".strip()
        if text.rstrip(" *_").endswith(_ATTRIBUTION_ENDS):
            may_be = end == number or _may_be_broken(lines[number], text)
            return _judged(text, end + 1) if may_be else None
        was_broken = len(line) >= _WRAPPED_AT or line.startswith("<")
        if not was_broken or _SENTENCE_END.search(line) or len(text) > _LONGEST_LINE:
            return None
    return None


def _may_be_broken(first: str, text: str) -> bool:
    """Say whether lines put together are one attribution, and not a person's line over one."""
    begins = "<" in first or BOOK.framed(_DATED, "quotes.dates").match(first)
    return bool(begins) and not BOOK.framed(r"\b{}\b", "quotes.speakers").search(text)


def _judged(text: str, end: int) -> _Head | None:
    """Say whether a line, put together, is an attribution, and how sure that is."""
    dated = BOOK.framed(_DATED, "quotes.dates").match(text) is not None
    moment = _TIME.search(text) is not None
    addressed = _BRACKETED.search(text) is not None or _NOTES_NAME.match(text) is not None
    framed = text.startswith("--") and text.endswith("--")
    if BOOK.framed(r"(?<!\w){}(?!\w)|写道", "quotes.wrote").search(text) is None:
        certain = dated and moment
        names = certain or BOOK.framed(r"{} ", "quotes.quoting").match(text) is not None
        return _Head(end, certain) if names and _ENDS_WITH_ADDRESS.search(text) else None
    if BOOK.framed(_PERSON_WROTE, *_PERSON_WORDS).search(text) or _says_what(text):
        return None
    return _Head(end, certain=(dated or moment or framed) and addressed)


def _says_what(text: str) -> bool:
    """Say whether a line goes on after the address: "skrev Bo <bo@fond.example> at to bilag mangler:"."""
    after = re.split(_BRACKETED, text)
    rest = BOOK.framed(r"(?<![^\W\d])(?:{}|{})(?!\w)", "quotes.wrote", "quotes.moments").sub("", after[-1])
    return len(after) > 1 and _NAME.search(rest) is not None


def _next_text(lines: Sequence[str], position: int) -> int:
    """Return the place of the next line with any text, or the number of lines."""
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


@cache
def _labels() -> dict[str, str]:
    return {label: kind for kind, labels in BOOK.table("labels").items() for label in labels}
