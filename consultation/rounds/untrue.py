"""Whether a letter of a round still says what is true, in the moment in which it leaves, or leaves again.

Whether its party needs it is another matter: see `reminding.still_due` and `sending_again`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.reminding import RUNNING
from consultation.rounds.writing import LetterKind
from storage.tables import Round

_NAMES_A_DEADLINE = (LetterKind.NEW_DEADLINE, LetterKind.DEADLINE_STANDS)
_WHILE_RUNNING = (
    LetterKind.INVITATION,
    LetterKind.REMINDER,
    LetterKind.NEW_DOCUMENT,
    *_NAMES_A_DEADLINE,
)


def why_untrue(
    of: Round,
    kind: str,
    facts: Mapping[str, Any],
    own_deadline: datetime | None,
    versions: Mapping[str, int] | None = None,
) -> str | None:
    """Say why a letter is not true any more, None where it is.

    ``own_deadline`` is its party's, ``versions`` those of the round's documents by name, None for any.
    """
    if kind in _WHILE_RUNNING and of.state not in RUNNING:
        return f"the round is {of.state}"
    if kind in _NAMES_A_DEADLINE:
        named = datetime.fromisoformat(facts["deadline"])
        return None if named == deadline_of(of.deadline, own_deadline) else "the deadline has moved again"
    if kind == LetterKind.NEW_DOCUMENT and versions is not None:
        newest = versions.get(facts["document"])
        return None if newest == facts["version"] else "a newer version has come since"
    return None
