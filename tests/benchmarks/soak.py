"""A soak: `run` as its own process under a steady stream of mail, with staff clicking; it fails if it must.

`SECONDS=` says how long (an hour), `RATE=` how many mails a second (20). The service has Dovecot, an SMTP
server and the local Slack, and a line is printed each tenth of the time. At the end there must be no error in
its log, nothing waiting, clicks as prompt as staff want them, and no more memory than after the first sixth
of the time: each of these is judged in a line of its own.

Twenty mails a second are what a ministry gets in a day within some seconds. Each of its subjects has an
office. Ten people click about as fast as people can: together they take two cards a second and close two, so
that most of what comes stays open, 60,000 inquiries after an hour. No such stream fits Slack's one message a
second in each channel, a third of it going to one: here messages are posted as they come. That they are a
second apart where Slack wants it is measured by `tests.benchmarks.slack`.
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
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.local_slack import Channel, LocalSlack, NotOnPage, NotSeen, Person
from bot.demo.slack_page import press
from bot.learning.models import FRESH
from tests.benchmarks.mails import mails
from tests.benchmarks.service import command, resident
from tests.servers.dovecot import Dovecot, Mailbox
from tests.servers.smtp_sink import SmtpSink

SECONDS = float(os.environ.get("SECONDS", "3600"))
RATE = float(os.environ.get("RATE", "20"))
OWN = "fonde@ministerium.example"
TRIAGE = "none"
SUBJECTS = (
    "vidensalliancer",
    "uip",
    "temamoeder",
    "rct",
    "dialogmoede",
    "politisk_inddragelse",
    "partnerskaber",
    "socialdoegnet",
)
CHANNELS = {office: f"C0{office.upper().replace('_', '')}" for office in (*SUBJECTS, TRIAGE)}
STAFF = [f"U{number:04d}" for number in range(10)]
CLICK_EVERY = 0.5  # seconds, for taking a card and for closing one
CLICK_WANTED = 0.3  # seconds
NEWEST = 10
"""Cards of a channel that staff take one of; older ones are closed."""
KEPT = 200
"""Messages of a channel that this page keeps: nobody scrolls back for ever."""
LINES = 10
CATCHING_UP = 60.0  # seconds
GROWTH = 1.05
"""Times the memory after warming up: what is measured twice differs by some per cent."""
LONGEST_WAL = 64.0
"""Megabytes of the write-ahead log: it is started anew after 4, unless somebody reads without an end."""
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
    """Megabytes of the service itself."""
    reading: list[float] = field(default_factory=list)
    """Megabytes of the process that reads what is written."""
    wal: float = 0.0
    closed: set[str] = field(default_factory=set)
    """Messages that were closed, or are no card."""

    @property
    def goes_on(self) -> bool:
        """Whether the time is not over."""
        return time.monotonic() < self.ends

    def open(self) -> int:
        """Inquiries that are not closed."""
        with sqlite3.connect(f"file:{self.folder}/soak.db?mode=ro", uri=True, timeout=10) as record:
            found: int = record.execute("SELECT count(*) FROM inquiry WHERE status != 'closed'").fetchone()[0]
        return found

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
        channels = [Channel(number, office) for office, number in CHANNELS.items()]
        slack = await stack.enter_async_context(LocalSlack(people, channels))
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
    going_on = (_deliver(on), _click(on), _close(on), _listen(on), _measure(on))
    work = [asyncio.create_task(each) for each in going_on]
    print("   time    sent  decided waiting parcels    open  clicks click p95 service reading    wal errors")
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
        user, channel = chance.choice(STAFF), chance.choice([*CHANNELS.values()])
        newest = on.slack.page.messages.get(channel, [])[-NEWEST:]
        if free := [each for each in newest if "inquiry.claim" in str(each)]:
            await _claim(on, channel, chance.choice(free)["ts"], user)
        if chance.random() < CLICK_EVERY / 2:
            await on.slack.open_home(user)


async def _close(on: Soak) -> None:
    """Close the oldest card that a channel's page still has, again and again."""
    chance = random.Random(2)
    while on.goes_on:
        await asyncio.sleep(CLICK_EVERY)
        channel = chance.choice([*CHANNELS.values()])
        there = on.slack.page.messages.setdefault(channel, [])
        on.closed -= {each["ts"] for each in there[:-KEPT]}
        del there[:-KEPT]
        if card := next((each for each in there[:-NEWEST] if each["ts"] not in on.closed), None):
            on.closed.add(card["ts"])
            with suppress(NotOnPage):
                action = press(card, "inquiry.more", option="close")
                await on.slack.repeat_click(channel, card["ts"], chance.choice(STAFF), action)


