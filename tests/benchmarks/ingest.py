"""Ingest against its limit: the standard library's parser and one durable SQLite commit a mail."""

import asyncio
import email
import email.policy
import logging
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot import logs
from bot.cli.ingest import decisions
from bot.front_desk.reception import Reception
from bot.mail.files import MailFile
from nlp.model_process import ModelProcess
from storage import schema
from tests.benchmarks.mails import mails
from tests.laid_desk import a_desk

MAILS = 1_000
ARCHIVE = 100_000


def limit(raws: Sequence[bytes], folder: Path) -> float:
    """Mails a second of nothing but parsing and storing."""
    record = sqlite3.connect(folder / "limit.db", isolation_level=None)
    record.execute("PRAGMA journal_mode = WAL")
    record.execute("PRAGMA synchronous = FULL")
    record.execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, subject TEXT, body TEXT, raw BLOB)")
    began = time.perf_counter()
    for raw in raws:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        texts = [part.get_content() for part in message.walk() if part.get_content_type() == "text/plain"]
        for part in message.iter_attachments():
            part.get_payload(decode=True)
        record.execute("BEGIN IMMEDIATE")
        row = (message["Subject"], "\n".join(texts), raw)
        record.execute("INSERT INTO mail (subject, body, raw) VALUES (?, ?, ?)", row)
        record.execute("COMMIT")
    took = time.perf_counter() - began
    record.close()
    return len(raws) / took


async def ours(raws: Sequence[bytes], folder: Path, loaded: ModelProcess, archive: int = 0) -> float:
    """Mails a second through the whole pipeline, on top of so many inquiries stored before."""
    async with a_desk(folder, service={"data_dir": folder, "secret": "s" * 40}) as desk:
        await schema.upgrade(desk.database)
        if archive:
            await _fill(desk.database.url.database or "", archive)
        reception = Reception(desk, loaded)
        files = [MailFile(f"{number}.eml", None, lambda raw=raw: raw) for number, raw in enumerate(raws)]
        began = time.perf_counter()
        count = 0
        async for _ in decisions(desk, reception, files):
            count += 1
        took = time.perf_counter() - began
    return count / took


async def _fill(path: str, archive: int) -> None:
    """Grow the archive: copies of one inquiry with everything that hangs on it."""
    from tests.benchmarks.archive import grow  # noqa: PLC0415 - only the large run needs it

    await asyncio.to_thread(grow, path, archive)


def main() -> None:
    """Print the figures."""
    logs.set_up(logging.ERROR)  # as the command does
    loaded = ModelProcess()
    loaded.understand("warm", "up")
    raws = list(mails(MAILS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = limit(raws, folder)
        (folder / "small").mkdir()
        small = asyncio.run(ours(raws, folder / "small", loaded))
        (folder / "large").mkdir()
        large = asyncio.run(ours(raws, folder / "large", loaded, ARCHIVE))
    print(f"ingest: limit {bare:.0f}/s, ours {small:.0f}/s = {small / bare:.0%} of it")
    print(
        f"ingest with {ARCHIVE:,} inquiries stored: {large:.0f}/s = {large / small:.0%} of the empty database"
    )


if __name__ == "__main__":
    main()
