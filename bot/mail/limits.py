"""How much of one message is read. What happens beyond each limit is in docs/hard-mail.md.

Recipients, files in files and the like have limits of their own beside what they guard.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond `fields`, `parts` and `depth` the rest is left unread, with a warning; beyond `seconds` all is.

    `text_bytes` is of one text. The defaults are those of `[reading]`.
    """

    fields: int = 10_000
    parts: int = 1_000
    depth: int = 100
    text_bytes: int = 2_000_000
    seconds: float = 30


USUAL = Limits()
