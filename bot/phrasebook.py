"""Tables of words kept in TOML beside the rules that use them, as expressions.

A phrase is a regular expression, matched without regard to letter case; a list of phrases means
any of them. What a match means is said by the rule, not here and not in the table.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files


class Phrasebook:
    """One TOML file of phrases, read at first use; keys are `table.name`."""

    def __init__(self, package: str, name: str) -> None:
        self._package = package
        self._name = name
        self._compiled: dict[tuple[str, ...], re.Pattern[str]] = {}

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        return tomllib.loads(files(self._package).joinpath(self._name).read_text("utf-8"))

    def table(self, name: str) -> Mapping[str, Sequence[str]]:
        """Return a whole table, for words that are looked up and not matched."""
        return self._tables[name]

    def any_of(self, key: str) -> str:
        """Return the source of an expression that matches any phrase of a list."""
        table, _, name = key.partition(".")
        return f"(?:{'|'.join(self._tables[table][name])})"

    def expression(self, key: str) -> re.Pattern[str]:
        """Return the compiled expression for any phrase of a list."""
        return self.framed("{}", key)

    def framed(self, frame: str, *keys: str) -> re.Pattern[str]:
        """Return a compiled expression in which each `{}` of the frame stands for a list."""
        name = (frame, *keys)
        if name not in self._compiled:
            source = frame
            for key in keys:
                source = source.replace("{}", self.any_of(key), 1)
            self._compiled[name] = re.compile(source, re.IGNORECASE)
        return self._compiled[name]
