"""From the record's rows to the values that the rules of a round work on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import again, ledger
from consultation.rounds.ledger import Fate, PartyStanding, Received, Reconciliation
from consultation.rounds.lifecycle import OVER, Standing
from consultation.rounds.reminders import Addressee, Course, Moment, Sent
from consultation.rounds.words import AnswerKind, PartyState, Question, RoundState
from storage import round_counts, round_messages, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, RoundEvent, Submission


@dataclass(frozen=True)
class Case:
    """A round with everybody in it and every message to it."""

    round: Round
    questions: tuple[Question, ...]
    parties: Mapping[int, Party]
    addresses: Mapping[int, Sequence[PartyAddress]]
    submissions: Sequence[Submission]
    standings: Mapping[int, PartyStanding]
    """Of those who were asked."""

    @property
    def messages(self) -> list[Received]:
        """Every message, as the ledger counts them."""
        return [received(each) for each in self.submissions]

    def submissions_of(self, party_id: int) -> list[Submission]:
        """One party's messages, oldest first."""
        return [each for each in self.submissions if each.party_id == party_id]


async def load(session: AsyncSession, of: Round, now: datetime) -> Case:
    """Read a round whole."""
    parties = {each.id: each for each in await round_parties.of_round(session, of.id)}
    addresses = await round_parties.addresses(session, of.id)
    submissions = await round_messages.of_round(session, of.id)
    asked = [_asked(party, addresses.get(party.id, [])) for party in parties.values() if party.invited]
    standings = ledger.standings(
        asked, map(received, submissions), of.deadline, closed=of.state in OVER, now=now
    )
    return Case(
        of,
        await questions(session, of.id),
        parties,
        addresses,
        submissions,
        {each.party: each for each in standings},
    )


async def standing_of(session: AsyncSession, of: Round, party: Party, now: datetime) -> PartyStanding:
    """Say where one party stands; costs nothing for the others."""
    return (await standings_of(session, of, [party], now))[party.id]


async def standings_of(
    session: AsyncSession, of: Round, parties: Sequence[Party], now: datetime
) -> dict[int, PartyStanding]:
    """Say where some parties stand, in two questions to the record however many they are."""
    ids = [party.id for party in parties]
    addresses = await round_parties.addresses_of_all(session, ids)
    asked = [_asked(party, addresses[party.id]) for party in parties]
    messages = map(received, await round_messages.of_parties(session, parties))
    found = ledger.standings(asked, messages, of.deadline, closed=of.state in OVER, now=now)
    return {each.party: each for each in found}


async def questions(session: AsyncSession, round_id: int) -> tuple[Question, ...]:
    """The round's questions, in order."""
    return tuple(Question(each.key, each.text) for each in await rounds.questions(session, round_id))


def received(submission: Submission) -> Received:
    """Return a message as the ledger counts it."""
    reading, coming = submission.reading, again.coming(submission)
    return Received(
        ledger_number(submission),
        submission.received_at,
        None if submission.undecided else AnswerKind(submission.kind),
        parties=(submission.party_id, *reading.get("with", ())),
        failed=frozenset((*again.lost(submission), *(each["to"] for each in coming))),
        set_aside=submission.set_aside or "",
        dealt_with=bool(reading.get("dealt_with")),
        again_at=min((datetime.fromisoformat(each["at"]) for each in coming), default=None),
        stays=submission.kind == AnswerKind.DELEGATION and bool(reading.get("stays")),
    )


def ledger_number(submission: Submission) -> int:
    """Return the number by which the ledger knows a message, as the proof of where a party stands."""
    return submission.ledger_id or -submission.id


def standing(of: Round) -> Standing:
    """Return where a round stands."""
    return Standing(RoundState(of.state), of.created_by, of.deadline, of.opens_at)


def course(of: Round) -> Course:
    """Return a round as its reminder plan sees it."""
    wanted = frozenset(map(Moment, of.reminders.get("moments", list(Moment))))
    return Course(of.id, RoundState(of.state), of.deadline, wanted)


def addressee(of: Round, party: Party, stands: PartyStanding) -> Addressee:
    """Return a party as its round's reminder plan sees it."""
    return Addressee(
        stands,
        (party.asked_at or of.opened_at) if party.invited and of.opened_at else None,
        party.own_deadline,
        tuple(map(_sent, party.reminded)),
        date.fromisoformat(party.absent_until) if party.absent_until else None,
        party.must_hear,
    )


def invited(parties: Iterable[Party]) -> list[Party]:
    """Return those who were asked."""
    return [party for party in parties if party.invited]


def takes_part(party: Party) -> bool:
    """Tell whether a party is asked, or has answered unasked; one that is asked no more is listed nowhere."""
    return party.invited or party.state == PartyState.ANSWERED


def state_of(case: Case, party: Party) -> PartyState:
    """Return a party's one state; that of one who is not asked is as it was written down."""
    stands = case.standings.get(party.id)
    return stands.state if stands else PartyState(party.state)


def reconciled(case: Case, history: Iterable[RoundEvent]) -> Reconciliation:
    """Count the messages against those that the history saw come in."""
    taken_in = {each.details["submission"] for each in history if "submission" in each.details}
    return ledger.reconciliation(case.messages, len(taken_in))


async def reckoning(session: AsyncSession, round_id: int) -> Reconciliation:
    """Count the same in the database, without reading a letter."""
    fates: Counter[Fate] = Counter()
    for kind, undecided, set_aside, count in await round_counts.messages(session, round_id):
        fates[ledger.fate_of(None if undecided else AnswerKind(kind), set_aside=set_aside)] += count
    return ledger.reckoned(fates, await round_counts.taken_in(session, round_id, list(AnswerKind)))


def _asked(party: Party, addresses: Sequence[PartyAddress]) -> ledger.Party:
    refused = frozenset(each.email for each in addresses if not each.active)
    return ledger.Party(party.id, tuple(each.email for each in addresses), party.own_deadline, refused)


def _sent(told: Mapping[str, str]) -> Sent:
    return Sent(
        Moment(told["moment"]), datetime.fromisoformat(told["at"]), datetime.fromisoformat(told["deadline"])
    )
