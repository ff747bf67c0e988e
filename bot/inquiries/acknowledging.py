"""That we have it: one acknowledgement an inquiry, by mail or into the thread that somebody asked in.

Whether there is to be one is decided in ``intake``; what it says is written when it leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import correspondence, outbox
from storage.outbox import Parcel
from storage.tables import Correspondence, Inquiry


@dataclass(frozen=True)
class Way:
    """How an acknowledgement goes: the parcel's kind and lane, and what only a mail or only a thread has."""

    kind: str
    lane: str
    subject: str
    sender: str = ""
    message_id: str | None = None
    references: Sequence[str] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    """The channel and the thread, in Slack."""


async def acknowledge(
    session: AsyncSession, inquiry: Inquiry, to: str, way: Way, now: datetime
) -> Correspondence:
    """Have somebody told that we have it, and when an answer is due."""
    reply = await correspondence.add(
        session,
        Correspondence(
            inquiry_id=inquiry.id,
            direction="out",
            kind="acknowledgement",
            state="held",
            at=now,
            sender=way.sender,
            recipients=[to],
            copies=[],
            subject=way.subject,
            text="",
            language=inquiry.language,
            message_id=way.message_id,
            references=[*way.references],
            attachments=[],
        ),
    )
    parcel = Parcel(
        key=f"inquiry:{inquiry.id}/acknowledgement",
        kind=way.kind,
        lane=way.lane,
        due_at=now,
        payload={"letter": reply.id, **way.place},
        recipient=to,  # by which automatic letters are counted
        inquiry_id=inquiry.id,
    )
    await outbox.put_all(session, [parcel], now)
    return reply
