"""Files that somebody attached to what they wrote in Slack: named at once, fetched a moment later.

They lie beside those that staff attach to answers (``enclosing``), and may be sent along with one. They are
looked at as files in a mail are: the card names each with its warning. One that can't be had, or is infected,
is named in the card's thread as well; what was written with it stands all the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.front_desk.scanning import INFECTED
from bot.inquiries.answer import Enclosed
from bot.inquiries.enclosing import FETCH
from bot.inquiries.posts import say_in_thread, show_card
from bot.outbox.delivery import Effect
from storage import answers, inquiries, merged, outbox
from storage.outbox import Parcel
from storage.tables import AnswerFile, Inquiry

ADDRESS = "url"
"""Where Slack keeps a file, in what we were told; a file without one is only named."""


async def take_in(
    session: AsyncSession, inquiry: Inquiry, writer: str, files: Sequence[Mapping[str, Any]], now: datetime
) -> list[Enclosed]:
    """Have the files fetched that Slack keeps; returns how the letter names them all."""
    return [
        await _to_fetch(session, inquiry, writer, each, now) if each.get(ADDRESS) else dict(each)
        for each in files
    ]


async def _to_fetch(
    session: AsyncSession, inquiry: Inquiry, writer: str, told: Mapping[str, Any], now: datetime
) -> Enclosed:
    named = {key: told[key] for key in ("name", "size", "type")}
    file = AnswerFile(inquiry_id=inquiry.id, author=writer, added_at=now, url=told[ADDRESS], **named)
    session.add(file)
    await session.flush()
    parcel = Parcel(
        key=f"inquiry:{inquiry.id}/file:{file.id}",
        kind=FETCH,
        lane=f"slack-file:{file.id}",
        due_at=now,
        payload={"file": file.id, "received": True},
        inquiry_id=inquiry.id,
    )
    await outbox.put(session, parcel, now)
    return {**named, "file": file.id}


def looked_at(file_id: int, content: bytes, mark: str | None) -> Effect:
    """What is recorded when a file from outside has been fetched; of an infected one only that it was."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        if mark != INFECTED:
            await answers.keep_content(session, file_id, content)
        if mark is not None:
            await _warn(session, file_id, mark, now)

    return effect


async def _warn(session: AsyncSession, file_id: int, mark: str, now: datetime) -> None:
    file = await answers.file(session, file_id)
    file.mark = mark
    inquiry = await merged.locked_main(session, file.inquiry_id)
    for letter in await merged.letters(session, inquiry.id):
        letter.attachments = [
            each | {"mark": mark} if each.get("file") == file_id else each for each in letter.attachments
        ]
    await show_card(session, inquiry, now)
    if mark == INFECTED:
        await say_in_thread(
            session, inquiry, f"file_infected:{file_id}", now, name=file.name, who=file.author
        )
        await inquiries.record(session, inquiry.id, now, file.author, "file_infected", name=file.name)


async def lost(session: AsyncSession, file_id: int, reason: str, actor: str, now: datetime) -> None:
    """Say beside the card that a file can't be had; whoever wants it asks for it once more."""
    file = await answers.file(session, file_id)
    inquiry = await inquiries.locked(session, file.inquiry_id)
    said = {"name": file.name, "who": file.author, "reason": reason}
    await say_in_thread(session, inquiry, f"file_not_fetched:{file_id}", now, **said)
    await inquiries.record(session, inquiry.id, now, actor, "file_not_fetched", name=file.name, reason=reason)
