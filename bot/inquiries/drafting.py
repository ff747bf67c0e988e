"""Drafts: an answer that is being written, or was taken back, waits for its author."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.answer import Answer, Seen
from bot.inquiries.change import looked_at
from storage import merged, notes, parts
from storage.tables import Correspondence, Draft


async def keep(desk: Desk, inquiry_id: int, user: str, answer: Answer) -> None:
    """Keep what ``user`` has typed so far, for when the form opens again; where it is empty, forget it.

    Files stay with it also while there is no text: it may be typed anew.
    """
    async with desk.database.transaction() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        if was_sent(await merged.letters(session, inquiry_id), user, answer.seen):
            return
        if inquiry.part_of is not None and await _was_answered(session, inquiry_id, user):
            return
        earlier = await notes.drafts(session, inquiry_id, user)
        files = [file for draft in earlier for file in draft.files or []]
        await notes.forget_draft(session, inquiry_id, user)
        if answer.body.strip() or files:
            await notes.keep_draft(session, _draft(inquiry_id, user, answer, files, desk.clock.now()))


def was_sent(written: Sequence[Correspondence], user: str, seen: Seen) -> bool:
    """Whether a form was sent in meanwhile: what Slack tells late of its typing is no draft any more.

    ``seen`` is what there was when the form was opened.
    """
    return any(
        each.author == user and each.id > seen.newest and each.state != "withdrawn" for each in written
    )


async def _was_answered(session: AsyncSession, part_id: int, user: str) -> bool:
    """Whether a question was answered meanwhile by who typed: the same of an answer to a colleague."""
    asked = await parts.get(session, part_id)
    return asked.answered_at is not None and asked.answered_by == user


async def give_back(session: AsyncSession, letter: Correspondence, now: datetime) -> None:
    """Make a draft of a letter that does not leave, below what its writer has begun since.

    Its preview must be drawn anew by the caller.
    """
    letter.state = "withdrawn"
    begun = await session.get(Draft, (letter.inquiry_id, letter.author or ""))
    since = [begun.body] if begun and begun.body.strip() not in ("", letter.text) else []
    more = [file for file in (begun.files or [] if begun else []) if file not in letter.attachments]
    await notes.keep_draft(
        session,
        Draft(
            inquiry_id=letter.inquiry_id,
            author=letter.author or "",
            recipients=", ".join(letter.recipients),
            subject=letter.subject,
            body="\n\n".join([*since, letter.text]),
            saved_at=now,
            language=letter.language,
            copies=", ".join(letter.copies),
            quoted=letter.quotes is not None,
            files=[*letter.attachments, *more],
        ),
    )


def _draft(
    inquiry_id: int, user: str, answer: Answer, files: list[dict[str, object]], now: datetime
) -> Draft:
    return Draft(
        inquiry_id=inquiry_id,
        author=user,
        recipients=answer.recipients,
        subject=answer.subject,
        body=answer.body,
        saved_at=now,
        language=answer.language,
        copies=answer.copies,
        quoted=answer.quoted,
        files=files,
    )
