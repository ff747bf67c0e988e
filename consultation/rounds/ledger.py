"""The answering ledger: what is known of each invited party, and the message that proves it.

Rules only. What a message *is* was decided before (`answers`, or a person); here its kind is taken as it
stands. The reconciliation says whether every message taken in is accounted for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.words import AnswerKind, PartyState

ANSWERS: Mapping[AnswerKind, PartyState] = {
    AnswerKind.SUBMISSION: PartyState.ANSWERED,
    AnswerKind.REVISED_SUBMISSION: PartyState.ANSWERED,
    AnswerKind.NO_REMARKS: PartyState.NO_REMARKS,
    AnswerKind.DECLINED: PartyState.DECLINED,
    AnswerKind.OUTSIDE_REMIT: PartyState.OUTSIDE_REMIT,
}
"""The kinds that settle a party, each with the state it settles it in."""

SETTLED = frozenset(ANSWERS.values())
"""The states of parties from whom nothing more is asked."""


class Fate(StrEnum):
    """What became of one message; each has exactly one."""

    ANSWER = "answer"
    NON_ANSWER = "non_answer"
    SET_ASIDE = "set_aside"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Received:
    """One message to a round, as it is understood now; `id` is the message's in the mail ledger.

    `parties` are the invited parties that sent or signed it, the author first; none for an uninvited one.
    `kind` is None until a person has decided. `failed` are the addresses that a bounce says were not reached.
    `set_aside` is the reason why the message counts for nothing, empty where it counts. `dealt_with` says
    that a request for more time was granted or refused. `again_at` is when a letter that came back for now is
    sent again, None where it isn't any more. `stays` says that a delegation is to a colleague who has the
    letter as well.
    """

    id: int
    received_at: datetime
    kind: AnswerKind | None
    parties: tuple[int, ...] = ()
    failed: frozenset[str] = frozenset()
    set_aside: str = ""
    dealt_with: bool = False
    again_at: datetime | None = None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """An invited party as the ledger needs it; `deadline` is its own, where it was given one.

    `refused` are the addresses that take no mail of ours, and have not been written from since.
    """

    id: int
    addresses: tuple[str, ...]
    deadline: datetime | None = None
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """What is known of one party: its one state and the message that proves it.

    `evidence` is None where our own invitation is the proof, and `since` is then None too. `unread` is the
    latest message of the party that a person has yet to decide on, `asks_for_time` the latest request for
    more time that nobody has met: both say that we owe the party something before we ask it again. `again_at`
    is when a letter that came back for now is sent to it again.
    """

    party: int
    state: PartyState
    evidence: int | None = None
    since: datetime | None = None
    unread: int | None = None
    asks_for_time: int | None = None
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The count printed on every report: what was taken in against what became of it.

    `taken_in` is counted where messages arrive, the rest by looking at each: one lost or doubled shows.
    """

    taken_in: int
    answers: int
    non_answers: int
    set_aside: int
    unresolved: int

    @property
    def adds_up(self) -> bool:
        """Whether messages in = answers + non-answers + set aside + unresolved."""
        return self.taken_in == self.answers + self.non_answers + self.set_aside + self.unresolved


def fate(message: Received) -> Fate:
    """Say what became of a message."""
    return fate_of(message.kind, set_aside=bool(message.set_aside))


def fate_of(kind: AnswerKind | None, *, set_aside: bool) -> Fate:
    """Say what became of a message of a kind; None where a person has yet to decide."""
    if set_aside:
        return Fate.SET_ASIDE
    if kind is None:
        return Fate.UNRESOLVED
    return Fate.ANSWER if kind in ANSWERS else Fate.NON_ANSWER


def reconciliation(messages: Iterable[Received], taken_in: int) -> Reconciliation:
    """Count what became of a round's messages; `taken_in` is the mail ledger's own count of them."""
    return reckoned(Counter(map(fate, messages)), taken_in)


def reckoned(counted: Mapping[Fate, int], taken_in: int) -> Reconciliation:
    """Say whether messages that were counted by their fate are all of those that came."""
    counted = Counter(counted)
    return Reconciliation(
        taken_in,
        answers=counted[Fate.ANSWER],
        non_answers=counted[Fate.NON_ANSWER],
        set_aside=counted[Fate.SET_ASIDE],
        unresolved=counted[Fate.UNRESOLVED],
    )


