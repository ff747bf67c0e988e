"""The memory of `run`: at rest, and while it reads a mail of 50 MB. Its own process, with Dovecot."""

import asyncio
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from tests.benchmarks.service import command, resident, start
from tests.servers.dovecot import Dovecot, Mailbox

OWN = "fonde@ministerium.example"
ATTACHED = 36 * 1024 * 1024
"""Bytes of the file in the large mail: 49 MB as it is sent."""
WANTED_AT_REST, WANTED = 400, 3.0  # MB; times the mail
PATIENCE = 120.0
CONFIG = """
[service]
data_dir = "{folder}"
[database]
url = "sqlite+aiosqlite:///{folder}/bench.db"
[imap]
host = "127.0.0.1"
port = {port}
security = "none"
username = "{own}"
[smtp]
from_address = "{own}"
[slack]
mode = "off"
[[office]]
key = "a"
name = "A"
channel = "C0A"
members = ["U0METTE"]
triage = true
"""


async def measure() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="fd-", dir="/tmp") as name, Dovecot() as dovecot:
        folder, mailbox = Path(name), dovecot.mailbox(OWN)
        config = folder / "config.toml"
        config.write_text(CONFIG.format(folder=folder, port=dovecot.imap_port, own=OWN), encoding="utf-8")
        environment = {"FONDSDIALOG_IMAP__PASSWORD": mailbox.password}
        await command(config, environment, "db", "upgrade")
        service = await start(config, environment)
        try:
            for number in range(20):
                await asyncio.to_thread(mailbox.deliver, a_mail(number, 20_000).as_bytes())
            await _until_filed(mailbox, 20)
            await asyncio.sleep(2)
            rest = resident(service.pid)
            raw = a_mail(99, ATTACHED).as_bytes()
            with _peak_of(service.pid) as peaks:
                await asyncio.to_thread(mailbox.deliver, raw)
                await _until_filed(mailbox, 21)
            await asyncio.sleep(2)
            after = resident(service.pid)
        finally:
            service.terminate()
            await service.wait()
    large = len(raw) / 1024**2
    print(f"resident memory at rest: {rest:.0f} MB (wanted: {WANTED_AT_REST})")
    print(
        f"while a mail of {large:.0f} MB is read: {max(peaks) - rest:.0f} MB more,"
        f" {(max(peaks) - rest) / large:.1f} times the mail (wanted: {WANTED});"
        f" afterwards {after - rest:.0f} MB"
    )


def a_mail(number: int, attached: int) -> EmailMessage:
    """A letter with a file of so many bytes."""
    message = EmailMessage()
    message["From"] = f"person{number}@fond{number}.example"
    message["To"] = OWN
    message["Subject"] = f"Spørgsmål {number}"
    message["Message-ID"] = f"<{number}@fond.example>"
    message.set_content("Kan vi få en snak om evaluering af vores indsats?")
    content = random.Random(number).randbytes(attached)
    message.add_attachment(content, maintype="application", subtype="pdf", filename="Bilag.pdf")
    return message


def filed(mailbox: Mailbox) -> int:
    """How many mails left the inbox, without reading any."""
    with mailbox.open() as client:
        return int(client.folder_status("Behandlet", ["MESSAGES"])[b"MESSAGES"])


async def _until_filed(mailbox: Mailbox, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while await asyncio.to_thread(filed, mailbox) < count:
        if time.monotonic() > until:
            raise TimeoutError
        await asyncio.sleep(0.2)


@contextmanager
def _peak_of(pid: int) -> Iterator[list[float]]:
    """Look at a process's memory again and again while the block lasts."""
    seen, done = [resident(pid)], threading.Event()

    def look() -> None:
        while not done.wait(0.01):
            seen.append(resident(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def main() -> None:
    """Measure."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
