"""Which of a party's answers a later one has replaced, and which questions it has corrected since.

Whether a message is an answer at all is `ledger`'s; what a party says as it stands now is `current`'s.
"""

from collections.abc import Iterable, Mapping, Sequence

from consultation.rounds.ledger import ANSWERS
from storage.tables import Submission


def counting(submissions: Iterable[Submission]) -> list[Submission]:
    """Return the messages that are answers with something said in them, also those that were replaced."""
    return [each for each in submissions if each.version and not each.set_aside and _says_something(each)]


def since(answers: Sequence[Submission]) -> Mapping[int, Sequence[Submission]]:
    """Return what each party has sent after each of its answers, by answer."""
    of_party: dict[int, list[Submission]] = {}
    for each in answers:
        of_party.setdefault(each.party_id, []).append(each)
    return {each.id: own[at:] for own in of_party.values() for at, each in enumerate(own, 1)}


def replaced_by(later: Sequence[Submission]) -> int | None:
    """Return the party's latest whole answer, where that is a later one."""
    whole = [each.id for each in later if not each.reading["replaces"]]
    return whole[-1] if whole else None


def corrected_by(later: Sequence[Submission]) -> Mapping[str, int]:
    """Return the questions whose answers the party has corrected since, each with the latest correction."""
    return {key: each.id for each in later for key in each.reading["replaces"]}


def _says_something(submission: Submission) -> bool:
    return submission.kind in ANSWERS and bool(submission.reading["answers"] or submission.reading["other"])
