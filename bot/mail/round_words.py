"""What a round's letters say: the facts that their templates are filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import deadline_phrase, written, written_day
from bot.desk import Desk
from bot.mail.letters import Enclosure
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.words import RoundState
from consultation.rounds.writing import LetterKind
from storage import rounds
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


class RoundWords:
    """Finds what letters say; what a round asks is kept for the next of its letters."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[int, Asked] = {}

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
        """Return what fills the template of a letter."""
        of, party, letter = out.round, out.party, out.letter
        deadline = deadline_of(of.deadline, party.own_deadline)
        zone, now = self._desk.calendar.timezone, self._desk.clock.now()
        facts: dict[str, Any] = {
            "name": out.names.get(letter.recipients[0], "") if len(letter.recipients) == 1 else "",
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


def named(document: str, version: int) -> str:
    """Name a document as letters do: with its version, where it is not the first."""
    return document if version == 1 else f"{document} (version {version})"


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


def _day(iso: str | None, language: str) -> str:
    return written_day(date.fromisoformat(iso), language) if iso else ""
