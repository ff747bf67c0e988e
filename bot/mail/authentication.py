"""Whether the sender's own domain vouches for a message: Authentication-Results (RFC 8601) of hosts we trust.

Only DMARC (RFC 7489) says anything about the address that people see. A field counts only where a trusted
host's name stands in it, and of several the topmost: those below came with the message.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

_BRACKETS = re.compile(r"([()])")
_RESULT = re.compile(r"^dmarc\s*=\s*(\w+)", re.IGNORECASE)
_ABOUT = re.compile(r"header\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


class Dmarc(StrEnum):
    """What a trusted host found; anything that is neither is as good as nothing."""

    PASS = "pass"  # noqa: S105 - no password: the word of RFC 7489
    FAIL = "fail"


def dmarc(headers: Mapping[str, tuple[str, ...]], domain: str, trusted: Collection[str]) -> Dmarc | None:
    """Say what the topmost trusted result says of ``domain``; None where none says anything of it."""
    for value in headers.get("authentication-results", ()):
        host, *results = _without_comments(value).split(";")
        if _name(host) in trusted:
            return next(filter(None, (_result(each, domain) for each in results)), None)
    return None


def _without_comments(value: str) -> str:
    """Leave out what brackets hold, in one pass: comments stand in comments. One without its other stays."""
    kept: list[str] = []
    opened: list[int] = []
    for piece in _BRACKETS.split(value):
        closes = piece == ")" and bool(opened)
        if closes:
            del kept[opened.pop() :]
        elif piece == "(":
            opened.append(len(kept))
        kept.append(" " if closes else piece)
    return "".join(kept)


def _name(host: str) -> str:
    # a version may follow the name
    return next(iter(host.split()), "").casefold()


def _result(text: str, domain: str) -> Dmarc | None:
    found = _RESULT.match(text.strip())
    if found is None or found[1].casefold() not in (*Dmarc,):
        return None
    about = _ABOUT.search(text)
    # a message with several From may be vouched for by one that is not shown
    if about and not _belongs(domain, about[1].casefold()):
        return None
    return Dmarc(found[1].casefold())


def _belongs(domain: str, about: str) -> bool:
    return domain == about or domain.endswith(f".{about}") or about.endswith(f".{domain}")
