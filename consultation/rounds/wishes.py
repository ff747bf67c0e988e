"""What each party lets us publish: the last wish that it stated, in whatever message that stood.

A wish holds until the party states another. One that a person has yet to decide on, or that is about a part
of an answer, may narrow what is published and never widens it: of an answer of which only a part may be
published nothing is, but what people confirm. What a message says is read in `answers`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from consultation.rounds.words import AnswerKind, Consent
from storage.tables import Submission

IN_PART = "publish_in_part"
"""Under this a reading says that its message has a wish about a part of an answer only."""
UNSAID = Consent.WITHOUT_PERSONS
"""What is published of an answer whose writer has not said: its points, and nobody's name."""
_BY_MACHINE = (AnswerKind.BOUNCE, AnswerKind.AUTO_REPLY)
_NARROWEST_FIRST = (Consent.NOT, Consent.IN_PART, Consent.WITHOUT_PERSONS, Consent.PUBLISH)


def of_answers(messages: Iterable[Submission]) -> dict[int, Consent]:
    """Return what may be published of each message, by its number; `messages` are a round's, oldest first.

    Of a joint letter that is the narrowest of what its author and the others who signed it wish.
    """
    messages = list(messages)
    by_party: dict[int, list[Submission]] = defaultdict(list)
    for each in messages:
        if _states(each):
            by_party[each.party_id].append(each)
    return {each.id: _agreed(each, by_party) for each in messages}


def last(messages: Iterable[Submission]) -> Consent | None:
    """Return the wish that holds after one party's messages, oldest first; None where it has stated none."""
    found: Consent | None = None
    for each in filter(_states, messages):
        said = stated(each) or UNSAID
        open_ = each.undecided or said is Consent.IN_PART
        found = _narrowest([found or UNSAID, said]) if open_ else said
    return found


def stated(message: Submission) -> Consent | None:
    """Return what a message itself says may be published; None where it says nothing of that."""
    if said := message.reading.get("publish"):
        return Consent(said)
    return Consent.IN_PART if message.reading.get(IN_PART) else None


def _states(message: Submission) -> bool:
    by_machine = message.kind in _BY_MACHINE and not message.undecided
    return stated(message) is not None and not message.set_aside and not by_machine


def _agreed(letter: Submission, by_party: dict[int, list[Submission]]) -> Consent:
    """Ask all who signed; what a letter says speaks for each of them until one says something else later."""
    since = letter.id if _states(letter) else 0
    others = letter.reading.get("with", ())
    wishes = [
        last(by_party.get(letter.party_id, ())),
        *(last(each for each in by_party.get(other, ()) if each.id > since) for other in others),
    ]
    return _narrowest([each for each in wishes if each])


def _narrowest(wishes: Sequence[Consent]) -> Consent:
    return min(wishes, key=_NARROWEST_FIRST.index, default=UNSAID)
