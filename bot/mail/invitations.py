"""What somebody wrote into a reply to an invitation (RFC 5545, 3.8.1.4); who comes is not read here."""

import re

from bot.mail import charsets

_MOST = 64 * 1024  # bytes; a reply has a few hundred
_FOLD = re.compile(r"\n[ \t]")
_COMMENT = re.compile(
    r"^COMMENT(?:;[^:\n\"]*(?:\"[^\"\n]*\"[^:\n\"]*)*)?:(.*)$", re.IGNORECASE | re.MULTILINE
)
_ESCAPED = re.compile(r"\\(.)")


def comment(content: bytes) -> str:
    """Return the comment in a calendar object, the empty string where there is none; any bytes."""
    lines = charsets.clean(charsets.decode(content[:_MOST]).text)
    found = _COMMENT.search(_FOLD.sub("", lines))
    return _ESCAPED.sub(_meant, found[1]).strip() if found else ""


def _meant(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] in "nN" else escaped[1]
