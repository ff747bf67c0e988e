"""What somebody wrote into an invitation or a reply to one (RFC 5545, 3.8.1); who comes is not read here."""

import re

from bot.mail import charsets

_MOST = 64 * 1024  # bytes; a reply has a few hundred
_FOLD = re.compile(r"\n[ \t]")
_PARAMETERS = r"(?:;[^:\n\"]*(?:\"[^\"\n]*\"[^:\n\"]*)*)?"
_COMMENT = re.compile(rf"^COMMENT{_PARAMETERS}:(.*)$", re.IGNORECASE | re.MULTILINE)
_DESCRIPTION = re.compile(rf"^DESCRIPTION{_PARAMETERS}:(.*)$", re.IGNORECASE | re.MULTILINE)
_REPLY = re.compile(r"^METHOD:REPLY\b", re.IGNORECASE | re.MULTILINE)
_ALARM = re.compile(r"^BEGIN:VALARM\b", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


def comment(content: bytes) -> str:
    """Return the comment in a calendar object, in an invitation else its description; any bytes.

    The empty string where there is none: what a reply describes is the invitation that it answers.
    """
    lines = _FOLD.sub("", charsets.clean(charsets.decode(content[:_MOST]).text))
    found = _COMMENT.search(lines)
    if found is None and not _REPLY.search(lines):
        found = _DESCRIPTION.search(_ALARM.split(lines, maxsplit=1)[0])
    return _ESCAPED.sub(_meant, found[1]).strip() if found else ""


def _meant(escaped: re.Match[str]) -> str:
    return "\n" if escaped[1] in "nN" else escaped[1]
