"""Carries a round's letters out: each is written when it leaves, unless it is no longer true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import deadline_phrase, written, written_day
from bot.delivery import Delivery, Dropped, Effect, Postponed, Sent
from bot.desk import Desk
from bot.inquiries.intake import SERVICE
from bot.mail.letters import Enclosure, Envelope, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.signed_address import reply_address
from consultation.rounds import undeliverable
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.reminders import PASSING, Moment, Reminder
from consultation.rounds.reminding import still_due
from consultation.rounds.words import RoundState
from consultation.rounds.writing import LETTER, LetterKind
from storage import rounds
from storage.rounds import Outgoing
from storage.tables import OutboxRow, Party, Round, RoundLetter, Submission

KINDS = (LETTER,)
_RUNNING = (RoundState.OPEN, RoundState.CLOSED)
_NAMES_A_DEADLINE = (LetterKind.NEW_DEADLINE, LetterKind.DEADLINE_STANDS)
_WHILE_RUNNING = (LetterKind.INVITATION, *_NAMES_A_DEADLINE)


@dataclass(frozen=True)
class _Asked:
    """What every letter of a round says alike; ``newest`` is the number of the document added last."""

    round_id: int
    newest: int | None
    questions: Mapping[str, str]
    documents: Sequence[Enclosure]
    versions: Mapping[str, int]
    """Of the documents, by name."""


class RoundCarrier:
    """Carries every letter of a round; see :class:`bot.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        self._asked: _Asked | None = None

    async def deliver(self, row: OutboxRow) -> Delivery:
        """Send the letter, or drop it where it is no longer true."""
        async with self._desk.database.glance() as session:
            out = await rounds.outgoing(session, row.payload["letter"])
            of, party, letter = out.round, out.party, out.letter
            untrue = await self._untrue(session, of, party, letter)
            if untrue is not None:
                return untrue
            asked = await self._what_is_asked(session, of, out.newest_document)
            if letter.kind == LetterKind.NEW_DOCUMENT and (reason := _superseded(of, letter, asked)):
                return Dropped(reason, _dropped(letter))
            facts = await self._facts(session, out, asked)
        enclosures = _enclosed(letter, asked)
        words = words_of(f"round_{letter.kind}", party.language, **facts)
        refused = await self._send(party, letter, words, enclosures)
        return Sent({"message_id": letter.message_id}, _left(of, letter, words, refused))

    async def given_up(self, session: AsyncSession, row: OutboxRow, reason: str, now: datetime) -> None:
        """Record that a letter could not be delivered."""
        letter = await rounds.letter(session, row.payload["letter"])
        await undeliverable.not_delivered(session, letter, reason, now)

    async def _untrue(
        self, session: AsyncSession, of: Round, party: Party, letter: RoundLetter
    ) -> Delivery | None:
        """Say why a letter does not leave, or not now; None where it does."""
        if letter.kind in _WHILE_RUNNING and of.state not in _RUNNING:
            return Dropped(f"the round is {of.state}", _dropped(letter))
        if letter.kind in _NAMES_A_DEADLINE and _names_another_deadline(letter, of, party):
            return Dropped("the deadline has moved again", _dropped(letter))
        if letter.kind != LetterKind.REMINDER:
            return None
        now = self._desk.clock.now()
        reminder = _reminder(of, party, letter)
        reason = await still_due(session, of, party, reminder, self._desk.calendar, now)
        if reason is None:
            return None
        if reason in PASSING:
            return Postponed(self._desk.calendar.next_working_moment(now), reason)
        return Dropped(reason, _dropped(letter))

    async def _what_is_asked(self, session: AsyncSession, of: Round, newest: int | None) -> _Asked:
        """Return a round's questions and documents; those of the letter before are most often the same."""
        kept = self._asked
        if kept is None or (kept.round_id, kept.newest) != (of.id, newest):
            asked = await rounds.questions(session, of.id)
            documents = await rounds.documents(session, of.id) if newest else []
            kept = self._asked = _Asked(
                of.id,
                newest,
                {each.key: each.text for each in asked},
                tuple(Enclosure(each.name, each.content) for each in documents),
                {each.name: each.version for each in documents},
            )
        return kept

    async def _facts(self, session: AsyncSession, out: Outgoing, asked: _Asked) -> dict[str, Any]:
        of, party, letter = out.round, out.party, out.letter
        addresses = {each.email: each.name for each in out.addresses}
        deadline = deadline_of(of.deadline, party.own_deadline)
        zone, now = self._desk.calendar.timezone, self._desk.clock.now()
        facts: dict[str, Any] = {
            "name": addresses.get(letter.recipients[0], "") if len(letter.recipients) == 1 else "",
            "organisation": party.organisation,
            "title": of.title,
            "supplements": (await rounds.get(session, of.parent_id)).title if of.parent_id else "",
            "text": of.text,
            "deadline": deadline_phrase(deadline, party.language, zone, letter.at),
            "own": party.own_deadline is not None,
            "from_name": self._desk.from_name,
            "late": now > deadline,
            "reason": letter.facts.get("reason", ""),
            "consent": of.consent,
            "questions": [*asked.questions.values()],
            "documents": [named(each.name, asked.versions[each.name]) for each in asked.documents],
            "document": letter.facts.get("document", ""),
            "version": letter.facts.get("version", 1),
        }
        if letter.kind == LetterKind.FEEDBACK:
            facts["points"] = letter.facts["points"]
        if letter.kind == LetterKind.RECEIPT:
            facts |= await self._receipt(session, out, asked.questions)
        return facts

    async def _receipt(
        self, session: AsyncSession, out: Outgoing, asked: Mapping[str, str]
    ) -> Mapping[str, Any]:
        of, party, letter = out.round, out.party, out.letter
        submission = await rounds.submission(session, letter.facts["submission"])
        zone = self._desk.calendar.timezone
        return receipt_facts(submission, asked) | {
            "received": written(submission.received_at, party.language, zone, letter.at),
            "consent_asked": of.consent is not None,
            "cancelled": of.state == RoundState.CANCELLED,
            "until": _day(submission.reading["until"], party.language),
        }

    async def _send(
        self, party: Party, letter: RoundLetter, words: str, enclosures: Sequence[Enclosure]
    ) -> dict[str, str]:
        own = self._desk.own_address
        signed = reply_address(own, "r", party.id, self._desk.key)
        envelope = Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=signed,
            recipients=letter.recipients,
            subject=letter.subject,
            message_id=letter.message_id,
            references=letter.references,
            date=letter.at,
            language=party.language,
            automatic=letter.kind in (LetterKind.RECEIPT, LetterKind.REMINDER),
            enclosures=enclosures,
        )
        return await self._pool.send(compose(envelope, words), signed, letter.recipients)


def named(document: str, version: int) -> str:
    """Name a document as letters do: with its version, where it is not the first."""
    return document if version == 1 else f"{document} (version {version})"


def _enclosed(letter: RoundLetter, asked: _Asked) -> Sequence[Enclosure]:
    if letter.kind == LetterKind.NEW_DOCUMENT:
        return [each for each in asked.documents if each.name == letter.facts["document"]]
    return asked.documents if letter.kind == LetterKind.INVITATION else ()


def _superseded(of: Round, letter: RoundLetter, asked: _Asked) -> str | None:
    """Say why the news of a document is none any more, None where it is."""
    if of.state not in _RUNNING:
        return f"the round is {of.state}"
    newest = asked.versions.get(letter.facts["document"])
    return None if newest == letter.facts["version"] else "a newer version has come since"


def receipt_facts(submission: Submission, asked: Mapping[str, str]) -> dict[str, Any]:
    """Say what a submission was understood to be, for its receipt."""
    reading = submission.reading
    return {
        "kind": submission.kind,
        "late": submission.late,
        "undecided": submission.undecided is not None,
        "answered": [
            text for key, text in asked.items() if reading["answers"].get(key) or key in reading["together"]
        ],
        "other": bool(reading["other"]),
        "publish": reading["publish"],
        "on_behalf": reading["on_behalf"],
        "delegated_to": reading["delegated_to"],
        "read_files": [each["source"] for each in submission.texts if each["source"]],
        "unread_files": [each["name"] for each in submission.attachments if each.get("unread")],
    }


def _names_another_deadline(letter: RoundLetter, of: Round, party: Party) -> bool:
    named = datetime.fromisoformat(letter.facts["deadline"])
    return named != deadline_of(of.deadline, party.own_deadline)


def _day(iso: str | None, language: str) -> str:
    return written_day(date.fromisoformat(iso), language) if iso else ""


def _reminder(of: Round, party: Party, letter: RoundLetter) -> Reminder:
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


def _left(of: Round, letter: RoundLetter, words: str, refused: Mapping[str, str]) -> Effect:
    async def effect(session: AsyncSession, now: datetime) -> None:
        await rounds.letter_ended(session, letter.id, "sent", words)
        await rounds.record_sent(session, of.id, now, SERVICE, letter)
        if refused:
            await undeliverable.refused(session, await rounds.letter(session, letter.id), refused, now)

    return effect


def _dropped(letter: RoundLetter) -> Effect:
    async def effect(session: AsyncSession, _now: datetime) -> None:
        await rounds.letter_ended(session, letter.id, "dropped")
        if letter.kind == LetterKind.REMINDER:
            # what did not leave is not among those that did
            party = await rounds.party(session, letter.party_id)
            party.reminded = [
                told for told in party.reminded if datetime.fromisoformat(told["at"]) != letter.at
            ]

    return effect
