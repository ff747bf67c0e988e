"""The letters after a round: who gets one, what is in it, and who has to wait for what is yet unwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import moving
from consultation.rounds.feedback import OwnPoint
from consultation.rounds.lifecycle import Hands, Move
from consultation.rounds.moving import Work
from consultation.rounds.record import Case
from consultation.rounds.words import Verdict
from consultation.rounds.writing import Draft, LetterKind, writable
from storage import round_parties, rounds
from storage.tables import Party, Round, RoundFeedback

_ON_ITS_WAY = ("held", "sent")


@dataclass(frozen=True)
class Letter:
    """What one party is to be told; `recipients` are empty where nothing reaches it."""

    party: Party
    recipients: tuple[str, ...]
    points: tuple[OwnPoint, ...]

    @property
    def lacking(self) -> int:
        """On how many of its points somebody has yet to say what became of them."""
        return sum(each.lacks for each in self.points)

    @property
    def ready(self) -> bool:
        """Whether it may leave."""
        return bool(self.recipients) and not self.lacking


def letters(case: Case, points: Mapping[int, Sequence[OwnPoint]]) -> list[Letter]:
    """Return a letter for each party that said something, by name; who signed a joint letter gets one too."""
    of_party: dict[int, list[OwnPoint]] = {}
    for each in case.submissions:
        for party in (each.party_id, *each.reading.get("with", ())):
            of_party.setdefault(party, []).extend(points.get(each.id, ()))
    return [
        Letter(party, tuple(writable(case.addresses.get(party.id, []))), tuple(of_party[party.id]))
        for party in case.parties.values()
        if of_party.get(party.id)
    ]


async def keep(session: AsyncSession, of: Round, letters: Sequence[Letter], by: str, now: datetime) -> int:
    """Keep letters as they were drawn up, for somebody to look at and confirm; returns their number."""
    told = [{"party": each.party.id, "points": [asdict(point) for point in each.points]} for each in letters]
    made = RoundFeedback(round_id=of.id, at=now, by=by, letters=told)
    await rounds.add(session, made)
    return made.id


async def kept(session: AsyncSession, of: Round, number: int) -> list[Letter]:
    """Return letters as they were drawn up, to whoever can be reached by now."""
    made = await rounds.feedback(session, of.id, number)
    parties = {each.id: each for each in await round_parties.of_round(session, of.id)}
    addresses = await round_parties.addresses(session, of.id)
    return [
        Letter(
            parties[each["party"]],
            tuple(writable(addresses.get(each["party"], []))),
            tuple(_point(point) for point in each["points"]),
        )
        for each in made.letters
    ]


def _point(kept: Mapping[str, Any]) -> OwnPoint:
    return OwnPoint(**{**kept, "verdict": Verdict(kept["verdict"]) if kept["verdict"] else None})


async def had_before(session: AsyncSession, of: Round) -> set[int]:
    """Return the parties that have had their letter, or are about to."""
    written = await rounds.letters_of_kind(session, of.id, LetterKind.FEEDBACK)
    return {party for party, theirs in written.items() if any(one.state in _ON_ITS_WAY for one in theirs)}


async def send_kept(session: AsyncSession, of: Round, number: int, hands: Hands, work: Work) -> Move:
    """Let the letters leave that were drawn up under a number; see :func:`send`."""
    drafts, _ = await _leaving(session, of, await kept(session, of, number))
    return await moving.give_feedback(session, of, hands, drafts, work)


async def send(
    session: AsyncSession, of: Round, letters: Sequence[Letter], hands: Hands, work: Work
) -> list[Letter]:
    """Let the letters leave that are ready, and return them; who has had one gets no other.

    One that could not be delivered, or was dropped, is written again.
    """
    drafts, leaving = await _leaving(session, of, letters)
    await moving.give_feedback(session, of, hands, drafts, work)
    return leaving


async def _leaving(
    session: AsyncSession, of: Round, letters: Sequence[Letter]
) -> tuple[list[Draft], list[Letter]]:
    drafts, leaving = [], []
    written = await rounds.letters_of_kind(session, of.id, LetterKind.FEEDBACK)
    had = await had_before(session, of)
    for each in letters:
        if each.ready and each.party.id not in had:
            leaving.append(each)
            drafts.append(_draft(of, each, len(written.get(each.party.id, [])) + 1))
    return drafts, leaving


def _draft(of: Round, letter: Letter, attempt: int) -> Draft:
    """Draft a letter with everything it says: a note that is written anew changes nothing in it."""
    again = f"/{attempt}" if attempt > 1 else ""
    key = f"round:{of.id}/feedback/party:{letter.party.id}{again}"
    facts = {"points": [facts_of(each) for each in letter.points]}
    return Draft(LetterKind.FEEDBACK, letter.party, letter.recipients, key, facts)


def facts_of(point: OwnPoint) -> dict[str, Any]:
    """Return a point as a letter's row keeps it."""
    return {
        "text": point.text,
        "question": point.question,
        "verdict": point.verdict,
        "comment": point.comment,
        "withheld": point.withheld,
    }
