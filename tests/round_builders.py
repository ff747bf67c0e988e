"""Builders of a round's rows, with plain defaults; see `tests.builders`."""

import itertools
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import showing
from storage import rounds
from storage.tables import Party, PartyAddress, Round, RoundQuestion, Submission
from tests.builders import NOON

_numbers = itertools.count(1)


async def a_round(session: AsyncSession, **over: Any) -> Round:
    """An open round of the office `uip` with one question, four weeks before its deadline."""
    values: dict[str, Any] = {
        "key": f"uip-2026-{next(_numbers)}",
        "kind": "uip",
        "state": "open",
        "title": "Fokusområder for 2026",
        "text": "Vi vil gerne høre jer.",
        "office": "uip",
        "deadline": NOON + timedelta(days=28),
        "closing_time_stated": True,
        "consent": "Må vi offentliggøre jeres svar?",
        "feedback_on": "2026-06-01",
        "reminders": {},
        "created_at": NOON,
        "created_by": "U1ANNE",
        "opened_at": NOON if over.get("state", "open") not in ("draft", "approved") else None,
    }
    of = Round(**(values | over))
    await rounds.add(session, of)
    question = RoundQuestion(round_id=of.id, key="behov", position=0, text="Hvem bør have fokus?")
    await rounds.add(session, question)
    return of


async def a_party(session: AsyncSession, of: Round, name: str = "Fonden Nordlys", **over: Any) -> Party:
    """A party that was asked, at one address; ``email`` may be empty."""
    number = next(_numbers)
    email = over.pop("email", f"post@fond{number}.example")
    values: dict[str, Any] = {
        "round_id": of.id,
        "organisation": name,
        "language": "da",
        "tags": [],
        "invited": True,
        "must_hear": False,
        "state": "invited",
        "state_at": NOON,
        "reminded": [],
    }
    party = Party(**(values | over))
    await rounds.add(session, party)
    if email:
        await rounds.add(session, PartyAddress(party_id=party.id, email=email, name="", active=True))
    return party


async def an_answer(session: AsyncSession, of: Round, party: Party, **over: Any) -> Submission:
    """A party's answer, taken in and shown to the office."""
    text = over.pop("text", "Unge hjemløse bør komme først.")
    reading = {
        "answers": {},
        "other": [],
        "until": None,
        "publish": None,
        "signatories": [],
        **over.pop("reading", {}),
    }
    values: dict[str, Any] = {
        "round_id": of.id,
        "party_id": party.id,
        "kind": "submission",
        "version": 1,
        "received_at": NOON,
        "late": False,
        "sender": "post@fond.example",
        "sender_name": "",
        "subject": of.title,
        "texts": [{"source": "", "text": text}],
        "reading": reading,
        "attachments": [],
        "contains_cpr": False,
        "undecided": None,
    }
    made = Submission(**(values | over))
    await rounds.add(session, made)
    await rounds.record(session, of.id, NOON, made.sender, made.kind, party_id=party.id, submission=made.id)
    await showing.show_answer(session, of, made, NOON)
    return made
