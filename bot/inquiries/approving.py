"""Four eyes: where an office wants it, a colleague approves an answer before it leaves.

What is approved is the letter as it stands, kept as a digest: what leaves must still have it.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import drafting, letters
from bot.inquiries.change import changing
from bot.inquiries.errors import FileUnderway, NotAwaiting, NotOwnAnswer
from bot.inquiries.posts import THREAD, say_in_thread
from storage import answers, correspondence
from storage.tables import AnswerFile, Correspondence, Inquiry


def is_wanted(desk: Desk, inquiry: Inquiry) -> bool:
    """Whether an inquiry's office wants its answers approved."""
    return desk.wants_four_eyes(inquiry.office)


def digest(letter: Correspondence, quoted: Correspondence | None, files: Sequence[AnswerFile]) -> str:
    """Fingerprint everything in a letter that its reader gets."""
    whole: dict[str, Any] = {
        "to": letter.recipients,
        "subject": letter.subject,
        "text": letter.text,
        "language": letter.language,
        "quoted": [quoted.sender, quoted.at.isoformat(), quoted.text] if quoted else None,
        "files": [[file.name, file.sha256] for file in files],
    }
    if letter.copies:
        whole["copies"] = letter.copies
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


async def approve(desk: Desk, inquiry_id: int, letter_id: int, user: str) -> None:
    """Approve a colleague's answer as it stands, which leaves when it has been held.

    Where something arrived meanwhile it goes back to its writer instead.
    """
    async with changing(desk, inquiry_id, user) as change:
        letter = await _awaiting(change.session, letter_id)
        if letter.author == user:
            raise NotOwnAnswer
        newest = await correspondence.last_received(change.session, inquiry_id)
        if newest.id > letter.id:
            await letters.stop(change.session, change.inquiry, letter, change.now)
            return
        letter.approved_by = user
        letter.approved_digest = await fingerprint(change.session, letter)
        letter.state = "held"
        due = await letters.hold(desk, change, letter)
        await letters.redraw(change.session, change.inquiry, letter, change.now, leaves=due.isoformat())
        await change.record("answer_approved", letter=letter_id)


async def send_back(desk: Desk, inquiry_id: int, letter_id: int, user: str, reason: str) -> None:
    """Give an answer back to its writer, with what should be different; that stays in the house."""
    async with changing(desk, inquiry_id, user) as change:
        letter = await _awaiting(change.session, letter_id)
        await drafting.give_back(change.session, letter, change.now)
        await letters.redraw(change.session, change.inquiry, letter, change.now)
        said: dict[str, Any] = {"to": letter.author, "by": user, "reason": reason.strip()}
        about = f"sent_back:{letter_id}"
        await say_in_thread(change.session, change.inquiry, about, change.now, THREAD, **said)
        await change.record("answer_sent_back", letter=letter_id)


async def holds(session: AsyncSession, letter: Correspondence) -> bool:
    """Whether a letter is still what was approved; one that needed no approval is."""
    return letter.approved_digest in (None, await fingerprint(session, letter))


async def fingerprint(session: AsyncSession, letter: Correspondence) -> str:
    """Fingerprint a letter as the record has it; raises :class:`FileUnderway`."""
    quoted = await correspondence.letter(session, letter.quotes) if letter.quotes else None
    files = [await answers.file(session, each["file"]) for each in letter.attachments]
    if any(file.sha256 is None for file in files):
        raise FileUnderway
    return digest(letter, quoted, files)


async def _awaiting(session: AsyncSession, letter_id: int) -> Correspondence:
    letter = await correspondence.letter(session, letter_id)
    if letter.state != "awaiting":
        raise NotAwaiting
    return letter
