"""What stands before an item of a numbered HTML list: a figure, a letter or a Roman numeral (HTML, 4.4.5).

A list of letters below a question is its parts; read as figures, they would be the numbers of questions.
"""

import re

from lxml.html import HtmlElement

_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]{0,80}?\b(?P<case>lower|upper)-(?P<kind>alpha|latin|roman)\b"
)
_TYPES = {"a": str.lower, "A": str.upper, "i": str.lower, "I": str.upper}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 3999  # no Roman numeral goes further; letters stay as short


def kind_of(numbered: HtmlElement) -> str:
    """Return how a list or an item is numbered, as HTML's ``type`` names it; "1" where it is by figures."""
    if style := _STYLE.search(numbered.get("style", "").lower()):
        kind = "i" if style["kind"] == "roman" else "a"
        return kind.upper() if style["case"] == "upper" else kind
    given = numbered.get("type", "")
    return given if given in _TYPES else "1"


def mark(number: int, kind: str) -> str:
    """Write an item's number, with the full stop behind it."""
    if kind not in _TYPES or not 1 <= number <= _MOST:
        return f"{number}."
    return f"{_TYPES[kind](_roman(number) if kind in 'iI' else _letters(number))}."


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    numeral = ""
    for worth, letters in _ROMAN:
        times, number = divmod(number, worth)
        numeral += letters * times
    return numeral
