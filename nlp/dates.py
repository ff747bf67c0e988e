"""Dates and deadlines that a message names, Danish and English; plain rules on text.

Only days with a month are found ("den 3. maj", "3/5", "May 3rd", "2025-05-03"): "på tirsdag"
depends on when it was written. Which year is meant is asked of `Mention.on`.
"""

import re

from nlp.message import lowered
from nlp.understanding import Mention, Span

_MONTHS = (
    ("januar", "january", "jan"),
    ("februar", "february", "feb"),
    ("marts", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
_MONTH = "|".join(sorted((name for names in _MONTHS for name in names), key=len, reverse=True))
_YEAR = r"(?:,? ?(?P<year>20\d\d))?"
# Read in lower case: ignoring it makes a regex several times slower.
# Each form is tried at a number only, never at every letter: mails have few numbers.
# What must not stand before it is asked after its first digit: a regex that begins with a digit is quick.
_NUMBER = re.compile(r"\d(?<![\d/-]\d)(?:(?<!\.\d)\d{0,3}(?!\d)|\d?(?=(?:st|nd|rd|th)\b))")
_FORMS = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
    re.compile(r"(?P<day>[0-3]?\d)[/.-](?P<month>[01]?\d)[/.-](?P<year>20\d\d)\b"),
    re.compile(rf"(?P<day>[0-3]?\d)(?:\.|st|nd|rd|th)? ?(?:of )?(?P<month>{_MONTH})\b\.?{_YEAR}"),
)
_MONTH_FIRST = re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![./:]\d){_YEAR}")
_SLASH = re.compile(r"(?P<day>[0-3]?\d)/(?P<month>1?\d)(?![\d/])")
_BEFORE_SLASH = re.compile(r"\b(?:den|d\.|til|inden|før|by|on|senest|fra|og) ?$")
_LONGEST_NAME = 12  # letters of a month, a full stop and a space
_DEADLINE = re.compile(
    r"\b(?:inden|senest|frist\w*|deadline|før|by|before|no later than|due|udløber|løber ud|svar(?:e)? til)\b"
    r"[^.?!\n]{0,40}$|høringsfrist\w*[^.?!\n]{0,30}$|ansøgningsfrist\w*[^.?!\n]{0,30}$"
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_LONGEST_MONTH = 31
_BEFORE = 60  # characters in front of a date in which a word may make it a deadline


def find(text: str) -> list[Mention]:
    """Return the dates named in `text`, in order; impossible days are left out."""
    found: list[Mention] = []
    lower = lowered(text)
    for number in _NUMBER.finditer(lower):
        match = _match(lower, number.start())
        mention = _mention(lower, match) if match else None
        if mention and (not found or mention.span.start >= found[-1].span.end):
            found.append(mention)
    return found


def _match(text: str, at: int) -> re.Match[str] | None:
    """Return the form of date that the number at `at` belongs to, if any."""
    for form in _FORMS:
        if match := form.match(text, at):
            return match
    if match := _MONTH_FIRST.search(text, max(0, at - _LONGEST_NAME), at + _LONGEST_NAME):
        return match if match.start("day") == at else None
    if _BEFORE_SLASH.search(text, max(0, at - _LONGEST_NAME), at):
        return _SLASH.match(text, at)
    return None


def _mention(text: str, match: re.Match[str]) -> Mention | None:
    month = _NUMBER_OF.get(match["month"]) or int(match["month"])
    day = int(match["day"])
    year = int(found) if (found := match.groupdict().get("year")) else None
    if not 1 <= month <= len(_MONTHS) or not 1 <= day <= _LONGEST_MONTH:
        return None
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    return Mention(Span(*match.span()), day, month, year, deadline=bool(_DEADLINE.search(before)))
