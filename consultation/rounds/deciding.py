"""What a person decides on a message to a round: what it is, or that it counts for nothing.

``seen`` is how many decisions the one who decides knew of, None where that is of no account: who did not know
of the last one is told of it instead (:class:`DecidedAlready`).
"""

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import delegating, joint, waiting
from consultation.rounds.collecting import settle_one, write_to
from consultation.rounds.errors import DecidedAlready, NothingAsked, ReasonMissing
from consultation.rounds.incoming import UNPROVEN
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.moving import Work
from consultation.rounds.reminding import plan_party_anew
from consultation.rounds.showing import show_answer_anew
from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import Draft, LetterKind, writable, write
from storage import round_messages, round_parties, rounds
from storage.tables import Party, Round, Submission


async def decide(
    session: AsyncSession,
    of: Round,
    submission: Submission,
    kind: AnswerKind,
    by: str,
    work: Work,
    *,
    seen: int | None = None,
) -> None:
    """Say what a message is; said again, the last word counts."""
    party = await round_parties.locked(session, submission.party_id)
    if _overtaken(submission, seen) and submission.kind == kind and not submission.set_aside:
        return  # the other said the same
    _know_of_the_last(submission, seen)
    others = [
        each
        for each in await round_messages.of_party(session, party.id)
        if each.version and each.id != submission.id
    ]
    if submission.reading.get("why") == UNPROVEN:
        await write_to(session, party, submission.sender, submission.sender_name)
    before = submission.kind
    submission.kind, submission.undecided, submission.set_aside = kind, None, None
    if kind in ANSWERS:
        submission.version = submission.version or len(others) + 1
        earlier = [each for each in others if each.id < submission.id]
        submission.replaces_id = earlier[-1].id if earlier else None
    else:
        submission.version, submission.replaces_id = 0, None
    await delegating.hand_on(session, of, party, submission, work.calendar, work.head, work.now)
    await _recorded(session, of, submission, by, work, f"{before} -> {kind}")


async def set_aside(
    session: AsyncSession,
    of: Round,
    submission: Submission,
    reason: str,
    by: str,
    work: Work,
    *,
    seen: int | None = None,
) -> None:
    """Say that a message counts for nothing, and why; it is kept."""
    if not reason.strip():
        raise ReasonMissing("set_aside")
    await round_parties.locked(session, submission.party_id)
    _know_of_the_last(submission, seen)
    submission.set_aside, submission.undecided = reason.strip(), None
    await _recorded(session, of, submission, by, work, f"set aside: {reason.strip()}")


async def refuse_time(
    session: AsyncSession,
    of: Round,
    submission: Submission,
    by: str,
    work: Work,
    *,
    seen: int | None = None,
) -> None:
    """Say that a party gets no more time: it hears that its deadline stands, and may be reminded again.

    Raises :class:`NothingAsked` where a message does not wait for more time.
    """
    party = await round_parties.locked(session, submission.party_id)
    _know_of_the_last(submission, seen)
    if not asks_for_time(submission):
        raise NothingAsked(of.key)
    submission.undecided = None
    submission.reading = submission.reading | {"dealt_with": True, "refused": True}
    await _recorded(session, of, submission, by, work, "no more time")
    drafts = [await _deadline_stands(session, of, party, submission)]
    await write(session, of, drafts, work.head, work.now)


def asks_for_time(submission: Submission) -> bool:
    """Whether a message asks for more time, and nobody has answered that yet."""
    asks = submission.kind == AnswerKind.EXTENSION_REQUEST and not submission.set_aside
    return asks and not submission.reading.get("dealt_with")


def was_refused(submission: Submission) -> bool:
    """Whether a message asked for more time and was told that the deadline stands."""
    return submission.kind == AnswerKind.EXTENSION_REQUEST and bool(submission.reading.get("refused"))


def times_decided(submission: Submission) -> int:
    """How many decisions people have made on a message."""
    return int(submission.reading.get("decided", {}).get("times", 0))


def decided_by(submission: Submission) -> str:
    """Who decided on a message last; empty where nobody has."""
    return str(submission.reading.get("decided", {}).get("by", ""))


async def _deadline_stands(session: AsyncSession, of: Round, party: Party, asked: Submission) -> Draft:
    """Draft the answer to whoever asked for more time; to the party where nothing reaches them."""
    reachable = writable(await round_parties.addresses_of(session, party.id))
    recipients = [asked.sender] if asked.sender in reachable else reachable
    facts = {"deadline": deadline_of(of.deadline, party.own_deadline).isoformat()}
    references = [asked.message_id] if asked.message_id else []
    key = f"round:{of.id}/deadline_stands:{asked.id}"
    return Draft(LetterKind.DEADLINE_STANDS, party, recipients, key, facts, references)


def _overtaken(submission: Submission, seen: int | None) -> bool:
    return seen is not None and seen != times_decided(submission)


def _know_of_the_last(submission: Submission, seen: int | None) -> None:
    if _overtaken(submission, seen):
        raise DecidedAlready(decided_by(submission))


async def _recorded(
    session: AsyncSession, of: Round, submission: Submission, by: str, work: Work, decision: str
) -> None:
    decided = {"by": by, "at": work.now.isoformat(), "times": times_decided(submission) + 1}
    submission.reading = submission.reading | {"decided": decided}
    await session.flush()
    await delegating.take_back(session, of, submission, by, work.now)
    await waiting.count_anew(session, submission.party_id)
    party = await round_parties.get(session, submission.party_id)
    await rounds.record(
        session,
        of.id,
        work.now,
        by,
        "decided",
        party_id=party.id,
        submission=submission.id,
        decision=decision,
    )
    for each in (party, *await joint.signed(session, submission)):
        await settle_one(session, of, each, work.now)
        await plan_party_anew(session, of, each, work.calendar, work.now)
    await show_answer_anew(session, of, submission, work.now)
