"""A soak: `run` as its own process under a steady stream of mail, with staff clicking; it fails if it must.

`SECONDS=` says how long (an hour), `RATE=` how many mails a second (20). The service has Dovecot, an SMTP
server and the local Slack, and a line is printed each tenth of the time. At the end there must be no error in
its log, nothing waiting, and no more memory than after the first sixth of the time.
"""

import asyncio
import os
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.local_slack import Channel, LocalSlack, NotSeen, Person
from tests.benchmarks.mails import mails
from tests.benchmarks.service import command, resident
from tests.servers.dovecot import Dovecot, Mailbox
from tests.servers.smtp_sink import SmtpSink

SECONDS = float(os.environ.get("SECONDS", "3600"))
RATE = float(os.environ.get("RATE", "20"))
OWN = "fonde@ministerium.example"
CHANNEL = "C0A"
STAFF = [f"U{number:04d}" for number in range(10)]
CLICK_EVERY = 0.5  # seconds
LINES = 10
CATCHING_UP = 60.0  # seconds
GROWTH = 1.05
"""Times the memory after warming up: what is measured twice differs by some per cent."""
_WRONG = re.compile(rb'"level": ?"(?:error|critical)"|Traceback')
_COUNTS = (
    "SELECT (SELECT count(*) FROM mail_ledger WHERE outcome IS NOT NULL),"
    " (SELECT count(*) FROM mail_ledger WHERE outcome IS NULL),"
    " (SELECT count(*) FROM outbox WHERE state = 'pending'),"
    " (SELECT count(*) FROM outbox WHERE state = 'failed')"
)


@dataclass
class Soak:
    """What is running, and what was seen of it so far."""

    folder: Path
    mailbox: Mailbox
    slack: LocalSlack
    service: asyncio.subprocess.Process
    ends: float = 0.0
    sent: int = 0
    errors: int = 0
    waits: list[float] = field(default_factory=list)
    unseen: int = 0
    memory: list[float] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether the time is not over."""
        return time.monotonic() < self.ends

    def counts(self) -> tuple[int, int, int, int]:
        """Mails decided on and not, parcels that wait and that were given up."""
        with sqlite3.connect(f"file:{self.folder}/soak.db?mode=ro", uri=True, timeout=10) as record:
            found: tuple[int, int, int, int] = record.execute(_COUNTS).fetchone()
        return found


async def soak() -> list[str]:
    """Run it; returns what was wrong."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fd-", dir="/tmp")))
        dovecot, sink = stack.enter_context(Dovecot()), stack.enter_context(SmtpSink())
        people = [Person(user, f"Kollega {user}", f"{user}@ministeriet.example") for user in STAFF]
        slack = await stack.enter_async_context(LocalSlack(people, [Channel(CHANNEL, "a")]))
        mailbox = dovecot.mailbox(OWN)
        service = await _start(folder, dovecot.imap_port, sink.port, slack, mailbox.password)
        try:
            return await _watched(Soak(folder, mailbox, slack, service), sink)
        finally:
            if service.returncode is None:
                service.terminate()
            await service.wait()


async def _watched(on: Soak, sink: SmtpSink) -> list[str]:
    await on.slack.bot_connected(60)
    on.ends = time.monotonic() + SECONDS
    work = [asyncio.create_task(each) for each in (_deliver(on), _click(on), _listen(on), _measure(on))]
    print("   time    sent  decided  waiting  parcels  clicks  click p95  memory  errors")
    for _ in range(LINES):
        await asyncio.sleep(SECONDS / LINES)
        _tell(on)
        sink.messages.clear()
    left = await _caught_up(on)
    _tell(on)
    for task in work:
        task.cancel()
    broke = [task.exception() for task in work if task.done() and not task.cancelled() and task.exception()]
    return [*_what_is_wrong(on, left), *(f"the soak itself broke: {error!r}" for error in broke)]


async def _deliver(on: Soak) -> None:
    began = time.monotonic()
    for raw in mails(10**9):
        if not on.goes_on:
            return
        await asyncio.to_thread(on.mailbox.deliver, raw)
        on.sent += 1
        await asyncio.sleep(max(0.0, began + on.sent / RATE - time.monotonic()))


