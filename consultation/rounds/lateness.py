"""Whether what a party sent came in time: what is sent in the place of something unreadable is as early."""

from collections.abc import Sequence

from consultation.rounds import lifecycle
from storage.tables import Party, Round, Submission


def is_late(of: Round, party: Party, made: Submission, before: Sequence[Submission]) -> bool:
    """Tell whether a message came after the deadline that counts for its party; ``before`` came before it."""
    unreadable = (each for each in before if each.reading.get("encrypted") and not each.set_aside)
    first = min([made.received_at, *(each.received_at for each in unreadable)])
    return lifecycle.is_late(first, of.deadline, party.own_deadline)
