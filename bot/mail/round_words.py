"""What a round's letters say: the facts that their templates are filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import deadline_phrase, written, written_day
from bot.desk import Desk
from bot.mail.letters import Enclosure
from consultation.rounds import wishes
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.words import Consent, RoundState
from consultation.rounds.writing import LetterKind
from storage import round_messages, rounds
from storage.round_letters import Outgoing
from storage.tables import Round, Submission

AT_ONCE = 4
"""Rounds whose documents are kept in memory while their letters leave."""


@dataclass(frozen=True)
class Asked:
    """What every letter of a round says alike; ``newest`` is the number of the document added last."""

    newest: int | None
    questions: Mapping[str, str]
    documents: Sequence[Enclosure]
    versions: Mapping[str, int]
    """Of the documents, by name."""


@dataclass(frozen=True)
class _Alike:
    """What every letter of a round says, as the round stood when it was read."""

    of: Round
    asked: Asked
    facts: Mapping[str, Any]


class RoundWords:
    """Finds what letters say; what a round asks is kept for the next of its letters."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[int, Asked] = {}
        self._alike: _Alike | None = None

    async def asked_in(self, session: AsyncSession, of: Round, newest: int | None) -> Asked:
        """Return a round's questions and documents; those of the letter before are most often the same."""
        kept = self._kept.get(of.id)
        if kept is None or kept.newest != newest:
            asked = await rounds.questions(session, of.id)
            documents = await rounds.documents(session, of.id) if newest else []
            kept = Asked(
                newest,
                {each.key: each.text for each in asked},
                tuple(Enclosure(each.name, each.content) for each in documents),
                {each.name: each.version for each in documents},
            )
            self._kept = dict([*self._kept.items()][1 - AT_ONCE :]) | {of.id: kept}
        return kept

    async def facts(self, session: AsyncSession, out: Outgoing, asked: Asked) -> dict[str, Any]:
        """Return what fills the template of a letter; ``greeted`` is whom it greets."""
        of, party, letter = out.round, out.party, out.letter
        deadline = deadline_of(of.deadline, party.own_deadline)
        name = out.names.get(letter.recipients[0]) if len(letter.recipients) == 1 else ""
        facts = {
            **await self._said_alike(session, of, asked),
            "greeted": name or party.organisation,
            "deadline": deadline_phrase(deadline, party.language, self._desk.calendar.timezone, letter.at),
            "own": deadline > of.deadline,
            "late": self._desk.clock.now() > deadline,
            "reason": letter.facts.get("reason", ""),
            "document": letter.facts.get("document", ""),
            "version": letter.facts.get("version", 1),
        }
        if letter.kind == LetterKind.FEEDBACK:
            facts["points"] = letter.facts["points"]
        if letter.kind == LetterKind.RECEIPT:
            facts |= await self._receipt(session, out, asked.questions)
        return facts

    async def _said_alike(self, session: AsyncSession, of: Round, asked: Asked) -> Mapping[str, Any]:
        """Return what every letter of a round says, of a round as it was read; found once for its letters."""
        if self._alike is None or self._alike.of is not of or self._alike.asked is not asked:
            facts = {
                "title": of.title,
                "supplements": (await rounds.get(session, of.parent_id)).title if of.parent_id else "",
                "text": of.text,
                "from_name": self._desk.from_name,
                "consent": of.consent,
                "questions": tuple(asked.questions.values()),
                "documents": tuple(named(each.name, asked.versions[each.name]) for each in asked.documents),
            }
            self._alike = _Alike(of, asked, facts)
        return self._alike.facts

    async def _receipt(
        self, session: AsyncSession, out: Outgoing, asked: Mapping[str, str]
    ) -> Mapping[str, Any]:
        of, party, letter = out.round, out.party, out.letter
        submission = await round_messages.get(session, letter.facts["submission"])
        zone = self._desk.calendar.timezone
        held = wishes.last(await round_messages.of_party(session, party.id))
        return receipt_facts(submission, asked, held) | {
            "received": written(submission.received_at, party.language, zone, letter.at),
            "consent_asked": of.consent is not None,
            "cancelled": of.state == RoundState.CANCELLED,
            "until": _day(submission.reading["until"], party.language),
        }


def named(document: str, version: int) -> str:
    """Name a document as letters do: with its version, where it is not the first."""
    return document if version == 1 else f"{document} (version {version})"


def receipt_facts(submission: Submission, asked: Mapping[str, str], held: Consent | None) -> dict[str, Any]:
    """Say what a submission was understood to be, for its receipt.

    ``held`` is the party's wish on publication, which holds where the submission says nothing of it.
    """
    reading = submission.reading
    return {
        "kind": submission.kind,
        "late": submission.late,
        "undecided": submission.undecided is not None,
        "encrypted": bool(reading.get("encrypted")) and submission.undecided is not None,
        "answered": [
            text for key, text in asked.items() if reading["answers"].get(key) or key in reading["together"]
        ],
        "other": bool(reading["other"]),
        "publish": wishes.stated(submission) or held,
        "on_behalf": reading["on_behalf"],
        "delegated_to": reading["delegated_to"],
        "read_files": [each["source"] for each in submission.texts if each["source"]],
        "unread_files": [each["name"] for each in submission.attachments if each.get("unread")],
    }


def _day(iso: str | None, language: str) -> str:
    return written_day(date.fromisoformat(iso), language) if iso else ""
