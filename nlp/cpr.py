"""Danish personal identity numbers (CPR) in text: found by form and date, and masked.

Modulus 11 is not used: since 2007 numbers are issued that do not satisfy it (CPR-kontoret,
"Personnumre uden kontrolciffer"). Whose number it is, is never asked here.
"""

import re

from nlp.understanding import Span

# ddmmyy, then at most one separator between spaces, then four digits; no digit, letter,
# plus or further group next to it, so that phone, CVR, account and invoice numbers stay.
# What must not stand before it is asked after two digits: a regex that begins with one is quick.
_FORM = re.compile(
    r"(\d\d)(?<![\w+]\d\d)(?<!\d[/.,-]\d\d)(\d\d)(\d\d)(?: ?[-–‐‑] ?| )?(\d{4})(?!\w|[.,/]\d| ?[-–] ?\d| \d)"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP = 4


def find(text: str) -> list[Span]:
    """Return where CPR numbers stand in `text`, in order."""
    return [Span(*match.span()) for match in _FORM.finditer(text) if _possible(match)]


def mask(text: str) -> str:
    """Return `text` with each CPR number shown as xxxxxx-xxxx."""
    return _FORM.sub(lambda m: "xxxxxx-xxxx" if _possible(m) else m[0], text)


def _possible(match: re.Match[str]) -> bool:
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    if not 1 <= month <= len(_DAYS) or not 1 <= day <= _DAYS[month - 1]:
        return False
    # 29 February only in leap years; 00 is 1900 (no leap year) or 2000 (one): let it pass
    return (day, month) != (29, 2) or year % _LEAP == 0
