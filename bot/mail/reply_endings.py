"""How letters end: signatures, phones' lines, disclaimers, and gateways' warnings.

A signature is only taken for one where a closing formula or `-- ` begins it and nothing that
reads like a sentence or a list follows; below its last number or address a few words that say
something are enough. Of several closings the last begins it. A postscript is the writer's.
Boilerplate is known by its words. In doubt a line is the writer's: a signature shown too much
hurts nobody, a sentence folded away does.
"""

import operator
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import dropwhile, takewhile
from typing import NamedTuple

from bot.mail.reply_quotes import BOOK

_DELIMITER = "-- "  # RFC 3676, section 4.3: what follows is a signature, whatever it reads like
_MOST_SIGNATURE_LINES = 25
_LONGEST_CLOSING = 100
_LONGEST_BANNER = 600
_LONGEST_PARAGRAPH = 3_000
_AROUND = " *_<>()[]\t"
_QUOTED = '"”»“«'
_WORD = re.compile(r"[^\W\d_][^\s/|]*")
_PARTICLES = frozenset("og i på for af til ved v and of the in at de von van".split())  # noqa: SIM905 - plainer
_SENTENCE_WORDS = 6
_INITIALS = 2  # letters
_LATE_CLOSINGS = 3  # a text may hold many; only its last can end it
_CONTACT = re.compile(
    r"www\.|https?://|@|(?:\d[\d ]{5,}\d)|\b(?:tlf|tel|telefon|mobil|phone|cvr|fax)\b", re.IGNORECASE
)
_NEW = re.compile(r"(?:nyt?|nye|new) ", re.IGNORECASE)  # "Ny mail: …"
_SPEAKS = re.compile(
    r"\b(?:vi|jeg|jer|os|du|mig|dig|man|er|var|har|kan|vil|skal|må|bør|bedes|bliver|ikke|vores|"
    r"we|you|(?-i:us|I)|our|is|are|was|have|has|can|will|would|please|not)\b",
    re.IGNORECASE,
)
# How somebody begins who says something, in however few words; no house number.
_BEGINS = re.compile(r"(?:vi|jeg|we|(?-i:I)|ja|nej|yes|no|tak|ok)(?![\w/-]|\W*\d)", re.IGNORECASE)
# A sentence ends with a word or number and its mark, an abbreviation ("ph.d.", "2. tv.") with less.
_ENDS = re.compile(r"(?:[\d.,:]*\d|[^\W\d_]{3,})[\"”»)]*[.!…]+")
_LISTED = re.compile(r"(?:\d+[.):]|[-*•–])\s")
# A value with its label, and a row of a table: "Deltagere: Lone Rug", "Lone Rug  formand".
_LABELLED = re.compile(r"[^\W\d_][^:]{1,40}:(?:\s|$)")
_CELLS = re.compile(r"\S {2,}\S")
_FIRST_PERSON = re.compile(r"\b(?:vi|jeg|we|(?-i:I))\b", re.IGNORECASE)  # machines seldom do
_PERSONAL = re.compile(rf"{_FIRST_PERSON.pattern}|\b(?:men|but)\b", re.IGNORECASE)  # nor do they add a but
# A formula, perhaps in two languages, and the writer's name: words that begin with a capital. What a part
# has taken it never gives back (`++`, `(?>`): ninety letters can be divided in more ways than can be tried.
_CLOSING = (
    r"(?:--\s?|(?>{}(?!\w))(?:[\s,./|&-]++(?>{}(?!\w)))*+[\s,.!]*+"
    r"(?:(?:på vegne af|on behalf of) .{2,60}"
    r"|(?-i:(?:(?:[^\W\d_a-zæøåäöü][\w.'’-]*+|og|&|/|-|v/)[\s,]*+){0,8})))"
)


class Endings(NamedTuple):
    """Numbers of lines: those of signatures, and those that nobody wrote for this mail."""

    signature: set[int]
    boilerplate: set[int]


