"""An answer in the moment in which it is due: whether it still leaves, whole, asked by whoever carries it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import answering, approving, letters, outside_threads
from bot.outbox.delivery import Delivery, Dropped, Effect, Postponed
from storage import answers, correspondence, inquiries, outbox
from storage.leases import Leased
from storage.tables import AnswerFile, Correspondence, Inquiry

SOON = timedelta(seconds=1)
WAITS_FOR_FILE = "a file is still on its way from Slack"


@dataclass(frozen=True)
class Whole:
    """An answer with all that goes along."""

    inquiry: Inquiry
    letter: Correspondence
    quoted: Correspondence | None
    files: Sequence[AnswerFile]


async def asked(desk: Desk, row: Leased) -> Delivery | Whole:
    """Say why an answer does not leave now, or give it whole."""
    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, row.payload["letter"])
        newest = await correspondence.last_received(session, letter.inquiry_id)
        found = await whole(session, letter)
    # what may have left although nobody said so goes on: to call it stopped could be untrue
    has_begun = row.may_have_left or row.payload.get("has_begun")
    if newest.id > letter.id and not has_begun:
        return Dropped("something new arrived", answering.overtaken(letter.id))
    if any(file.content is None for file in found.files):
        return Postponed(desk.clock.now() + SOON, WAITS_FOR_FILE)
    if letter.approved_digest not in (None, approving.digest(letter, found.quoted, found.files)):
        return Dropped("it is not what was approved", answering.overtaken(letter.id))
    return found


async def whole(session: AsyncSession, letter: Correspondence) -> Whole:
    """Read all that goes along with a letter."""
    inquiry = await inquiries.get(session, letter.inquiry_id)
    quoted = await correspondence.letter(session, letter.quotes) if letter.quotes else None
    files = await answers.whole_files(
        session, [each["file"] for each in letter.attachments if "file" in each]
    )
    return Whole(inquiry, letter, quoted, files)


def into_threads(letter: Correspondence, threads: dict[str, str]) -> Effect:
    """What follows when an answer is due: it goes into each address's thread, and by mail to the others."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        key = letters.answer_key(letter)
        await outbox.put_all(session, outside_threads.answers_to(letter, key, threads, now), now)
        if outside_threads.split(letter.recipients)[0] or letter.copies:
            parcel = letters.by_mail(letter, now)
            payload = {**parcel.payload, "has_begun": True}
            await outbox.put(session, replace(parcel, key=f"{key}/by_mail", payload=payload), now)

    return effect
