"""What is typed after a slash command, as a value: what is wanted, and of what."""

import re
from dataclasses import dataclass
from enum import StrEnum

_REFERENCE = re.compile(r"FD-\d{4}-\d{5,}", re.IGNORECASE)


class Wish(StrEnum):
    """What can be wanted of the inquiries."""

    HELP = "help"
    FIND = "find"
    SHOW = "show"
    MINE = "mine"
    LATE = "late"
    NEW = "new"
    LIBRARY = "library"
    MACHINES = "machines"


_VERBS = {
    "": Wish.HELP,
    "hjælp": Wish.HELP,
    "help": Wish.HELP,
    "?": Wish.HELP,
    "find": Wish.FIND,
    "søg": Wish.FIND,
    "search": Wish.FIND,
    "vis": Wish.SHOW,
    "show": Wish.SHOW,
    "mine": Wish.MINE,
    "sen": Wish.LATE,
    "sene": Wish.LATE,
    "late": Wish.LATE,
    "ny": Wish.NEW,
    "new": Wish.NEW,
    "standardsvar": Wish.LIBRARY,
    "standard-answers": Wish.LIBRARY,
    "maskinpost": Wish.MACHINES,
    "machine-mail": Wish.MACHINES,
}
"""Both languages' verbs, whichever command they come after."""


@dataclass(frozen=True)
class Asked:
    """A wish, and the words after it."""

    wish: Wish
    words: str = ""


def asked(text: str) -> Asked:
    """Read what was typed: a number alone is shown, and what has no verb is looked for."""
    verb, _, words = text.strip().partition(" ")
    words = words.strip()
    if _REFERENCE.fullmatch(text.strip()):
        return Asked(Wish.SHOW, text.strip())
    wish = _VERBS.get(verb.casefold())
    if wish is None:
        return Asked(Wish.FIND, text.strip())
    if wish in (Wish.FIND, Wish.SHOW) and not words:
        return Asked(Wish.HELP)
    return Asked(wish, words)