def find_endings(lines: Sequence[str], quoted: Collection[int]) -> Endings:
    """Return the lines of signatures and boilerplate among those that are not quoted."""
    found = Endings(set(), set())
    for number, run in enumerate(_runs(len(lines), quoted)):
        if number == 0:
            found.boilerplate.update(_banner(lines, run))
        short = [place for place in run if 0 < len(lines[place]) <= _LONGEST_CLOSING]
        closings = _closings(lines, short)[-_LATE_CLOSINGS:]
        found.boilerplate.update(_sent_from(lines, short))
        found.boilerplate.update(_disclaimers_in(lines, run, closings))
        rest = [place for place in run if place not in found.boilerplate]
        found.signature.update(_signature(lines, rest, closings))
    return found


def _closings(lines: Sequence[str], short: Sequence[int]) -> list[int]:
    """Return the lines that may begin a signature.

    Several rows of dashes part a letter. "VH" right below another line is as likely a person's initials.
    """
    found = _matching(lines, short, BOOK.framed(_CLOSING, "endings.closings", "endings.closings"))
    dashes = {place for place in found if lines[place].strip(_AROUND).startswith("--")}
    parted = dashes if len(dashes) > 1 else ()
    return [place for place in found if place not in parted and not _may_be_initials(lines, place)]


def _sent_from(lines: Sequence[str], short: Sequence[int]) -> Iterator[int]:
    """Yield the lines that a telephone adds; it speaks of nobody, and gives no reasons."""
    for place in _matching(lines, short, BOOK.expression("endings.sent_from")):
        if not BOOK.framed(r"(?<!\w){}(?!\w)", "endings.reasons").search(lines[place]):
            yield place


def _may_be_initials(lines: Sequence[str], place: int) -> bool:
    word = lines[place].strip(_AROUND)
    return len(word) == _INITIALS and word.isalpha() and place > 0 and lines[place - 1].strip() != ""


def _matching(lines: Sequence[str], run: Sequence[int], expression: re.Pattern[str]) -> list[int]:
    """Return the lines that an expression matches whole, but for brackets and emphasis."""
    return [place for place in run if expression.fullmatch(lines[place].strip(_AROUND))]


def _runs(count: int, quoted: Collection[int]) -> Iterator[list[int]]:
    """Yield the stretches of lines that no quote interrupts."""
    run: list[int] = []
    for place in range(count):
        if place not in quoted:
            run.append(place)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _signature(lines: Sequence[str], run: Sequence[int], closings: Sequence[int]) -> Sequence[int]:
    """Return the lines from the last closing formula on that only a signature follows.

    The last, as "Best practice" or a person's initials may stand anywhere above it.
    """
    for closing in reversed(closings):
        tail = _until_postscript(lines, run[bisect_right(run, closing) :])
        written = [lines[place].strip() for place in tail]
        if sum(map(bool, written)) > _MOST_SIGNATURE_LINES:
            continue
        if lines[closing] == _DELIMITER:
            says = _speaks_below(written)
        else:
            bare = BOOK.expression("endings.closings").fullmatch(lines[closing].strip(f"{_AROUND},.!"))
            signed = list(dropwhile(operator.not_, written)) if bare else written
            says = any(map(_says_something, written, [*written[1:], ""])) or _adds_something(signed)
        if not says:
            return [closing, *tail]
    return ()


def _speaks_below(written: Sequence[str]) -> bool:
    """Say whether somebody goes on below what `-- ` marks as their signature, as where it stands on top."""
    below = list(dropwhile(bool, dropwhile(operator.not_, written)))
    return _adds_something(below, contacts=any(map(_CONTACT.search, written))) or any(
        _BEGINS.match(line.strip(_AROUND)) for line in below
    )


def _adds_something(written: Sequence[str], *, contacts: bool = False) -> bool:
    """Say whether somebody says something in few words where a signature's contact details have ended."""
    details = [index for index, line in enumerate(written) if _CONTACT.search(line) and not _NEW.match(line)]
    below = [line.strip(_AROUND) for line in written[details[-1] + 1 if details else 0 :]]
    if not (contacts or details or all(map(_names, dropwhile(bool, below)))):
        return True
    if sum(_CELLS.search(line) is not None for line in below) > 1:
        return True
    return any(
        BOOK.framed(r"(?<!\w)(?:{}|{})(?!\w)", "endings.additions", "endings.days").search(line)
        or (_LABELLED.match(line) and not BOOK.expression("endings.details").match(line))
        for line in below
    )


