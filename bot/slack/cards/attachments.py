"""The line that names what came with a letter."""

from collections.abc import Sequence

from bot.slack.cards.outside import safe_line
from bot.slack.cards.wording import Wording

SHOWN = 5
NAME_SHOWN = 120


def named(names: Sequence[str], words: Wording) -> str:
    """Name the first attachments and count the others; empty when there are none."""
    if not names:
        return ""
    shown = [safe_line(name, NAME_SHOWN) for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(words("card-more-attachments", count=len(names) - SHOWN))
    return f":paperclip: {', '.join(shown)}"
