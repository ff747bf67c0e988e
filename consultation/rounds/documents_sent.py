"""Which version of each document a party had been sent when it answered, and which answers are behind."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.ledger import ANSWERS
from consultation.rounds.showing import show_answer_anew
from consultation.rounds.writing import LetterKind
from storage import round_messages, rounds
from storage.tables import Party, Round, RoundLetter, Submission

MOST_SHOWN_ANEW = 200
"""Cards that say of a new version at once, the newest; Slack takes one change a second in a channel."""
_SENT = "sent"


async def sent_to(session: AsyncSession, party: Party, at: datetime) -> dict[str, int]:
    """Return the newest version of each document that had left to a party by a moment, by its name."""
    versions: dict[str, int] = {}
    for letter in await rounds.letters(session, party.id):
        if letter.state == _SENT and letter.at <= at:
            versions |= _enclosed(letter)
    return versions


def answered_on(answer: Submission) -> dict[str, int]:
    """Return the version of each document that a party had been sent when it wrote, by its name."""
    return dict(answer.reading.get("documents", {}))


def behind(answer: Submission, newest: Mapping[str, int]) -> dict[str, int]:
    """Return those of them of which there is a newer one."""
    return {name: version for name, version in answered_on(answer).items() if version < newest.get(name, 0)}


async def show_what_is_behind(session: AsyncSession, of: Round, now: datetime) -> None:
    """Have the cards of answers to an older version say so."""
    newest = await rounds.document_versions(session, of.id)
    answers = [each for each in await round_messages.of_round(session, of.id) if each.kind in ANSWERS]
    for each in [each for each in answers if behind(each, newest)][-MOST_SHOWN_ANEW:]:
        await show_answer_anew(session, of, each, now)


def _enclosed(letter: RoundLetter) -> dict[str, int]:
    if letter.kind == LetterKind.NEW_DOCUMENT:
        return {letter.facts["document"]: letter.facts["version"]}
    return dict(letter.facts.get("documents", {})) if letter.kind == LetterKind.INVITATION else {}
