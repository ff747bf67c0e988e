"""Letters that are decided on together: which they may be, and what is asked for all of them beforehand.

One transaction for several letters costs a fraction of one for each. None may be about another one of them:
each finds the record as it would if it were alone.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.loop_budget import counted_since
from bot.front_desk.reading import Reading
from bot.inquiries.parties import domain_of
from bot.mail.parsing import ParsedMail
from storage import batch, correspondence, ledger, outbox, parties
from storage.tables import Contact, Correspondence, Inquiry, Organisation

_LONGEST_CHAIN = 50
"""References that are looked up beforehand; a letter with more asks for itself."""


def strangers(readings: Sequence[Reading]) -> int:
    """How many of the first messages know nothing of one another: none is, or names, an earlier one."""
    before: set[str] = set()
    for count, reading in enumerate(readings):
        if reading.mail is None:
            continue
        if not before.isdisjoint((reading.mail.content_digest, *_named(reading, reading.mail))):
            return count
        before |= {reading.mail.content_digest, reading.mail.message_id or reading.mail.content_digest}
    return len(readings)


@asynccontextmanager
async def transaction(desk: Desk, readings: Sequence[Reading], now: datetime) -> AsyncIterator[AsyncSession]:
    """Open a transaction that takes in several messages; all of them are decided on, or none."""
    async with desk.database.transaction() as session:
        batch.begin(session, len(readings))
        await _foreknow(session, readings, now)
        yield session


async def _foreknow(session: AsyncSession, readings: Sequence[Reading], now: datetime) -> None:
    mails = [(reading, reading.mail) for reading in readings if reading.mail]
    ledger_ids = [reading.stored.ledger_id for reading in readings]
    await ledger.foreknow(session, ledger_ids, [mail.content_digest for _, mail in mails])
    named = [_named(reading, mail) for reading, mail in mails]
    chained = {each for few in named if len(few) <= _LONGEST_CHAIN for each in few}
    await correspondence.foreknow(session, chained)
    letters = [mail for reading, mail in mails if reading.verdict is None and mail.sender]
    senders = {mail.sender.email for mail in letters if mail.sender}
    await parties.foreknow(session, senders, {domain for each in senders if (domain := domain_of(each))})
    await outbox.foreknow(session, {_answer_to(mail) for mail in letters}, counted_since(now))
    if (group := batch.of(session)) is not None:
        # a letter, and its acknowledgement
        await group.take_ids(session, Organisation, Contact, Inquiry, Correspondence, Correspondence)


def _answer_to(mail: ParsedMail) -> str:
    return mail.reply_to[0].email if mail.reply_to else mail.sender.email if mail.sender else ""


def _named(reading: Reading, mail: ParsedMail) -> Collection[str]:
    """The messages that one names: it may belong to their thread."""
    about = reading.verdict.about if reading.verdict else ()
    return {*about, *mail.in_reply_to, *mail.references}
