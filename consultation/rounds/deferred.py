"""A round's letter that a mail server took for some addresses of a party and put off for another.

It leaves to that one by itself, tried by the courier as any letter is, while it is called for at all. Whom it
is refused for in the end is told as of any letter (`undeliverable`).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.outbox import Parcel
from storage.tables import RoundLetter

DEFERRED = "round.deferred"
"""The kind of parcel that is a letter on its way to an address for which it was put off."""


async def put(session: AsyncSession, letter: RoundLetter, addresses: Iterable[str], now: datetime) -> None:
    """Have a letter leave to each of those for whom it was put off, as soon as it is taken."""
    await outbox.put_all(session, [_parcel(letter, to, now) for to in addresses], now)


def _parcel(letter: RoundLetter, to: str, now: datetime) -> Parcel:
    key = f"party:{letter.party_id}/letter:{letter.id}/deferred:{letter.recipients.index(to)}"
    return Parcel(key, DEFERRED, f"mail:party:{letter.party_id}", now, {"letter": letter.id, "to": to})