def standings(
    parties: Sequence[Party], messages: Iterable[Received], deadline: datetime, *, closed: bool, now: datetime
) -> list[PartyStanding]:
    """Say of every party where it stands, in the order given.

    `deadline` is everybody's. Only where the round is `closed` is anybody silent, and nobody before the
    deadline that counts for it is past.
    """
    of_party: dict[int, list[Received]] = defaultdict(list)
    for message in sorted(messages, key=lambda message: (message.received_at, message.id)):
        for party in message.parties:
            of_party[party].append(message)
    return [
        _standing(party, of_party[party.id], over=closed and now > deadline_of(deadline, party.deadline))
        for party in parties
    ]


def uninvited(messages: Iterable[Received], invited: Collection[int]) -> list[Received]:
    """Return the answers of nobody who was asked: welcome, and told apart."""
    return [
        message
        for message in messages
        if fate(message) is Fate.ANSWER and not any(party in invited for party in message.parties)
    ]


def _standing(party: Party, messages: Sequence[Received], *, over: bool) -> PartyStanding:
    """Read a party's messages, oldest first."""
    counting = [message for message in messages if not message.set_aside]
    state, proof, since = _settled(counting) or _unsettled(party, counting, over=over)
    return PartyStanding(
        party.id,
        state,
        proof.id if proof else None,
        since,
        unread=_latest(message for message in counting if message.kind is None),
        asks_for_time=_latest(message for message in counting if _asks_for_time(message)),
        again_at=proof.again_at if proof and state is PartyState.PUT_OFF else None,
    )


_State = tuple[PartyState, Received | None, datetime | None]


def _settled(messages: Sequence[Received]) -> _State | None:
    """Find what settles the party: what it wrote on the matter, else the last it said about writing.

    A letter stands whatever a colleague's "no remarks" says later; the version in force is the proof.
    """
    settling = [
        (ANSWERS[message.kind], message) for message in messages if message.kind and message.kind in ANSWERS
    ]
    if not settling:
        return None
    written = [message for state, message in settling if state is PartyState.ANSWERED]
    if written:
        return PartyState.ANSWERED, written[-1], written[0].received_at
    state, proof = settling[-1]
    return state, proof, proof.received_at


def _unsettled(party: Party, messages: Sequence[Received], *, over: bool) -> _State:
    """Say where a party stands that has yet to answer: what it did last decides."""
    telling = [message for message in messages if message.kind in _TELLING and not message.stays]
    proof = telling[-1] if telling else None
    state = _TELLING[proof.kind] if proof and proof.kind else PartyState.INVITED
    if state is not PartyState.DELEGATED and _is_undeliverable(party, messages):
        state, proof = PartyState.UNDELIVERABLE, _last_bounce(messages)
    elif state is not PartyState.DELEGATED and _is_put_off(party, messages):
        state, proof = PartyState.PUT_OFF, _last_bounce(messages)
    elif state is not PartyState.DELEGATED and over:
        state = PartyState.SILENT
    return state, proof, proof.received_at if proof else None


_TELLING = {
    AnswerKind.PROMISE: PartyState.PROMISED,
    AnswerKind.DELEGATION: PartyState.DELEGATED,
}


def _is_undeliverable(party: Party, messages: Sequence[Received]) -> bool:
    """Tell whether every address of a party failed, and it has not written since."""
    if party.addresses and party.refused.issuperset(party.addresses):
        return True
    bounces = [each for each in messages if each.kind is AnswerKind.BOUNCE and not each.again_at]
    last = messages[-1].kind if messages else None
    return last is AnswerKind.BOUNCE and _failed(bounces).issuperset(party.addresses)


def _is_put_off(party: Party, messages: Sequence[Received]) -> bool:
    """Tell whether no address of a party has been reached, and one of them is tried again."""
    returned = [message for message in messages if message.kind is AnswerKind.BOUNCE]
    if not returned or messages[-1] is not returned[-1] or returned[-1].again_at is None:
        return False
    return (party.refused | _failed(returned)).issuperset(party.addresses)


def _failed(bounces: Sequence[Received]) -> frozenset[str]:
    return frozenset().union(*(each.failed for each in bounces))


def _last_bounce(messages: Sequence[Received]) -> Received | None:
    """Return the proof; none where our own mail server was told no."""
    return next((each for each in reversed(messages) if each.kind is AnswerKind.BOUNCE), None)


def _asks_for_time(message: Received) -> bool:
    return message.kind is AnswerKind.EXTENSION_REQUEST and not message.dealt_with


def _latest(messages: Iterable[Received]) -> int | None:
    return max((message.id for message in messages), default=None)
