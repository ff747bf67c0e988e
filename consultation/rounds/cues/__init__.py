"""The words by which an answer's sentences are told apart, read from the TOML files beside this one.

Finding them, and whether they are denied, is here; what follows from them is `statements`' and
`proposals`'. Files hold tables `[[cue]]` with `key` and `words`, all lower case:
    foreslå*, *undersøgelse*   words that begin so, or hold it
    støtter … forslag*         up to four words of the same clause between
`firm` cues beat those that are not; `after` ones are denied by a word behind them, too (vi støtter
ikke); `denied` is what a cue says where it is denied (nothing of the kind, where left out).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlp.message import lowered

_FOLDER = Path(__file__).parent
_GAP = r"(?:[\s]+[^\s.,;:?!()]+){0,4}?\s+"
_CLAUSE_ENDS = re.compile(r"[.,;:?!()–]|\s-\s|\n\s*\n|(?<!\w)(?:men|but|og at|however|dog)(?!\w)")
_OBJECT_STARTS = re.compile(r"(?<!\w)(?:at|that|om|which|som|der)(?!\w)")
_WORD = re.compile(r"[^\s]+")
_BEFORE = 6  # words in which a cue is denied before it
_AFTER = 3  # and behind it
_LONGEST = 200  # characters that are looked at for them


@dataclass(frozen=True, slots=True)
class Cue:
    """One group of words that say the same."""

    key: str
    pattern: re.Pattern[str]
    firm: bool = False
    after: bool = False
    denied: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue in a text, by character positions; `denied` says that it is said not to be so."""

    cue: Cue
    start: int
    end: int
    denied: bool

    @property
    def key(self) -> str | None:
        """What is said here, after all."""
        return self.cue.denied if self.denied else self.cue.key


@cache
def tables(name: str) -> list[Mapping[str, Any]]:
    """Return the `[[cue]]` tables of one file (`stances`, `proposals`, `phases`, `checklist`, `denials`)."""
    found: list[Mapping[str, Any]] = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))["cue"]
    return found


@cache
def read(name: str) -> tuple[Cue, ...]:
    """Return the cues of one file."""
    return tuple(
        Cue(
            one["key"],
            _pattern(one["words"]),
            one.get("firm", False),
            one.get("after", False),
            one.get("denied"),
        )
        for one in tables(name)
    )


def find(text: str, cues: Iterable[Cue]) -> list[Hit]:
    """Return where `text` has any of `cues`, each also where it is denied, in order."""
    lower = lowered(text)
    hits = [
        Hit(cue, *match.span(), _denied(lower, *match.span(), after=cue.after))
        for cue in cues
        for match in cue.pattern.finditer(lower)
    ]
    return sorted(hits, key=lambda hit: hit.start)


def _denied(lower: str, start: int, end: int, *, after: bool) -> bool:
    """Say whether an odd number of denials stand about: "ikke uden betænkeligheder" has them."""
    words = list(_WORD.finditer(lower, _clause_start(lower, start), start))[-_BEFORE:]
    first = words[0].start() if words else start
    last = end
    if after:
        behind = list(_WORD.finditer(lower, end, _clause_end(lower, end)))[:_AFTER]
        last = behind[-1].end() if behind else end
    denials, other = (cue.pattern for cue in read("denials"))
    # apart, so that "uden forbehold" denies the reservation, and not the support that it goes with
    around = (lower[first:start], lower[start:last] if after else "")
    return sum(len(denials.findall(other.sub("_", part))) for part in around) % 2 == 1


def _clause_start(lower: str, place: int) -> int:
    first = max(0, place - _LONGEST)
    return max((match.end() for match in _CLAUSE_ENDS.finditer(lower, first, place)), default=first)


def _clause_end(lower: str, place: int) -> int:
    last = min(len(lower), place + _LONGEST)
    ends = [
        one.start() for sign in (_CLAUSE_ENDS, _OBJECT_STARTS) if (one := sign.search(lower, place, last))
    ]
    return min(ends, default=last)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return an expression for any of `words`, the longest tried first; without any, for nothing."""
    ordered = [_expression(one) for one in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)" if ordered else r"(?!)")


def _expression(words: str) -> str:
    parts = [r"\s+".join(_word(word) for word in part.split()) for part in words.split("…")]
    return _GAP.join(parts)


def _word(word: str) -> str:
    return r"\w*".join(re.escape(piece) for piece in word.split("*"))
