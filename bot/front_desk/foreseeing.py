"""What would become of a message, said without storing it or acting on it.

It asks the same questions of the record as ``bot.front_desk.deciding``, in the same order, of one moment of
it.
Messages foreseen together do not know each other: the second letter of a thread that is not in the record
yet opens an inquiry here.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk import machine_mail
from bot.front_desk.incoming_mail import incoming
from bot.front_desk.reading import Reading, ReadingRoom
from bot.front_desk.whose import whose
from bot.inquiries import intake
from bot.mail.files import MailFile
from bot.mail.parsing import ParsedMail
from bot.rounds import answer_papers, receiving
from bot.screening import Verdict
from storage import inquiries, ledger, merged, round_parties
from storage import rounds as round_records
from storage.messages import Stored
from storage.outcomes import Outcome

_NOT_STORED = 2**31 - 1
"""The number of a message that has none, the last that there can be: all in the record are earlier ones."""


@dataclass(frozen=True)
class Foreseen:
    """What would become of a message."""

    reading: Reading
    outcome: Outcome | None
    """None where the message would go to a round, which reads it for itself."""
    reason: str | None = None
    joins: str | None = None
    """The number of the inquiry that it would join, or beside which a machine's would be told."""
    linked: Sequence[str] = ()
    round_key: str | None = None
    party: str | None = None
    """The party of the round that it would be from; None for one whom nobody asked."""
    office: str | None = None
    deadline: datetime | None = None


async def foresee(desk: Desk, room: ReadingRoom, mails: Sequence[MailFile]) -> list[Foreseen]:
    """Say of some messages what would become of each, in their order."""
    now = desk.clock.now()
    readings = await asyncio.to_thread(_read, room, mails, now)
    async with desk.database.reading() as session:
        return [await _foreseen(session, desk, room, reading) for reading in readings]


def _read(room: ReadingRoom, mails: Sequence[MailFile], now: datetime) -> list[Reading]:
    # numbered by their place: the room tells its readings apart by number
    stored = [
        Stored(place, 0, mail.source, min(mail.sent_at or now, now), mail.read())
        for place, mail in enumerate(mails)
    ]
    return room.read(stored)


async def _foreseen(session: AsyncSession, desk: Desk, room: ReadingRoom, reading: Reading) -> Foreseen:
    mail, verdict = reading.mail, reading.verdict
    if mail is None:
        return Foreseen(reading, Outcome.QUARANTINED, reading.trouble)
    not_stored = replace(reading.stored, ledger_id=_NOT_STORED)
    if (known := await ledger.same_message(session, not_stored, mail.content_digest)) is not None:
        verdict = room.screened(reading.stored, mail, known)
    elif (found := await _round(session, desk, reading, mail)) is not None:
        return found
    if verdict is not None:
        return await _set_aside(session, desk, reading, verdict)
    return await _handed_on(session, desk, reading, mail)


async def _round(session: AsyncSession, desk: Desk, reading: Reading, mail: ParsedMail) -> Foreseen | None:
    if not receiving.may_concern(reading.verdict) or not await receiving.are_out(session):
        return None
    found = await receiving.find(session, desk, mail, reading.verdict, reading.understanding)
    if found is None:
        return None
    of = await round_records.get(session, found.round_id)
    party = await round_parties.get(session, found.party_id) if found.party_id else None
    verdict = reading.verdict
    # one that is too large counts as an answer there
    outcome = verdict.outcome if verdict and verdict.reason != answer_papers.TOO_LARGE else None
    return Foreseen(
        reading, outcome, round_key=of.key, party=party.organisation if party else None, office=of.office
    )


async def _set_aside(session: AsyncSession, desk: Desk, reading: Reading, verdict: Verdict) -> Foreseen:
    inquiry_id = None
    if verdict.outcome in (Outcome.BOUNCE, Outcome.AUTO_REPLY):
        inquiry_id = await machine_mail.thread_of(session, desk, reading, verdict)
    foreseen = Foreseen(reading, verdict.outcome, verdict.reason)
    return await _joining(session, foreseen, inquiry_id) if inquiry_id is not None else foreseen


async def _joining(session: AsyncSession, foreseen: Foreseen, inquiry_id: int) -> Foreseen:
    """Name the inquiry; one that was merged goes on in another."""
    inquiry = await inquiries.get(session, await merged.main_of(session, inquiry_id))
    return replace(foreseen, joins=inquiry.reference, office=inquiry.office)


async def _handed_on(session: AsyncSession, desk: Desk, reading: Reading, mail: ParsedMail) -> Foreseen:
    letter = incoming(desk, mail, reading.stored)
    belongs = await whose(session, desk, mail, letter)
    if belongs.inquiry_id is not None:
        return await _joining(session, Foreseen(reading, Outcome.FOLLOW_UP), belongs.inquiry_id)
    what = intake.NOT_UNDERSTOOD.understanding if letter.sealed else reading.understanding
    if what is None:
        return Foreseen(reading, Outcome.QUARANTINED, "not understood")
    office, _ = intake.office_for(desk, what)
    return Foreseen(
        reading,
        Outcome.INQUIRY,
        linked=[(await inquiries.get(session, other)).reference for other in belongs.linked],
        office=office.key,
        deadline=desk.calendar.first_answer_due(letter.received_at),
    )
