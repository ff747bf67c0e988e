"""Which topics a message is said to be about: scores of words, seen in the light of its initiative.

Topics go with initiatives: trials mostly are about effect, festive camps about nothing in
particular. How often each goes with which is counted in the corpus (`learn`) and leans on the
scores; what they are worth is then read from messages that the scorer had not seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import calibration
from nlp.calibration import Separate
from nlp.taxonomy import OUT_OF_SCOPE

_LEAN = 0.04  # score units for a topic e times as frequent; chosen by leaving writers out
_RARE = 0.02  # a share that is as good as never

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Topics:
    """What scores of `labels` are worth.

    `leanings` has, by initiative, what is added to the score of each label; `always` names the
    initiatives whose messages all have a topic.
    """

    labels: tuple[str, ...]
    calibration: Separate
    leanings: Mapping[str, Sequence[float]]
    always: tuple[str, ...]

    def said(self, scores: Scores, initiative: str, *, sure: bool) -> tuple[str, ...]:
        """Return the topics of a message with these `scores`; outside the strategy, none.

        Where `sure` of an initiative that always has one, the best is said if none passes.
        """
        if initiative in OUT_OF_SCOPE:
            return ()
        above = self._above(scores, initiative)
        passed = above >= 0
        if sure and initiative in self.always and not passed.any():
            passed = above == above.max()
        return tuple(label for label, yes in zip(self.labels, passed.tolist(), strict=True) if yes)

    def _above(self, scores: Scores, initiative: str) -> NDArray[np.float64]:
        return self.calibration.above(leant(scores, self.leanings[initiative]))

    def stored(self) -> dict[str, Any]:
        """Return plain values, for a JSON file; `of` reads them back."""
        return {
            "calibration": self.calibration.stored(),
            "leanings": {name: list(values) for name, values in self.leanings.items()},
            "always": self.always,
        }


def of(labels: Sequence[str], stored: Mapping[str, Any]) -> Topics:
    """Make Topics of what `Topics.stored` gave."""
    worth = Separate(**stored["calibration"])
    return Topics(tuple(labels), worth, stored["leanings"], tuple(stored["always"]))


def learn(
    labels: Sequence[str],
    scores: Scores,
    own: Sequence[tuple[str, Sequence[str]]],
    said: Sequence[str],
) -> Topics:
    """Learn from unseen `scores` (texts, labels), each text's own initiative and topics, and what was `said`.

    Only texts whose initiative was said to be within the strategy can be told to have a topic.
    """
    has = np.array([[label in topics for label in labels] for _, topics in own])
    initiatives = np.array([initiative for initiative, _ in own])
    leanings, always = {}, []
    for name in sorted(set(initiatives.tolist())):
        among = has[initiatives == name]
        leanings[name] = tuple((_LEAN * np.log(among.mean(axis=0) + _RARE)).tolist())
        if name not in OUT_OF_SCOPE and among.any(axis=1).all():
            always.append(name)
    seen = leant(scores, [leanings[name] for name in said])
    inside = np.array([name not in OUT_OF_SCOPE for name in said])
    return Topics(tuple(labels), calibration.separate(seen, has, inside), leanings, tuple(always))


def leant(scores: Scores, leanings: Any) -> Scores:
    """Return `scores` with `leanings`, of the same shape, added."""
    return np.asarray(scores + np.asarray(leanings, dtype=np.float32), dtype=np.float32)
