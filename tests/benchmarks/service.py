"""The running service: start to ready, memory, and how soon a delivered mail is a card."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path

from bot.demo.local_slack import Channel, LocalSlack, Person
from tests.servers.dovecot import Dovecot

MAILS = 40
OWN = "fonde@ministerium.example"
DOVECOT_S_OWN_DELAY = 0.5  # seconds between a delivery and the word to IDLE


async def measure() -> None:
    """Print the figures."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fd-", dir="/tmp")))
        dovecot = stack.enter_context(Dovecot())
        mailbox = dovecot.mailbox(OWN)
        slack = await stack.enter_async_context(
            LocalSlack([Person("U0METTE", "Mette", "mette@ministeriet.example")], [Channel("C0A", "a")])
        )
        config = folder / "config.toml"
        config.write_text(_config(folder, dovecot.imap_port, slack.api_url), encoding="utf-8")
        environment = {
            "FONDSDIALOG_IMAP__PASSWORD": mailbox.password,
            "FONDSDIALOG_SLACK__BOT_TOKEN": slack.bot_token,
            "FONDSDIALOG_SLACK__APP_TOKEN": slack.app_token,
        }
        await command(config, environment, "db", "upgrade")
        began = time.perf_counter()
        service = await start(config, environment)
        ready = time.perf_counter() - began
        try:
            await slack.bot_connected(30)
            waits = [await _until_card(mailbox, slack, number) for number in range(MAILS)]
            memory = resident(service.pid)
        finally:
            service.terminate()
            await service.wait()
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(f"start to ready: {ready:.1f} s; resident memory after {MAILS} mails: {memory:.0f} MB")
    print(
        f"mail delivered to card posted: median {statistics.median(waits):.2f} s, p95 {p95:.2f} s"
        f" ({DOVECOT_S_OWN_DELAY} s of it Dovecot's own)"
    )


async def _until_card(mailbox, slack, number) -> float:
    message = EmailMessage()
    message["From"] = f"person{number}@fond{number}.example"
    message["To"] = OWN
    message["Subject"] = f"Spørgsmål {number}"
    message["Message-ID"] = f"<{number}@fond.example>"
    message.set_content("Kan vi få en snak om evaluering af vores indsats?")
    shown = len(slack.messages("C0A"))
    began = time.perf_counter()
    await asyncio.to_thread(mailbox.deliver, message.as_bytes())
    await slack.wait(lambda page: len(page.messages.get("C0A", [])) > shown)
    return time.perf_counter() - began


async def start(config: Path, environment: dict[str, str], *more: str) -> asyncio.subprocess.Process:
    service = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config), *more),
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    if service.stderr is None:
        raise RuntimeError("no standard error")
    while line := await service.stderr.readline():
        if b"is ready" in line:
            asyncio.create_task(service.stderr.read())  # noqa: RUF006 - drained until the process ends
            return service
    raise RuntimeError("the service did not start")


async def command(config: Path, environment: dict[str, str], *words: str) -> None:
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words, "--config", str(config)), env={**os.environ, **environment}
    )
    await command.wait()


def resident(pid: int, *, alone: bool = False) -> float:
    """Megabytes of a process and, unless ``alone``, those it started; what they share counts for each."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    own = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    if alone:
        return own
    threads = Path(f"/proc/{pid}/task").glob("*/children")  # each thread has those that it started itself
    started = [child for each in threads for child in each.read_text(encoding="utf-8").split()]
    return own + sum(resident(int(child)) for child in started)


def _config(folder: Path, imap_port: int, api_url: str) -> str:
    return f"""
[service]
data_dir = "{folder}"
[database]
url = "sqlite+aiosqlite:///{folder}/bench.db"
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{OWN}"
[smtp]
from_address = "{OWN}"
[slack]
mode = "socket"
api_base_url = "{api_url}"
[[office]]
key = "a"
name = "A"
channel = "C0A"
members = ["U0METTE"]
triage = true
"""


def main() -> None:
    """Measure."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