async def _click(on: Soak) -> None:
    """Take one of the newest cards, look at the home tab, again and again."""
    chance = random.Random(1)
    while on.goes_on:
        await asyncio.sleep(CLICK_EVERY)
        user = chance.choice(STAFF)
        free = [each for each in on.slack.messages(CHANNEL)[-40:] if "inquiry.claim" in str(each)]
        if free:
            await _claim(on, chance.choice(free)["ts"], user)
        if chance.random() < CLICK_EVERY / 2:
            await on.slack.open_home(user)


async def _claim(on: Soak, ts: str, user: str) -> None:
    began = time.perf_counter()
    await on.slack.click(CHANNEL, ts, user, "inquiry.claim")
    try:
        await on.slack.wait(lambda page: "har sagen" in str(page.message(CHANNEL, ts)), 10)
        on.waits.append(time.perf_counter() - began)
    except NotSeen:
        on.unseen += 1


async def _listen(on: Soak) -> None:
    """Count the errors in the service's log, and keep none of it."""
    while on.service.stderr and (line := await on.service.stderr.readline()):
        if _WRONG.search(line):
            on.errors += 1
            sys.stderr.write(line.decode("utf-8", "replace"))


async def _measure(on: Soak) -> None:
    while on.goes_on:
        await asyncio.sleep(SECONDS / 120)
        on.memory.append(resident(on.service.pid))


async def _caught_up(on: Soak) -> tuple[int, int]:
    """What is still waiting a moment after the last mail: mails not decided on, and parcels."""
    until = time.monotonic() + CATCHING_UP
    while True:
        decided, undecided, parcels, _ = on.counts()
        left = on.sent - decided, parcels
        if (left == (0, 0) and not undecided) or time.monotonic() > until:
            return left
        await asyncio.sleep(0.5)


def _tell(on: Soak) -> None:
    decided, _, parcels, _ = on.counts()
    recent = on.waits[-200:]
    p95 = statistics.quantiles(recent, n=20)[-1] * 1000 if len(recent) > 1 else 0
    over = SECONDS - max(0.0, on.ends - time.monotonic())
    print(
        f"{over:5.0f} s {on.sent:7} {decided:8} {on.sent - decided:8} {parcels:8} {len(on.waits):7}"
        f" {p95:7.0f} ms {on.memory[-1] if on.memory else 0:4.0f} MB {on.errors:7}",
        flush=True,
    )


def _what_is_wrong(on: Soak, left: tuple[int, int]) -> list[str]:
    sixth = max(1, len(on.memory) // 6)
    warm = statistics.median(on.memory[sixth : 2 * sixth])
    last = statistics.median(on.memory[-sixth:])
    print(f"memory after warming up: {warm:.0f} MB, at the end: {last:.0f} MB; clicks unseen: {on.unseen}")
    failed = on.counts()[3]
    found = {
        f"{on.errors} errors in the log": on.errors,
        f"{left[0]} mails and {left[1]} parcels wait after {CATCHING_UP:.0f} s": any(left),
        f"{failed} parcels were given up": failed,
        f"memory grew from {warm:.0f} to {last:.0f} MB": last > warm * GROWTH,
        f"{on.unseen} clicks changed no card within 10 s": on.unseen,
        "the service ended": on.service.returncode is not None,
    }
    return [what for what, is_so in found.items() if is_so]


async def _start(
    folder: Path, imap_port: int, smtp_port: int, slack: LocalSlack, password: str
) -> asyncio.subprocess.Process:
    config = folder / "config.toml"
    config.write_text(_config(folder, imap_port, smtp_port, slack.api_url), encoding="utf-8")
    environment = {
        "FONDSDIALOG_IMAP__PASSWORD": password,
        "FONDSDIALOG_SLACK__BOT_TOKEN": slack.bot_token,
        "FONDSDIALOG_SLACK__APP_TOKEN": slack.app_token,
    }
    await command(config, environment, "db", "upgrade")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config)),
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.PIPE,
    )


def _config(folder: Path, imap_port: int, smtp_port: int, api_url: str) -> str:
    return f"""
[service]
data_dir = "{folder}"
[database]
url = "sqlite+aiosqlite:///{folder}/soak.db"
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{OWN}"
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from_address = "{OWN}"
[slack]
mode = "socket"
api_base_url = "{api_url}"
[[office]]
key = "a"
name = "A"
channel = "{CHANNEL}"
members = {STAFF}
triage = true
"""


def main() -> None:
    """Run it; exits 1 where something was wrong."""
    wrong = asyncio.run(soak())
    for each in wrong:
        print(f"wrong: {each}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
