"""The writer's own new words: a mail's text without the earlier mails and the signature.

Earlier mails are found in `bot.mail.reply_quotes`, signatures and boilerplate in
`bot.mail.reply_endings`; here it is decided what is shown. Two rules come before all: an
unquoted line is never dropped unless it is recognisably a signature or boilerplate, and where
stripping leaves next to nothing, or a question stands in what would go, all is shown.

mail-parser-reply was tried and is not used: it takes every list with hyphens and everything
after a line "Tak" for a signature, loses what follows "Den 3. maj skrev vi til jer:", and its
expressions take quadratic time (10 s for a line of 8,000 characters).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.mail.reply_endings import find_endings
from bot.mail.reply_quotes import BOOK, Quotes, find_quotes

ALMOST_NOTHING = 20  # characters
_SHORT_FORWARD = 300  # characters of the forwarder's own words, beside which the forwarded mail counts
MAX_LINES = 20_000  # a longer text is no letter, and is shown as it is

_LETTER = re.compile(r"[^\W_]")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])|\n\n")  # "spørgsmål 1. og 2. er besvaret" is one


@dataclass(frozen=True, slots=True)
class NewWords:
    """What somebody wrote anew.

    `text` is what to show and to understand; `own` only what is certainly the writer's own, for
    rules on short answers ("Ja tak", "Ingen bemærkninger"), and may be empty. `quoted`: the mail
    holds an earlier one. `folded`: `text` leaves something out, one click away in the whole text.
    """

    text: str
    own: str
    quoted: bool
    folded: bool


def new_words(text: str, *, forwarded: bool = False, answers: bool = True, writer: str = "") -> NewWords:
    """Separate the new from the old.

    `forwarded` if the mail's subject says that it hands one on; `answers` unless it is the first of a thread:
    what looks earlier there may be the writer's list, their letter with its head, or what they write about.
    `writer` is the sender's address, in lower case: a letter's head with it is no earlier mail.
    """
    lines = [line.rstrip() if line != "-- " else line for line in text.split("\n")]
    whole = _joined(lines)
    if len(lines) > MAX_LINES:
        return NewWords(whole, whole, quoted=False, folded=False)
    quotes = find_quotes(lines, writer)
    endings = find_endings(lines, quotes.lines)
    aside = quotes.lines | endings.signature | endings.boilerplate
    own = _joined(_without(lines, aside))
    written = _joined(_without(lines, quotes.lines | endings.boilerplate))
    if (not answers and _may_be_the_matter(own, quotes)) or _needs_whole(
        own,
        quotes,
        forwarded=forwarded,
        between=_between(lines, aside, quotes.lines),
        asked=_asks(lines, quotes.lines),
    ):
        shown = whole if quotes.lines else written
    elif len(own) < ALMOST_NOTHING or _asks(lines, endings.signature):
        shown = written
    else:
        shown = own
    if len(shown) < ALMOST_NOTHING:
        shown = whole
    return NewWords(shown, own, quoted=bool(quotes.lines), folded=shown != whole)


def _may_be_the_matter(own: str, quotes: Quotes) -> bool:
    return bool(quotes.lines) and (quotes.open_end or not quotes.announced or own.endswith(":"))


def _needs_whole(own: str, quotes: Quotes, *, forwarded: bool, between: bool, asked: bool) -> bool:
    """Say whether the writer's words make no sense, or are not all, without the mail below them."""
    if not _LETTER.search(own):
        return True
    if forwarded and len(own) < _SHORT_FORWARD:
        return True  # also where the program marks each line of what it hands on, as Apple's does
    if quotes.open_end and (own.endswith(":") or _only_courtesies(own)):
        return True  # who only greets and thanks may have written the rest at the very end
    if asked and not between and _only_courtesies(own) and not _thanks_for_an_answer(own):
        return True  # a telephone marks what is typed below each question, too
    if not quotes.lines or (between and not quotes.open_end):
        return False  # what is written between marked lines is shown anyway
    return points_below(own)


def points_below(own: str) -> bool:
    """Say whether somebody's words point at what they wrote into the mail below them."""
    points = BOOK.framed(r"(?<!\w){}(?!\w)", "quotes.points_below")
    answers, places = (
        BOOK.framed(r"(?<!\w){}", "quotes.answers"),
        BOOK.framed(r"(?<!\w){}(?!\w)", "quotes.places"),
    )
    sentences = [" ".join(sentence.split()) for sentence in _BETWEEN_SENTENCES.split(own)]
    return any(points.search(each) or (answers.search(each) and places.search(each)) for each in sentences)


def _only_courtesies(own: str) -> bool:
    return not _LETTER.search(BOOK.framed(r"(?<!\w){}", "quotes.courtesies").sub("", own))


def _thanks_for_an_answer(own: str) -> bool:
    return BOOK.expression("quotes.thanks_for_answers").search(own) is not None


def _between(lines: Sequence[str], aside: Collection[int], quoted: Collection[int]) -> bool:
    """Say whether the writer's own words stand between lines of an earlier mail."""
    inside = range(min(quoted), max(quoted)) if quoted else range(0)
    return any(number not in aside and _LETTER.search(lines[number]) for number in inside)


def _asks(lines: Sequence[str], numbers: Collection[int]) -> bool:
    return any("?" in _URL.sub("", lines[number]) for number in numbers)


def _without(lines: Sequence[str], numbers: Collection[int]) -> Sequence[str]:
    return [line for number, line in enumerate(lines) if number not in numbers] if numbers else lines


def _joined(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    return (_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
