"""What is asked to write an answer: files sent along, the library, how similar questions were answered."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from storage import search
from storage.messages import TALK
from storage.tables import AnswerFile, AnswerTemplate, Correspondence, Inquiry, InquiryRound, Round
from storage.upsert import add_all

WORDS = 12
"""How many words of a letter are asked for: the longest, which in Danish say most."""
SHORTEST = 5
CANDIDATES = 60

_WITH_ANY = {
    "sqlite": "SELECT rowid FROM search_text WHERE search_text MATCH :query",
    "postgresql": "SELECT id FROM search_text WHERE stems @@ CAST(:query AS tsquery)",
}


@dataclass(frozen=True)
class Similar:
    """An answered inquiry that is like another one: how much (0 to 1), and the letter that answered it."""

    inquiry: Inquiry
    answer: Correspondence
    likeness: float


async def file(session: AsyncSession, file_id: int) -> AnswerFile:
    """Read one file, without its content."""
    return await session.get_one(AnswerFile, file_id)


async def whole_files(session: AsyncSession, file_ids: Sequence[int]) -> list[AnswerFile]:
    """Read files with their content, in order."""
    found = select(AnswerFile).where(AnswerFile.id.in_(file_ids)).options(undefer(AnswerFile.content))
    known = {each.id: each for each in await session.scalars(found)}
    return [known[file_id] for file_id in file_ids]


async def received_in(
    session: AsyncSession, inquiry_ids: Select[tuple[int]] | Collection[int]
) -> list[AnswerFile]:
    """The files that came from outside with what was written in Slack, as far as they are here."""
    theirs = AnswerFile.inquiry_id.in_(inquiry_ids), AnswerFile.author.startswith(TALK)
    found = select(AnswerFile).where(*theirs, AnswerFile.sha256.is_not(None)).order_by(AnswerFile.id)
    return list(await session.scalars(found))


async def keep_content(session: AsyncSession, file_id: int, content: bytes) -> None:
    """Keep what a file holds."""
    kept = {"content": content, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    await session.execute(update(AnswerFile).where(AnswerFile.id == file_id).values(kept))


async def templates(session: AsyncSession, today: str, limit: int = 100) -> list[AnswerTemplate]:
    """The standard answers that hold on a day (ISO), the most used first."""
    holds = or_(AnswerTemplate.valid_until.is_(None), AnswerTemplate.valid_until >= today)
    most_used = AnswerTemplate.times_used.desc(), AnswerTemplate.title
    return list(await session.scalars(select(AnswerTemplate).where(holds).order_by(*most_used).limit(limit)))


async def all_templates(session: AsyncSession, limit: int) -> tuple[list[AnswerTemplate], int]:
    """The standard answers by title, those that hold no more among them; and how many there are in all."""
    every = select(AnswerTemplate).order_by(AnswerTemplate.title).limit(limit)
    count = await session.scalar(select(func.count()).select_from(AnswerTemplate))
    return list(await session.scalars(every)), count or 0


async def template(session: AsyncSession, template_id: int) -> AnswerTemplate:
    """Read one standard answer."""
    return await session.get_one(AnswerTemplate, template_id)


async def template_titled(session: AsyncSession, title: str) -> AnswerTemplate | None:
    """Find a standard answer by its title."""
    found = select(AnswerTemplate).where(AnswerTemplate.title == title).with_for_update()
    return (await session.scalars(found)).one_or_none()


async def count_use(session: AsyncSession, template_id: int) -> None:
    """Count that a standard answer was sent."""
    one_more = {"times_used": AnswerTemplate.times_used + 1}
    await session.execute(update(AnswerTemplate).where(AnswerTemplate.id == template_id).values(one_more))


async def link_round(session: AsyncSession, inquiry_id: int, round_id: int) -> None:
    """Record that an inquiry is about a round."""
    await add_all(session, InquiryRound, [{"inquiry_id": inquiry_id, "round_id": round_id}])


async def rounds_of(session: AsyncSession, inquiry_id: int) -> list[Round]:
    """The rounds that an inquiry is about."""
    found = select(Round).join(InquiryRound, InquiryRound.round_id == Round.id)
    return list(await session.scalars(found.where(InquiryRound.inquiry_id == inquiry_id).order_by(Round.id)))


async def inquiries_about(session: AsyncSession, round_id: int) -> list[Inquiry]:
    """The inquiries that are about a round, oldest first."""
    found = select(Inquiry).join(InquiryRound, InquiryRound.inquiry_id == Inquiry.id)
    return list(await session.scalars(found.where(InquiryRound.round_id == round_id).order_by(Inquiry.id)))


async def similar(
    session: AsyncSession, words: str, initiative: str, but_not: Collection[int], limit: int = 3
) -> list[Similar]:
    """Answered inquiries on an initiative whose first letter is like ``words``, the likest first.

    Compared are the newest that share one of its longest words; the same on either database.
    """
    wanted = set(search.stems(words))
    longest = sorted((stem for stem in wanted if len(stem) >= SHORTEST), key=lambda stem: (-len(stem), stem))
    if not longest:
        return []
    candidates = await _answered_with_any(session, longest[:WORDS], initiative, but_not)
    asked = await _letters(session, candidates, "in")
    likeness = {number: _alike(wanted, set(search.stems(letter.text))) for number, letter in asked.items()}
    likest = sorted(likeness, key=lambda number: (-likeness[number], -number))[:limit]
    answers = await _letters(session, likest, "out")
    inquiries = {number: await session.get_one(Inquiry, number) for number in likest if number in answers}
    return [Similar(found, answers[number], likeness[number]) for number, found in inquiries.items()]


def _alike(one: set[str], other: set[str]) -> float:
    """How much of the shorter text's words are in the other one too; short words say nothing."""
    mine, theirs = ({stem for stem in stems if len(stem) >= SHORTEST} for stems in (one, other))
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


async def _answered_with_any(
    session: AsyncSession, stems: Sequence[str], initiative: str, but_not: Collection[int]
) -> list[int]:
    database = session.get_bind().dialect.name
    # a stem is letters and digits only: there is nothing in it to escape
    query = " | ".join(f"'{stem}'" for stem in stems)
    if database == "sqlite":
        query = " OR ".join(f'"{stem}"' for stem in stems)
    letters = text(_WITH_ANY[database]).bindparams(query=query).columns(Correspondence.id)
    found = (
        select(Inquiry.id)
        .join(Correspondence, Correspondence.inquiry_id == Inquiry.id)
        .where(Correspondence.id.in_(letters))
        .where(Inquiry.initiative == initiative, Inquiry.answered_at.is_not(None))
        .where(Inquiry.id.not_in(but_not))
        .group_by(Inquiry.id)
        .order_by(Inquiry.id.desc())
        .limit(CANDIDATES)
    )
    return list(await session.scalars(found))


async def _letters(
    session: AsyncSession, inquiry_ids: Collection[int], direction: str
) -> dict[int, Correspondence]:
    """Of each inquiry its first letter from outside (``in``), or the last that was sent (``out``)."""
    which, state = (func.min, "received") if direction == "in" else (func.max, "sent")
    chosen = (
        select(which(Correspondence.id))
        .where(Correspondence.inquiry_id.in_(inquiry_ids), Correspondence.kind == "letter")
        .where(Correspondence.direction == direction, Correspondence.state == state)
        .group_by(Correspondence.inquiry_id)
    )
    found = await session.scalars(select(Correspondence).where(Correspondence.id.in_(chosen)))
    return {letter.inquiry_id: letter for letter in found}
