"""Mailboxes as they are worked through: how far each has been read, and what still lies in it.

Slack's conversations are read on in the same way. What became of each message is in ``storage.ledger``.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import LedgerEntry, MailboxCursor
from storage.upsert import insert

_ACCOUNT = "imap:"


async def unfiled(session: AsyncSession, mailbox: str, uidvalidity: int) -> list[LedgerEntry]:
    """Messages decided but still in the inbox."""
    found = select(LedgerEntry).where(
        LedgerEntry.mailbox == mailbox,
        LedgerEntry.uidvalidity == uidvalidity,
        LedgerEntry.filed_at.is_(None),
        LedgerEntry.outcome.is_not(None),
    )
    return list(await session.scalars(found))


async def filed(session: AsyncSession, ledger_ids: Sequence[int], now: datetime) -> None:
    """Record that messages left the inbox."""
    await session.execute(update(LedgerEntry).where(LedgerEntry.id.in_(ledger_ids)).values(filed_at=now))


async def cursor(session: AsyncSession, mailbox: str) -> MailboxCursor | None:
    """How far a mailbox has been read."""
    return await session.get(MailboxCursor, mailbox)


def of_account(account: str, mailbox: str) -> str:
    """Name the cursor of an account's mailbox: two servers may number their messages alike."""
    return f"{_ACCOUNT}{account}/{mailbox}"


async def cursor_of(session: AsyncSession, account: str, mailbox: str) -> MailboxCursor | None:
    """How far an account's mailbox has been read.

    Cursors used to be named by the mailbox alone: such a one is that of the account that is read first.
    """
    if (own := await cursor(session, of_account(account, mailbox))) is not None:
        return own
    name = MailboxCursor.mailbox
    others = select(name).where(name.startswith(_ACCOUNT), name.endswith(f"/{mailbox}", autoescape=True))
    return None if (await session.scalars(others)).first() else await cursor(session, mailbox)


async def advance(
    session: AsyncSession, mailbox: str, uidvalidity: int, last_uid: int, now: datetime
) -> None:
    """Record how far a mailbox has been read."""
    values = {"uidvalidity": uidvalidity, "last_uid": last_uid, "read_at": now}
    row = insert(session, MailboxCursor).values(mailbox=mailbox, **values)
    await session.execute(row.on_conflict_do_update(index_elements=["mailbox"], set_=values))
