"""Text from outside, made safe to show in Slack and cut to fit.

Nothing that a stranger wrote reaches a block except through here. The order matters: what can't be seen goes
first, CPR numbers are masked in the whole text, then it is cut, and only what is left is escaped. So neither
a number nor an entity is ever cut in two.
"""

import re
from collections.abc import Iterable, Iterator

from bot.inquiries.said import user_of
from nlp import cpr

NAMES_SHOWN = 400
PEOPLE_SHOWN = 20

# Slack asks for exactly these; escaped, neither ``<!channel>`` nor a disguised link has any power.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WIDTHS = {"&": 5, "<": 4, ">": 4}
_LAST_OF_ONE_UNIT = "\uffff"
# Control characters, soft hyphens, zero-width spaces, and marks that turn the rest of a line around. The
# joiners inside emoji stay.
_INVISIBLE = re.compile("[\0-\b\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_USER = re.compile(r"[UW][0-9A-Z]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def outside(text: str) -> str:
    """Make a text safe, whole."""
    return escaped(_masked(text))


def escaped(text: str) -> str:
    """Take the power from Slack's three control characters."""
    return text.translate(_ENTITIES)


def safe_excerpt(text: str, limit: int) -> str:
    """Make a text safe and cut it to at most ``limit`` characters, with its lines."""
    return escaped(_cut(_masked(text), limit))


def safe_line(text: str, limit: int) -> str:
    """Make a text safe as one line of at most ``limit`` characters: a name or a subject."""
    return safe_excerpt(" ".join(text.split()), limit)


def plain_line(text: str, limit: int) -> str:
    """Make a text one line of at most ``limit`` characters, for where Slack formats nothing."""
    return _cut(_masked(" ".join(text.split())), limit)


def is_user(name: str) -> bool:
    """Whether a name is a Slack user's id; everybody else has a mail address, or is the program itself."""
    return _USER.fullmatch(name) is not None


def writer(address: str) -> str:
    """Make an address safe: who wrote in Slack is mentioned, a mail address stands as it is."""
    user = user_of(address)
    return f"<@{user}>" if user and is_user(user) else safe_line(address, NAMES_SHOWN)


def person(name: str) -> str:
    """Mention somebody: by their Slack id, else by the name that they have at the command line."""
    return f"<@{name}>" if is_user(name) else safe_line(name, NAMES_SHOWN)


def writers(addresses: Iterable[str]) -> str:
    """Make several addresses safe, in one line."""
    known = {each: writer(each) for each in addresses}
    mails = safe_line(", ".join(each for each in known if not user_of(each)), NAMES_SHOWN)
    people = [shown for each, shown in known.items() if user_of(each)][:PEOPLE_SHOWN]
    return ", ".join(filter(None, [mails, *people]))


def quotation(text: str, limit: int) -> str:
    """Make a text safe as a quotation of at most ``limit`` characters; empty when there is nothing to see."""
    return _quoted(_cut(_masked(text), limit - 1, line_end=2))


def quotations(text: str, limit: int) -> Iterator[str]:
    """Make a text safe, whole, as quotations of at most ``limit`` characters each."""
    return (_quoted(piece) for piece in _divided(_masked(text), limit - 1, line_end=2))


def pieces(text: str, limit: int) -> Iterator[str]:
    """Make a text safe, whole, in pieces of at most ``limit`` characters each."""
    return (escaped(piece) for piece in _divided(_masked(text), limit))


def _quoted(text: str) -> str:
    # every line needs its own mark to stand in one quotation
    return text and ">" + escaped(text).replace("\n", "\n>")


def _masked(text: str) -> str:
    lines = (_INVISIBLE.sub("", line).rstrip() for line in text.splitlines())
    return cpr.mask(_EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


def _cut(text: str, limit: int, line_end: int = 1) -> str:
    """Cut at a word where one ends near, and say so with an ellipsis."""
    if _fitting(text, limit, line_end) == len(text):
        return text
    end = _fitting(text, limit - 1, line_end)
    return text[: _break_before(text, end + 1, " ", end * 4 // 5) or end].rstrip() + "…"


def _divided(rest: str, limit: int, line_end: int = 1) -> Iterator[str]:
    """Divide at the end of a line, else of a word, where one is in the second half."""
    while rest:
        end = _fitting(rest, limit, line_end)
        if end < len(rest):
            end = _break_before(rest, end, "\n", end // 2) or _break_before(rest, end, " ", end // 2) or end
        if piece := rest[:end].rstrip():
            yield piece
        rest = rest[end:].lstrip("\n")


def _break_before(text: str, end: int, mark: str, start: int) -> int:
    """Find where to break after the last ``mark`` between two positions; 0 where there is none."""
    return text.rfind(mark, start, end) + 1


def _fitting(text: str, room: int, line_end: int = 1) -> int:
    """How many characters fit into the room once they are escaped."""
    for position, character in enumerate(text):
        room -= line_end if character == "\n" else _width(character)
        if room < 0:
            return position
    return len(text)


def _width(character: str) -> int:
    # what stands outside Unicode's first plane, such as emoji, counts twice where UTF-16 is counted
    return _WIDTHS.get(character) or (2 if character > _LAST_OF_ONE_UNIT else 1)
