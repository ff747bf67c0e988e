"""Rounds put on the record as if they had been set up, with what tests of use cases say of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.rounds.letterheads import letterhead
from consultation.rounds import collecting, moving
from consultation.rounds.incoming import Message
from consultation.rounds.lifecycle import Hands, Seats
from consultation.rounds.moving import Work
from consultation.rounds.words import Text
from storage import round_parties, rounds
from storage.tables import OutboxRow, Party, PartyAddress, Round, RoundQuestion, Submission
from tests.builders import a_ledger_entry

HELLE, ANDERS = "U0METTE", "U0ANDERS"
PARTIES = {
    "Fonden Nordlys": "karen@fondennordlys.example",
    "Havblik Fonden": "sekretariat@havblik.example",
    "Stille Fond": "post@stillefond.example",
}


def work(desk: Desk, *, four_eyes: bool = False, approver: str | None = None) -> Work:
    """What a move is made with now."""
    seats = Seats(frozenset({HELLE, ANDERS}), four_eyes=four_eyes, approver=approver)
    return Work(seats, letterhead(desk), desk.calendar, desk.clock.now())


async def a_draft(
    session: AsyncSession,
    now: datetime,
    parties: Mapping[str, str | Sequence[str]] = PARTIES,
    **over: Any,
) -> Round:
    """A draft with two questions, due in four weeks."""
    must_hear = over.pop("must_hear", ())
    values: dict[str, Any] = {
        "key": "uip-2027",
        "kind": "uip",
        "state": "draft",
        "title": "Fokusområder for 2027",
        "text": "Vi vil gerne høre jer.",
        "office": "indsatser",
        "deadline": now + timedelta(days=28),
        "closing_time_stated": True,
        "consent": "Må jeres svar offentliggøres?",
        "feedback_on": (now + timedelta(days=90)).date().isoformat(),
        "reminders": {},
        "created_at": now,
        "created_by": HELLE,
    }
    made = Round(**(values | over))
    await rounds.add(session, made)
    questions = ("Hvilke målgrupper bør have fokus?", "Hvilke indsatser er klar til udbredelse?")
    for place, text in enumerate(questions):
        await rounds.add(
            session,
            RoundQuestion(round_id=made.id, key=("behov", "indsatser")[place], position=place, text=text),
        )
    for name, address in parties.items():
        await a_party(session, made, name, address, must_hear=name in must_hear)
    return made


async def a_party(
    session: AsyncSession, of: Round, name: str, address: str | Sequence[str], **over: Any
) -> Party:
    """Somebody who is asked, at one address or several."""
    values: dict[str, Any] = {
        "round_id": of.id,
        "organisation": name,
        "language": "da",
        "tags": [],
        "invited": True,
        "must_hear": False,
        "state": "invited",
        "state_at": of.created_at,
        "reminded": [],
    }
    party = Party(**(values | over))
    await rounds.add(session, party)
    for email in [address] if isinstance(address, str) else address:
        await rounds.add(session, PartyAddress(party_id=party.id, email=email, name="", active=True))
    return party


async def approved(desk: Desk, **over: Any) -> int:
    """A round that has been approved."""
    async with desk.database.transaction() as session:
        of = await a_draft(session, desk.clock.now(), **over)
        await moving.approve(session, of, Hands(ANDERS, HELLE), work(desk))
    return of.id


async def opened(desk: Desk, **over: Any) -> int:
    """A round that has been sent out."""
    round_id = await approved(desk, **over)
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await moving.open_round(session, of, Hands(HELLE, HELLE), work(desk))
    return round_id


async def closed(desk: Desk, round_id: int) -> None:
    """Close a round by hand."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await moving.close(session, of, Hands(ANDERS, HELLE), work(desk))


async def answers(desk: Desk, round_id: int, name: str, text: str, **over: Any) -> Submission:
    """Let a party write to a round, now."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        party = next(
            each for each in await round_parties.of_round(session, of.id) if each.organisation == name
        )
        sender = (await round_parties.addresses_of(session, party.id))[0].email
        values: dict[str, Any] = {
            "ledger_id": (await a_ledger_entry(session)).id,
            "received_at": now,
            "sender": sender,
            "sender_name": "",
            "organisation": name,
            "subject": "Re: Fokusområder",
            "language": "da",
            "message_id": None,
            "references": [],
            "texts": [Text("", text)],
            "attachments": [],
        }
        message = Message(**(values | over))
        return await collecting.take_in(session, of, party, message, desk.calendar, letterhead(desk), now)


async def state_of(desk: Desk, round_id: int) -> str:
    """Where a round stands."""
    async with desk.database.reading() as session:
        return (await rounds.get(session, round_id)).state


async def parcels(desk: Desk, kind: str) -> list[OutboxRow]:
    """Every parcel of a kind, oldest first."""
    async with desk.database.reading() as session:
        found = select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id)
        return list(await session.scalars(found))


async def history(desk: Desk, round_id: int) -> list[str]:
    """What happened to a round."""
    async with desk.database.reading() as session:
        return [event.what for event in await rounds.history(session, round_id)]
