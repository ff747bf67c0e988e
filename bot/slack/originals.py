"""*Hent filer*: the mails of an inquiry as they came, with what was attached, brought to the one who asks.

They go into that person's own conversation with us and nowhere else: files may hold what no channel should.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from slack_sdk.web.async_client import AsyncWebClient

from bot.front_desk.quarantine import may_be_read
from bot.front_desk.scanning import INFECTED, UNCHECKED, Scan
from bot.inquiries.incoming import EnclosedFile
from bot.slack.cards import further
from bot.slack.clicks import Click
from bot.slack.counter import Counter
from bot.slack.windows import show_modal
from bot.staff import permissions
from storage import answers, inquiries, ledger, merged, parts

MOST_FILES = 50
MOST_BYTES = 100_000_000
"""What one click brings; the rest is in the package that the command line writes."""
AT_ONCE = 10


async def bring(at: Counter, client: AsyncWebClient, inquiry_id: int, clicked: Click) -> None:
    """Upload every original mail of an inquiry, and each file in it, for the one who clicked."""
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        await permissions.require(session, at.desk, inquiry, clicked.user)
        letters = await merged.letters(session, parts.whole_of(inquiry))
    mails = [letter.ledger_id for letter in letters if letter.ledger_id is not None]
    state = "coming" if mails else "none"
    await show_modal(client, clicked, further.files(state, inquiry.reference, at.words))
    every = [await _files_of(at, ledger_id, inquiry.reference) for ledger_id in mails]
    every.append(await _of_slack(at, parts.whole_of(inquiry)))
    found = [file for file in chain.from_iterable(every) if file.content]
    clean = [file for file in found if file.mark != INFECTED]
    brought = within(clean, MOST_FILES, MOST_BYTES)
    if infected := len(found) - len(clean):
        answer = await client.conversations_open(users=[clicked.user])
        text = at.words("files-infected", count=infected, reference=inquiry.reference)
        await client.chat_postMessage(channel=answer["channel"]["id"], text=text)
    if not brought:
        return
    answer = await client.conversations_open(users=[clicked.user])
    comment = at.words("files-comment", reference=inquiry.reference)
    if len(brought) < len(clean):
        left = len(clean) - len(brought)
        comment += "\n" + at.words("files-left-out", count=left, reference=inquiry.reference)
    for start in range(0, len(brought), AT_ONCE):
        uploads = [
            {"file": file.content, "filename": file.name, "title": _title(file, at)}
            for file in brought[start : start + AT_ONCE]
        ]
        said = comment if start == 0 else None
        await client.files_upload_v2(
            channel=answer["channel"]["id"], file_uploads=uploads, initial_comment=said
        )


def within(files: Sequence[EnclosedFile], count: int, size: int) -> list[EnclosedFile]:
    """The first files that fit into a number of files and of bytes; one too large is passed over."""
    taken: list[EnclosedFile] = []
    for file in files:
        if len(taken) < count and len(file.content) <= size:
            taken.append(file)
            size -= len(file.content)
    return taken


async def _of_slack(at: Counter, inquiry_id: int) -> list[EnclosedFile]:
    """What came with messages in Slack, where a message holds no file itself."""
    async with at.desk.database.reading() as session:
        received = await answers.received_in(session, merged.family(inquiry_id))
        whole = await answers.whole_files(session, [each.id for each in received]) if received else []
    files = [EnclosedFile(each.name, each.content or b"", each.mark) for each in whole]
    return await asyncio.to_thread(_looked_at, files, at.desk.scan)


async def _files_of(at: Counter, ledger_id: int, reference: str) -> list[EnclosedFile]:
    async with at.desk.database.reading() as session:
        entry, stored = await ledger.entry(session, ledger_id), await ledger.load(session, ledger_id)
    whole = EnclosedFile(f"{reference}-{ledger_id}{stored.suffix}", stored.raw)
    held = await asyncio.to_thread(at.enclosed, stored) if may_be_read(entry) else []
    return await asyncio.to_thread(_scanned, [whole, *held], at.desk.scan)


def _scanned(files: Sequence[EnclosedFile], scan: Scan) -> list[EnclosedFile]:
    first, *rest = _looked_at(files, scan)
    if any(file.mark == INFECTED for file in rest):  # the mail as it came holds the file too
        first = replace(first, mark=INFECTED)
    return [first, *rest]


def _looked_at(files: Sequence[EnclosedFile], scan: Scan) -> list[EnclosedFile]:
    """Look for viruses once more: much is known by now that was not known when a file came."""
    return [replace(file, mark=_mark(file, scan(file.content))) for file in files]


def _mark(file: EnclosedFile, found: str | None) -> str | None:
    """What is known of a file by now; that it was not checked then counts no more, where it is now."""
    if found == INFECTED or file.mark in (None, UNCHECKED):
        return found
    return file.mark


def _title(file: EnclosedFile, at: Counter) -> str:
    return f"{file.name} ({at.words(f'attachment-{file.mark}')})" if file.mark else file.name