async def _claim(on: Soak, channel: str, ts: str, user: str) -> None:
    began = time.perf_counter()
    await on.slack.click(channel, ts, user, "inquiry.claim")
    try:
        await on.slack.wait(lambda page: "har sagen" in str(page.message(channel, ts)), 10)
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
        whole = resident(on.service.pid)
        on.memory.append(resident(on.service.pid, alone=True))
        on.reading.append(whole - on.memory[-1])
        wal = on.folder / "soak.db-wal"
        on.wal = max(on.wal, wal.stat().st_size / 1024**2 if wal.exists() else 0)


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
    over = SECONDS - max(0.0, on.ends - time.monotonic())
    memory, reading = (each[-1] if each else 0 for each in (on.memory, on.reading))
    counts = f"{on.sent:7} {decided:8} {on.sent - decided:7} {parcels:7} {on.open():7} {len(on.waits):7}"
    sizes = f"{memory:4.0f} MB {reading:4.0f} MB {on.wal:3.0f} MB"
    print(f"{over:5.0f} s {counts} {_p95(on.waits[-200:]) * 1000:6.0f} ms {sizes} {on.errors:6}", flush=True)


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 0.0


def _what_is_wrong(on: Soak, left: tuple[int, int]) -> list[str]:
    """Judge each thing in a line; returns those that were not as they must be."""
    verdicts = [
        _grew("the service", on.memory),
        _grew("the reading process", on.reading, judged=on.sent >= 4 * FRESH),
        (on.wal > LONGEST_WAL, f"write-ahead log: {on.wal:.0f} MB at its longest"),
        (on.errors > 0, f"errors in the log: {on.errors}"),
        (on.counts()[3] > 0, f"parcels given up: {on.counts()[3]}"),
        (any(left), f"backlog {CATCHING_UP:.0f} s after the last mail: {left[0]} mails, {left[1]} parcels"),
        (
            _p95(on.waits) > CLICK_WANTED,
            f"click to changed card: p95 {_p95(on.waits) * 1000:.0f} ms (wanted: {CLICK_WANTED * 1000:.0f})",
        ),
        (on.unseen > 0, f"clicks that changed no card within 10 s: {on.unseen}"),
        (on.service.returncode is not None, "the service at the end: " + _state(on.service)),
    ]
    for wrong, what in verdicts:
        print(f"{'WRONG' if wrong else 'well'}: {what}")
    return [what for wrong, what in verdicts if wrong]


def _state(service: asyncio.subprocess.Process) -> str:
    return "running" if service.returncode is None else f"ended with {service.returncode}"


def _grew(who: str, memory: list[float], *, judged: bool = True) -> tuple[bool, str]:
    """Whether a process has more memory in the end than after the first sixth of the time, and how much."""
    sixth = max(1, len(memory) // 6)
    warm, last = statistics.median(memory[sixth : 2 * sixth]), statistics.median(memory[-sixth:])
    told = f"memory of {who}: {warm:.0f} MB after warming up, {last:.0f} MB at the end"
    if not judged:
        return False, f"{told} (too few mails to judge: it is renewed each {FRESH})"
    return last > warm * GROWTH, told


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
seconds_between_posts = 0
{"".join(map(_office, CHANNELS))}
"""


def _office(key: str) -> str:
    triage = str(key == TRIAGE).lower()
    office = f'[[office]]\nkey = "{key}"\nname = "{key}"\nchannel = "{CHANNELS[key]}"\n'
    route = "" if key == TRIAGE else f'[[route]]\ninitiative = "{key}"\noffice = "{key}"\n'
    return f"{office}members = {STAFF}\ntriage = {triage}\n{route}"


def main() -> None:
    """Run it; exits 1 where something was wrong."""
    wrong = asyncio.run(soak())
    print(f"verdict: {'; '.join(wrong) if wrong else 'all is well'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
