"""Files that go along with an answer: put beside it at once, fetched from Slack a moment later.

Until a file is here its letter waits; one that can't be fetched gives the letter back to its writer.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.scanning import UNCHECKED
from bot.inquiries.answer import Answer, Enclosed
from bot.inquiries.change import Change
from bot.inquiries.errors import FileGone, FilesTooLarge
from bot.outbox.delivery import Effect
from storage import answers, notes, outbox
from storage.merged import family
from storage.outbox import Parcel
from storage.tables import AnswerFile

FETCH = "slack.file"
MEGABYTE = 1_000_000


def require_room(sizes: Sequence[int], most_mb: int) -> None:
    """Raise :class:`FilesTooLarge` where files are more than a letter may carry."""
    if sum(sizes) > most_mb * MEGABYTE:
        raise FilesTooLarge(most_mb)


def require_there(chosen: Collection[int], offered: Collection[int]) -> None:
    """Raise :class:`FileGone` where a file was chosen that is no longer there."""
    if not set(chosen) <= set(offered):
        raise FileGone


async def enclose(desk: Desk, change: Change, answer: Answer) -> list[Enclosed]:
    """Put an answer's files beside it, those of its draft and new ones; returns how the letter names them."""
    kept = await _kept(change, answer)
    sizes = [*(file["size"] for file in kept), *(file.size for file in answer.uploaded)]
    require_room(sizes, desk.settings.smtp.attachments_mb)
    return [*kept, *[await _added(change, each) for each in _rows(change, answer)]]


async def _kept(change: Change, answer: Answer) -> list[Enclosed]:
    drafts = await notes.drafts(change.session, change.inquiry.id, change.actor)
    files = {file["file"]: file for draft in drafts for file in draft.files or []}
    if answer.kept is None:
        return list(files.values())
    received = await received_in(change.session, change.inquiry.id)
    offered = {each["file"]: each for each in received} | files
    require_there(answer.kept, offered)
    return [file for number, file in offered.items() if number in answer.kept]


async def received_in(session: AsyncSession, inquiry_id: int) -> list[Enclosed]:
    """Files that came from outside and may be sent along, as an answer's letter would name them."""
    found = await answers.received_in(session, family(inquiry_id))
    return [
        {"name": each.name, "size": each.size, "type": each.type, "file": each.id}
        for each in found
        if each.mark in (None, UNCHECKED)  # a program, or what is not what its name says, we hand to nobody
    ]


def _rows(change: Change, answer: Answer) -> list[AnswerFile]:
    return [
        AnswerFile(
            inquiry_id=change.inquiry.id,
            author=change.actor,
            added_at=change.now,
            name=each.name,
            type=each.type,
            size=each.size,
            url=each.url,
        )
        for each in answer.uploaded
    ]


async def _added(change: Change, file: AnswerFile) -> Enclosed:
    change.session.add(file)
    await change.session.flush()
    parcel = Parcel(
        key=f"inquiry:{change.inquiry.id}/file:{file.id}",
        kind=FETCH,
        lane=f"slack-file:{file.id}",
        due_at=change.now,
        payload={"file": file.id},
        inquiry_id=change.inquiry.id,
    )
    await outbox.put(change.session, parcel, change.now)
    return {"name": file.name, "size": file.size, "type": file.type, "file": file.id}


def fetched(file_id: int, content: bytes) -> Effect:
    """What is recorded, in the courier's transaction, when a file has been fetched."""

    async def effect(session: AsyncSession, _now: datetime) -> None:
        await answers.keep_content(session, file_id, content)

    return effect
