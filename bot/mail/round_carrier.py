"""Carries a round's letters out: each is written when it leaves, unless it is no longer true.

Whether it is true is asked of many at once, in the transaction that takes them. It leaves seconds later at
most, and only if what that rests on is the same when there is a connection for it; else it is asked anew.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.intake import SERVICE
from bot.mail.circular import copy_of
from bot.mail.letters import Enclosure, Envelope, Wording, put_together, wording, words_of
from bot.mail.round_words import Asked, RoundWords
from bot.mail.smtp import PART, Place, SmtpPool
from bot.outbox.delivery import Alike, Delivery, Dropped, Effect, Leave, Postponed, Sent
from bot.signed_address import reply_address
from consultation import retries
from consultation.rounds import deferred, undeliverable
from consultation.rounds.reminders import PASSING, Moment, Reminder
from consultation.rounds.reminding import AGAIN, still_due, unwritten
from consultation.rounds.untrue import why_untrue
from consultation.rounds.writing import AUTOMATIC, LETTER, LetterKind
from storage import round_letters, round_parties, rounds
from storage.giving_way import give_way, giving_way
from storage.leases import Leased
from storage.round_letters import Addressed, Gone, Leaving, Outgoing
from storage.tables import Party, Round

log = structlog.get_logger(__name__)

KINDS = (LETTER,)
FRESH = 0.5
"""Seconds for which a letter that was asked about needs no other look: it is under way longer than that."""
AHEAD = 2
"""Letters that are made for each connection: the next while the one before is on its way."""
LONG_AGO = 5.0
"""Seconds after which it is asked about anew although nothing happened: time itself may have passed it by."""
_SAYS_ITS_OWN = (LetterKind.RECEIPT, LetterKind.FEEDBACK)
"""To one party, of what that party wrote."""


@dataclass(frozen=True)
class _Made:
    """A letter as it leaves, whom an answer or a bounce comes back to, and its words."""

    content: bytes
    sender: str
    words: str


@dataclass(eq=False)
class _Ready:
    """A letter that was true when it was asked about, and what it says; times are monotonic."""

    out: Outgoing
    asked: Asked
    facts: Mapping[str, Any]
    asked_at: float
    seen_at: float
    """When what it rests on was last looked at."""
    holds: bool = True
    """Whether that was the same then."""


class RoundCarrier:
    """Carries every letter of a round; see :class:`bot.outbox.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        self._words = RoundWords(desk)
        self._waiting: set[_Ready] = set()
        self._look = asyncio.Lock()
        self._ahead = asyncio.Semaphore(AHEAD * desk.settings.smtp.connections)

    async def deliver(self, row: Leased) -> Delivery:
        """Send one letter, or drop it where it is no longer true."""
        found = await self._asked_alone(row)
        return await self._leave(row, found) if isinstance(found, _Ready) else found

    async def ask(self, session: AsyncSession, rows: Sequence[Leased]) -> Mapping[int, Delivery | Leave]:
        """Ask about many letters at once; see :class:`bot.outbox.delivery.AsksTogether`.

        A letter that nothing can be made of is left out: it spoils none but itself.
        """
        await give_way()
        out = await round_letters.outgoing(session, [row.payload["letter"] for row in rows])
        reminders = [each for each in out.values() if each.letter.kind == LetterKind.REMINDER]
        # held while they are asked about: a session forgets what nobody holds
        _held = await round_letters.parties_whole(session, reminders)
        found: dict[int, Delivery | Leave] = {}
        async for row in giving_way(rows):
            try:
                came_to = await self._found(session, out[row.payload["letter"]])
            except (LookupError, TypeError, ValueError, NoResultFound) as error:
                log.warning("letter not made", parcel=row.key, reason=type(error).__name__)
                continue
            found[row.id] = partial(self._leave, row, came_to) if isinstance(came_to, _Ready) else came_to
        return found

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:
        """Record that a letter could not be delivered."""
        letter = await rounds.letter(session, row.payload["letter"])
        await undeliverable.not_delivered(session, letter, reason, now)

    async def _asked_alone(self, row: Leased) -> "Delivery | _Ready":
        async with self._desk.database.glance() as session:
            number = row.payload["letter"]
            return await self._found(session, (await round_letters.outgoing(session, [number]))[number])

    async def _found(self, session: AsyncSession, out: Outgoing) -> "Delivery | _Ready":
        """Say why a letter does not leave now, or what it says."""
        at = time.monotonic()
        of, letter = out.round, out.letter
        asked = await self._words.asked_in(session, of, out.newest_document)
        if reason := why_untrue(of, letter.kind, letter.facts, out.party.own_deadline, asked.versions):
            return Dropped(reason, self._dropped(letter))
        if letter.kind == LetterKind.REMINDER and (not_due := await self._not_due(session, of, letter)):
            return not_due
        return _Ready(out, asked, await self._words.facts(session, out, asked), at, at)

    async def _leave(self, row: Leased, ready: "_Ready") -> Delivery:
        """Let a letter leave, unless it is no longer true once there is a connection for it."""
        self._waiting.add(ready)
        try:
            async with self._ahead:
                made = self._made(ready)
                async with self._pool.place() as place:
                    if await self._is_still_true(ready):
                        return await _send(place, ready, made)
                    anew = await self._asked_alone(row)
                    return await _send(place, anew, self._made(anew)) if isinstance(anew, _Ready) else anew
        finally:
            self._waiting.discard(ready)

    def _made(self, ready: "_Ready") -> _Made:
        letter, party = ready.out.letter, ready.out.party
        words = said(party, letter, ready.facts)
        made = envelope(self._desk, party, letter, enclosed(letter, ready.asked))
        # the envelope's sender is signed too: a bounce comes back to the party that it is about
        return _Made(put_together(made, words), made.reply_to, words.text)

    async def _is_still_true(self, ready: "_Ready") -> bool:
        """Whether nothing has happened since a letter was asked about, and that is not long ago."""
        if time.monotonic() - ready.asked_at > LONG_AGO:
            return False
        async with self._look:
            if time.monotonic() - ready.seen_at > FRESH:
                await self._look_at_all()
        return ready.holds

    async def _look_at_all(self) -> None:
        """See whether what they rest on is the same, of every letter that waits for a connection."""
        waiting, now = [*self._waiting], time.monotonic()
        async with self._desk.database.peek() as record:
            found = await round_letters.grounds(record, [ready.out.letter.id for ready in waiting])
        for ready in waiting:
            ready.seen_at, ready.holds = now, found.get(ready.out.letter.id) == ready.out.grounds

    async def _not_due(self, session: AsyncSession, of: Round, letter: Leaving) -> Delivery | None:
        """Say why a reminder does not leave, or not now; None where it does."""
        now = self._desk.clock.now()
        whole = await round_parties.get(session, letter.party_id)
        reminder = _reminder(of, whole, letter)
        reason = await still_due(session, of, whole, reminder, self._desk.calendar, now)
        if reason is None:
            return None
        if reason in PASSING:
            return Postponed(self._desk.calendar.next_working_moment(now + AGAIN), reason)
        return Dropped(reason, self._dropped(letter))

    def _dropped(self, letter: Leaving) -> Effect:
        async def effect(session: AsyncSession, now: datetime) -> None:
            await round_letters.ended(session, letter.id, "dropped")
            if letter.kind == LetterKind.REMINDER:
                await unwritten(session, letter.party_id, letter.at, self._desk.calendar, now)

        return effect


async def _send(place: Place, ready: _Ready, made: _Made) -> Sent:
    refused = await place.send(made.content, made.sender, ready.out.letter.recipients)
    return Sent(effect=_left(ready, made.words, refused))


def envelope(desk: Desk, party: Addressed, letter: Leaving, enclosures: Sequence[Enclosure]) -> Envelope:
    """Return everything of a letter but its words."""
    return Envelope(
        from_name=desk.from_name,
        from_address=desk.own_address,
        reply_to=reply_address(desk.own_address, "r", party.id, desk.key),
        recipients=letter.recipients,
        subject=letter.subject,
        message_id=letter.message_id,
        references=letter.references,
        date=letter.at,
        language=party.language,
        automatic=letter.kind in AUTOMATIC,
        enclosures=enclosures,
    )


def said(party: Addressed, letter: Leaving, facts: Mapping[str, Any]) -> Wording:
    """Return what a letter says."""
    name = f"round_{letter.kind}"
    if letter.kind in _SAYS_ITS_OWN:
        return wording(words_of(name, party.language, **facts), party.language, letter.subject)
    return copy_of(name, party.language, letter.subject, **facts)


def enclosed(letter: Leaving, asked: Asked) -> Sequence[Enclosure]:
    """Return the files that go along with a letter."""
    if letter.kind == LetterKind.NEW_DOCUMENT:
        return [each for each in asked.documents if each.name == letter.facts["document"]]
    return asked.documents if letter.kind == LetterKind.INVITATION else ()


def _reminder(of: Round, party: Party, letter: Leaving) -> Reminder:
    """Return the reminder that a letter is, as it was planned."""
    moment = Moment(letter.facts["moment"])
    planned = next(told for told in reversed(party.reminded) if told["moment"] == moment)
    return Reminder(
        of.id,
        party.id,
        moment,
        datetime.fromisoformat(letter.facts["due"]),
        datetime.fromisoformat(planned["deadline"]).astimezone(UTC),
    )


def _left(ready: _Ready, words: str, refused: Mapping[str, str]) -> Effect | Alike:
    letter, versions = ready.out.letter, ready.asked.versions
    # which versions went along, so that an answer can be held against them
    along = {"documents": dict(versions)} if letter.kind == LetterKind.INVITATION and versions else {}
    gone = Alike(_have_left, Gone(ready.out.round.id, letter, words, letter.facts | along))
    if not refused:
        return gone

    for_good = {to: reply for to, reply in refused.items() if retries.is_for_good(reply)}

    async def not_to_all(session: AsyncSession, now: datetime) -> None:
        await gone(session, now)
        whole = await rounds.letter(session, letter.id)
        await deferred.put(session, whole, [to for to in refused if to not in for_good], now)
        if for_good:
            await undeliverable.refused(session, whole, for_good, now)

    return not_to_all


async def _have_left(session: AsyncSession, gone: Sequence[Gone], now: datetime) -> None:
    await round_letters.have_left(session, gone, now, SERVICE)
