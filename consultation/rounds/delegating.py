"""A party asks us to ask somebody else: the invitation moves to a party of its own, and back again.

One who has the letter already, at an address of the same party, is no other party.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record
from consultation.rounds.reminding import RUNNING, plan_party_anew
from consultation.rounds.words import AnswerKind, PartyState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import Letterhead, invitation, write
from storage import round_messages, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, Submission

_HEIR = "heir"
"""Under this a reading says which party was asked in the place of its writer's."""
_BY_MACHINE = frozenset({AnswerKind.BOUNCE, AnswerKind.AUTO_REPLY})


async def hand_on(
    session: AsyncSession,
    of: Round,
    party: Party,
    said: Submission,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> None:
    """Do what a message asks for that plainly hands the round on, once it is known to."""
    to = said.reading.get("delegated_to")
    if not _hands_on(said) or not to or of.state not in RUNNING:
        return
    addresses = await round_parties.addresses_of(session, party.id)
    stays = any(each.active and each.email.lower() == to for each in addresses)
    said.reading = said.reading | {"stays": stays}
    await session.flush()
    if not stays:
        heir = await _move_invitation(session, of, party, to, calendar, head, now)
        said.reading = said.reading | {_HEIR: heir.id}


async def take_back(session: AsyncSession, of: Round, said: Submission, by: str, now: datetime) -> None:
    """Ask nobody in a party's place where its message turns out to hand nothing on.

    Whoever was asked from the start, has written, or was named by another party too is asked as before.
    """
    number = said.reading.get(_HEIR)
    if number is None or _hands_on(said):
        return
    heir = await round_parties.locked(session, number)
    named = await round_messages.of_kind(session, of.id, AnswerKind.DELEGATION)
    if heir.asked_at is None or any(_hands_on(each) and each.reading.get(_HEIR) == number for each in named):
        return
    if not heir.invited or await has_written(session, heir):
        return
    heir.invited, heir.remind_at = False, None
    await rounds.record(session, of.id, now, by, "took_invitation_back", party_id=heir.id)


async def has_written(session: AsyncSession, party: Party) -> bool:
    """Whether anybody of a party has written or signed something, and no machine alone."""
    return not _BY_MACHINE.issuperset(each.kind for each in await round_messages.of_parties(session, [party]))


def _hands_on(said: Submission) -> bool:
    return said.kind == AnswerKind.DELEGATION and not said.set_aside and not said.undecided


async def _move_invitation(
    session: AsyncSession,
    of: Round,
    party: Party,
    to: str,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> Party:
    """Write to whom a party named, and remind them in its place; nobody in the round is asked twice."""
    others = [each for each in await round_parties.at_address(session, of.id, to) if each != party.id]
    if others:
        return await _known(session, of, others[0], calendar, now)
    heir = Party(
        round_id=of.id,
        organisation=f"{party.organisation} ({to})",
        language=party.language,
        tags=party.tags,
        invited=True,
        asked_at=now,
        must_hear=party.must_hear,
        state=PartyState.INVITED,
        state_at=now,
        own_deadline=party.own_deadline,
        own_deadline_reason=party.own_deadline_reason,
        reminded=[],
    )
    await rounds.add(session, heir)
    address = PartyAddress(party_id=heir.id, email=to, name="", active=True)
    await rounds.add(session, address)
    await write(session, of, [invitation(of, heir, [address])], head, now)
    await rounds.record(session, of.id, now, party.organisation, "moved_invitation", party_id=heir.id)
    await _stands(session, of, heir, calendar, now)
    return heir


async def _known(
    session: AsyncSession, of: Round, number: int, calendar: WorkingDays, now: datetime
) -> Party:
    """Ask again whom nobody was to ask any more; they have the letter."""
    heir = await round_parties.locked(session, number)
    if not record.takes_part(heir):
        heir.invited = True
        await _stands(session, of, heir, calendar, now)
    return heir


async def _stands(
    session: AsyncSession, of: Round, heir: Party, calendar: WorkingDays, now: datetime
) -> None:
    """Write down where a party stands from now on: in a round that is closed nobody does that later."""
    heir.state, heir.state_at = (await record.standing_of(session, of, heir, now)).state, now
    await plan_party_anew(session, of, heir, calendar, now)
