"""Which of a party's answers a later one has replaced, and which questions it has corrected since.

Whether a message is an answer at all is `ledger`'s; what a party says as it stands now is `current`'s.
"""

from collections.abc import Iterable, Mapping, Sequence

from consultation.rounds.ledger import ANSWERS
from consultation.rounds.words import AnswerKind, PartyState
from storage.tables import Submission


def counting(submissions: Iterable[Submission]) -> list[Submission]:
    """Return the messages that are answers with something said in them, also those that were replaced."""
    return [each for each in submissions if each.version and not each.set_aside and _says_something(each)]


def since(answers: Sequence[Submission]) -> Mapping[int, Sequence[Submission]]:
    """Return what each party has sent after each of its answers and may stand in its place, by answer."""
    of_party: dict[int, list[Submission]] = {}
    for each in answers:
        of_party.setdefault(each.party_id, []).append(each)
    return {
        each.id: [later for later in own[at:] if takes_the_place(later, each)]
        for own in of_party.values()
        for at, each in enumerate(own, 1)
    }


def takes_the_place(later: Submission, earlier: Submission) -> bool:
    """Say whether an answer may stand in the place of one before: a letter yields only to a letter.

    As in the ledger, it stands whatever a colleague's "no remarks" says later.
    """
    return _is_letter(later) or not _is_letter(earlier)


def replaced_by(later: Sequence[Submission]) -> int | None:
    """Return the party's latest whole answer, where that is a later one."""
    whole = [each.id for each in later if not each.reading["replaces"]]
    return whole[-1] if whole else None


def corrected_by(later: Sequence[Submission]) -> Mapping[str, int]:
    """Return the questions whose answers the party has corrected since, each with the latest correction."""
    return {key: each.id for each in later for key in each.reading["replaces"]}


def _is_letter(submission: Submission) -> bool:
    return ANSWERS[AnswerKind(submission.kind)] is PartyState.ANSWERED


def _says_something(submission: Submission) -> bool:
    return submission.kind in ANSWERS and bool(submission.reading["answers"] or submission.reading["other"])
