"""A letter that became an inquiry is handed to the round that somebody says it answers.

All that would have been done had it come to the round by itself is done now, in one transaction with the end
of the inquiry. The round reads what it says, as of any other; what asks something stays an inquiry, now one
about the round.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.desk import Desk
from bot.front_desk.incoming_mail import incoming
from bot.front_desk.reading import Reading
from bot.front_desk.scanning import INFECTED
from bot.inquiries import lifecycle, splitting
from bot.inquiries.change import Change, looked_at, opened
from bot.inquiries.errors import InRoundAlready, NotNow, SomethingNew, TakenByNoRound
from bot.inquiries.incoming import Incoming
from bot.inquiries.merging import require_nothing_underway
from bot.mail.errors import Unreadable
from bot.mail.parsing import ParsedMail
from bot.rounds import receiving
from bot.rounds.answer_papers import Papers
from bot.rounds.guesses import HANDED, asked, letters
from bot.rounds.receiving import Found, Taken
from bot.staff import permissions
from storage import answers, correspondence, inquiries, ledger
from storage import rounds as round_records
from storage.messages import Stored
from storage.tables import Round

LookAt = Callable[[Sequence[Stored]], Sequence[Reading]]
"""Parses stored messages (:meth:`bot.front_desk.reading.ReadingRoom.looked_at`)."""
Files = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Letter:
    """A stored mail as a round reads it."""

    letter: Incoming
    papers: Papers


async def hand_over(desk: Desk, look_at: LookAt, inquiry_id: int, round_id: int, user: str) -> None:
    """Hand an inquiry's letters to a round that they may answer, as far as ``user`` may act on it."""
    mails = [await _read(desk, look_at, *each) for each in await _stored(desk, inquiry_id, user)]
    async with desk.database.transaction() as session:
        # the round first, as everywhere: so that no two wait for each other
        of = await round_records.locked(session, round_id)
        change = await opened(session, desk, inquiry_id, user)
        permissions.require_open(change.inquiry)
        party_id = await _party(change, of, mails)
        taken = [await _take_in(change, desk, Found(of.id, party_id), each) for each in mails]
        await answers.link_round(session, inquiry_id, of.id)
        if not any(each.inquiry for each in taken):
            lifecycle.close(change.inquiry, change.now)
            await splitting.end_all(session, change.inquiry, user, change.now)
        await change.record(
            HANDED, round=of.key, title=of.title, submissions=[each.submission.id for each in taken]
        )
    desk.nudge()


async def _stored(desk: Desk, inquiry_id: int, user: str) -> list[tuple[Stored, Files]]:
    """Load an inquiry's mails, each with what is known of its files."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        permissions.require_open(inquiry)
        mails = await letters(session, inquiry)
        stored = await ledger.load_all(session, [each.id for each in mails]) if mails else ()
        written = await correspondence.of_inquiry(session, inquiry_id)
    files = {each.ledger_id: each.attachments for each in written}
    return [(each, files.get(each.ledger_id, ())) for each in stored]


async def _read(desk: Desk, look_at: LookAt, stored: Stored, files: Files) -> Letter:
    (reading,) = await asyncio.to_thread(look_at, [stored])
    if reading.mail is None:
        raise Unreadable(reading.trouble or "unreadable")
    mail = _still_infected(reading.mail, files)
    letter = incoming(desk, mail, stored)
    return Letter(letter, await receiving.read_papers(mail, stored, None))


def _still_infected(mail: ParsedMail, known: Files) -> ParsedMail:
    """Keep the marks of a mail's infected files: there may be no clamd to ask any more."""
    if len(known) != len(mail.attachments):
        return mail
    marked = (
        replace(each, mark=INFECTED) if kept.get("mark") == INFECTED else each
        for each, kept in zip(mail.attachments, known, strict=True)
    )
    return replace(mail, attachments=tuple(marked))


async def _party(change: Change, of: Round, mails: Sequence[Letter]) -> int:
    """Say which party of the round it is from, or raise why it can't be handed over any more."""
    session, inquiry = change.session, change.inquiry
    before = [each for each in await inquiries.history(session, inquiry.id) if each.what == HANDED]
    if before:
        raise InRoundAlready(before[-1].actor, before[-1].details["title"])
    if inquiry.status not in lifecycle.OPEN:
        raise NotNow(inquiry.status)
    require_nothing_underway(await correspondence.of_inquiry(session, inquiry.id))
    party_id = next(
        (party for party, each in (await asked(session, inquiry)).items() if each.id == of.id), None
    )
    if party_id is None:
        raise TakenByNoRound
    known = {each.letter.ledger_id for each in mails}
    for each in await letters(session, inquiry):
        if each.id not in known:
            raise SomethingNew(each.id)
    return party_id


async def _take_in(change: Change, desk: Desk, found: Found, mail: Letter) -> Taken:
    session, inquiry = change.session, change.inquiry
    ledger_id = mail.letter.ledger_id or 0
    taken = await receiving.take_in(
        session, desk, found, mail.letter, mail.papers, inquiry.language, None, known=inquiry
    )
    reason = f"round submission {taken.submission.id}, as {change.actor} says"
    await ledger.decide_anew(session, ledger_id, taken.outcome, change.now, reason=reason)
    return taken
