"""The line that names what came with a letter."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.cards.outside import safe_line
from bot.slack.cards.wording import Wording

SHOWN = 5
NAME_SHOWN = 120


def named(files: Sequence[str | Mapping[str, Any]], words: Wording) -> str:
    """Name the first attachments and count the others; empty when there are none.

    One that people must not open without thinking comes first, with its warning.
    """
    if not files:
        return ""
    warned = sorted(files, key=lambda file: not _mark(file))
    shown = [_name(file, words) for file in warned[:SHOWN]]
    if len(files) > SHOWN:
        shown.append(words("card-more-attachments", count=len(files) - SHOWN))
    return f":paperclip: {', '.join(shown)}"


def _name(file: str | Mapping[str, Any], words: Wording) -> str:
    name = safe_line(file if isinstance(file, str) else file["name"], NAME_SHOWN)
    mark = _mark(file)
    return f"{name} (:warning: {words(f'attachment-{mark}')})" if mark else name


def _mark(file: str | Mapping[str, Any]) -> str:
    return "" if isinstance(file, str) else file.get("mark", "")