def _names(line: str) -> bool:
    """Say whether a line may be a name, a title or a place, by its capitals or its words."""
    if BOOK.framed(r"(?<!\w){}(?!\w)", "endings.titles").search(line):
        return True
    return not any(word[0].islower() and word not in _PARTICLES for word in _WORD.findall(line))


def _until_postscript(lines: Sequence[str], run: Sequence[int]) -> Sequence[int]:
    for index, place in enumerate(run):
        if BOOK.expression("endings.postscripts").match(lines[place]):
            return run[:index]
    return run


def _disclaimers_in(lines: Sequence[str], run: Sequence[int], closings: Sequence[int]) -> Iterator[int]:
    """Yield the lines of disclaimers: after the last closing anywhere, else only as the last paragraphs.

    Without a closing one in which somebody says "we" or "but" may be a person's; so may a postscript.
    """
    if closings:
        for paragraph in _paragraphs(lines, run[bisect_right(run, closings[-1]) :]):
            if not BOOK.expression("endings.postscripts").match(lines[paragraph[0]]):
                yield from _disclaimer(lines, paragraph)
        return
    for paragraph in reversed(list(_paragraphs(lines, run))[1:]):
        places = list(_disclaimer(lines, paragraph))
        if places != paragraph or any(_PERSONAL.search(lines[place]) for place in places):
            return
        yield from places


def _paragraphs(lines: Sequence[str], run: Sequence[int]) -> Iterator[list[int]]:
    paragraph: list[int] = []
    for place in run:
        if lines[place].strip():
            paragraph.append(place)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _disclaimer(lines: Sequence[str], paragraph: Sequence[int]) -> Iterator[int]:
    """Yield the lines of a paragraph from the one in which a disclaimer begins."""
    text = " ".join(lines[place] for place in paragraph)[:_LONGEST_PARAGRAPH]
    found = BOOK.expression("endings.disclaimers").search(text)
    if BOOK.framed(r"(?<!\w){}(?!\w)", "endings.days").search(text):
        return  # what holds until a day was written for this mail
    position = 0
    for place in paragraph if found else ():
        position += len(lines[place]) + 1
        if found and position > found.start():
            yield place


def _banner(lines: Sequence[str], run: Sequence[int]) -> Sequence[int]:
    """Return the lines of a gateway's warning; right below it the writer may begin."""
    paragraph = next(_paragraphs(lines, run), [])
    banner = list(takewhile(lambda place: _warns(lines[place]), paragraph))
    return banner if banner and BOOK.expression("endings.banners").search(lines[banner[0]]) else ()


def _warns(line: str) -> bool:
    if len(line) > _LONGEST_BANNER or _FIRST_PERSON.search(line):
        return False
    return BOOK.framed("{}|^{}", "endings.banners", "endings.warnings").search(line) is not None


def _says_something(line: str, below: str) -> bool:
    """Tell a line that somebody says something in from a line of name, title or address.

    A foundation's motto ends without a mark and stands right over its address.
    """
    text = line.strip(_AROUND)
    if _LISTED.match(line) or text.endswith("?") or _is_finished(text.strip(_QUOTED)):
        return True
    if _CONTACT.search(below) or (_CONTACT.search(text) and BOOK.expression("endings.pointers").match(text)):
        return False
    speaks = len(text.split()) >= _SENTENCE_WORDS and _SPEAKS.search(text) is not None
    return speaks or _BEGINS.match(text) is not None


def _is_finished(text: str) -> bool:
    """Tell a whole sentence from a line that ends with an abbreviation, or a name with a mark after it."""
    if not text.endswith((".", "!", "…")):
        return False
    words = text.split()
    named = all(word[0].isupper() for word in words)
    return _SPEAKS.search(text) is not None or (_ENDS.fullmatch(words[-1]) is not None and not named)
