"""Letters of a round: put in the outbox with the decision behind them; their words come when they leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox, rounds
from storage.outbox import Parcel, Priority
from storage.tables import Party, PartyAddress, Round

LETTER = "round.letter"
"""The kind of parcel that a letter of a round is."""


class LetterKind(StrEnum):
    """What a letter of a round is for; each has its template."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    NEW_DEADLINE = "new_deadline"
    DEADLINE_STANDS = "deadline_stands"
    """To a party that asked for more time and gets none."""
    NEW_DOCUMENT = "new_document"
    CANCELLED = "cancelled"
    FEEDBACK = "feedback"


MANY = 20
"""So many letters written at once let the others go first: an answer to one foundation, a receipt."""
AUTOMATIC = frozenset({LetterKind.RECEIPT, LetterKind.REMINDER})
"""What leaves without anybody's having decided on it: one address gets only so many a day."""
A_DAY = timedelta(days=1)
"""Within it the automatic letters to one address are counted."""


@dataclass(frozen=True)
class Letterhead:
    """Whom letters are from, and how they are named.

    ``message_id`` makes the same Message-ID of the same party and key each time; ``automatic_a_day`` is how
    many automatic letters one address gets in a day at most.
    """

    address: str
    message_id: Callable[[int, str], str]
    automatic_a_day: int


@dataclass(frozen=True)
class Draft:
    """A letter to be written. ``key`` is what it is called in the outbox, once for ever."""

    kind: LetterKind
    party: Party
    recipients: Sequence[str]
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    references: Sequence[str] = ()


async def write(
    session: AsyncSession, of: Round, drafts: Sequence[Draft], head: Letterhead, now: datetime
) -> None:
    """Write letters; those to nobody are left out."""
    if not head.address:
        return
    by_message = {head.message_id(draft.party.id, draft.key): draft for draft in drafts if draft.recipients}
    letters = [_letter(of, draft, message_id, now) for message_id, draft in by_message.items()]
    written = await rounds.add_letters(session, letters)
    priority = Priority.MASS if len(letters) >= MANY else Priority.USUAL
    parcels = [_parcel(draft, written[message_id], priority, now) for message_id, draft in by_message.items()]
    await outbox.put_all(session, parcels, now)


def invitation(of: Round, party: Party, addresses: Sequence[PartyAddress]) -> Draft:
    """Draft the letter that asks a party."""
    key = f"round:{of.id}/invitation/party:{party.id}"
    return Draft(LetterKind.INVITATION, party, writable(addresses), key)


def writable(addresses: Sequence[PartyAddress]) -> list[str]:
    """Return where a party can be written to."""
    return [each.email for each in addresses if each.active]


def _letter(of: Round, draft: Draft, message_id: str, now: datetime) -> dict[str, Any]:
    return {
        "party_id": draft.party.id,
        "kind": draft.kind,
        "state": "held",
        "at": now,
        "recipients": list(draft.recipients),
        "subject": f"{of.title} [{of.key}]",
        "message_id": message_id,
        "references": list(draft.references),
        "plan_version": of.plan_version,
        "facts": dict(draft.facts),
        "text": "",
    }


def _parcel(draft: Draft, letter_id: int, priority: Priority, now: datetime) -> Parcel:
    return Parcel(
        key=draft.key,
        kind=LETTER,
        lane=f"mail:party:{draft.party.id}",
        due_at=now,
        payload={"letter": letter_id},
        recipient=draft.recipients[0] if draft.kind in AUTOMATIC else None,
        priority=priority,
    )
