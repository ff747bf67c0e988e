"""What is wrong with a configuration, as data; the sentence a user reads is made here too.

Nothing here finds mistakes: see `sources` (keys and values) and `fitting` (keys that disagree).
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right; `str()` is one plain sentence and never shows a secret.

    `key` is dotted, with the entries of `[[office]]` and `[[route]]` counted from 1
    (`office[2].channel`); `wrong` follows the key, `allowed` follows "it must be".
    """

    key: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.key} {self.wrong}; it must be {self.allowed}."


class SettingsError(Exception):
    """A configuration that can't be used; `mistakes` holds every one that was found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
