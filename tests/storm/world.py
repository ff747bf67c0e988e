"""What there is in a storm: services on one database, a mail server, a Slack, and the world outside."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bot.demo.local_slack import Channel, LocalSlack, Person
from tests.journeys.commands import Ended, environment, fondsdialog_beside
from tests.servers.dovecot import Dovecot, Mailbox
from tests.servers.imap_proxy import ImapProxy
from tests.servers.postgres import Postgres
from tests.servers.silent_proxy import SilentProxy
from tests.servers.slack_proxy import SlackProxy
from tests.servers.smtp_sink import SmtpSink

OWN = "fonde@ministerium.example"
ANNE, CHANNEL = "U1ANNE", "C1UIP"
KAREN, SHARED = "U6KAREN", "C4NORDLYS"
"""Somebody of a foundation, and the channel that it has with us."""
_LONGEST_LINE = 1 << 24
_SHOWN = 120  # characters of an error
_CONFIG = """
[service]
data_dir = "{folder}/{name}"
[database]
url = "{database}"
[imap]
host = "127.0.0.1"
port = {imap}
security = "none"
username = "{own}"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
from_address = "{own}"
[slack]
mode = "socket"
api_base_url = "{slack}"
seconds_between_posts = 0
hold_seconds = 6
[[office]]
key = "uip"
name = "UIP-kontoret"
channel = "{channel}"
members = ["{anne}"]
triage = true
[[slack_channel]]
id = "{shared}"
organisation = "Fonden Nordlys"
"""


@dataclass
class Service:
    """A service that is started again whenever it ends, as by a supervisor."""

    config: Path
    secrets: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    errors: Counter[str] = field(default_factory=Counter)
    """What its log calls errors: the event, and what it was."""
    stray: list[str] = field(default_factory=list)
    """What it said beside its log, such as a traceback."""

    async def run(self) -> None:
        """Run it for ever."""
        while True:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(self.config)),
                env=environment() | self.secrets,
                stderr=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE,
            )
            await self._listen(self.process)
            await self.process.wait()
            await asyncio.sleep(1)

    def signal(self, what: signal.Signals) -> None:
        """Kill it, halt it or let it go on."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(what)

    async def asked(self, *command: str) -> Ended:
        """Run a command on its configuration."""
        return await fondsdialog_beside(*command, "--config", self.config, **self.secrets)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stderr is None:
            raise RuntimeError("no standard error")
        log = self.config.with_suffix(".log")
        async for line in process.stderr:
            with log.open("ab") as file:
                file.write(line)
            self._hear(line.decode("utf-8", "replace").rstrip())

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            if line and not line.startswith("fondsdialog"):
                self.stray.append(line)
            return
        if said["level"] in {"error", "critical"}:
            self.errors[f"{said['event']} {said.get('reason') or said.get('error') or ''}"[:_SHOWN]] += 1


@dataclass(frozen=True)
class OnPostgres:
    """A database on PostgreSQL, which two services share over a network of their own."""

    postgres: Postgres
    name: str
    network: SilentProxy
    services = 2

    @property
    def url(self) -> str:
        """Where services find it."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.network.port}/{self.name}"

    def counted(self, question: str) -> int:
        """Ask it for a number, past all that goes wrong."""
        place = {"host": "127.0.0.1", "port": self.postgres.port, "user": "postgres", "dbname": self.name}
        with psycopg.connect(**place, autocommit=True) as record:
            return int((record.execute(question.encode()).fetchone() or [0])[0])


@dataclass(frozen=True)
class OnSqlite:
    """An embedded database, which one service has to itself."""

    path: Path
    services = 1

    @property
    def url(self) -> str:
        """Where the service finds it."""
        return f"sqlite+aiosqlite:///{self.path}"

    def counted(self, question: str) -> int:
        """Ask it for a number."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)) as record:
            return int(record.execute(question).fetchone()[0])


Record = OnPostgres | OnSqlite


@dataclass
class World:
    """Everything, and what was asked of it so far."""

    chance: random.Random
    folder: Path
    record: Record
    dovecot: Dovecot
    imap: ImapProxy
    mailbox: Mailbox
    sink: SmtpSink
    slack: LocalSlack
    services: list[Service]
    goes_on: bool = True
    """Whether people go on with what they do."""
    faults: list[tuple[float, str]] = field(default_factory=list)
    """What went wrong, and when."""
    sent: int = 0
    """Mails, numbered from 0."""
    said: int = 0
    """Questions in the shared channel, numbered from 0."""
    answers: dict[int, bool] = field(default_factory=dict)
    """Mails that Anne answered: True where she was told so, False where she can't know."""

    taken_back: set[int] = field(default_factory=set)
    """Mails whose answer Anne took back, as she was told."""
    followed_up: list[int] = field(default_factory=list)
    """Mails whose answer was answered in turn."""
    answered_round: list[str] = field(default_factory=list)
    """Parties that answered the round."""
    moving: bool = False
    """Whether the round's deadline may have been moved."""
    moved: bool = False
    """Whether it has been, surely."""

    @property
    def proxy(self) -> SlackProxy:
        """What makes Slack fail."""
        if not isinstance(self.slack.relay, SlackProxy):
            raise TypeError(self.slack.relay)
        return self.slack.relay

    def goes_wrong(self, what: str) -> None:
        """Note what goes wrong now."""
        self.faults.append((time.time(), what))

    async def counted(self, question: str) -> int:
        """Ask the database for a number."""
        return await asyncio.to_thread(self.record.counted, question)


@asynccontextmanager
async def on_postgres() -> AsyncIterator[OnPostgres]:
    """Start a PostgreSQL with an empty database, and the network before it."""
    with Postgres() as postgres:
        async with SilentProxy(postgres.port) as network:
            yield OnPostgres(postgres, await asyncio.to_thread(postgres.create), network)


@asynccontextmanager
async def a_world(seed: int, *, embedded: bool) -> AsyncIterator[World]:
    """Start it all; its files are in ``LOGS``, where that is a folder, and stay there."""
    async with AsyncExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="fd-", dir="/tmp")
        folder = Path(os.environ.get("LOGS") or stack.enter_context(temporary))
        record: Record = OnSqlite(folder / "storm.db")
        if not embedded:
            record = await stack.enter_async_context(on_postgres())
        dovecot, sink = stack.enter_context(Dovecot()), stack.enter_context(SmtpSink())
        imap = await stack.enter_async_context(ImapProxy(dovecot.imap_port))
        people = [
            Person(ANNE, "Anne Dal", "anne@ministerium.example"),
            Person(KAREN, "Karen Lyngholt", "karen@fondennordlys.example"),
        ]
        channels = [Channel(CHANNEL, "uip"), Channel(SHARED, "delt-med-nordlys")]
        slack = await stack.enter_async_context(LocalSlack(people, channels, relay=SlackProxy))
        mailbox = dovecot.mailbox(OWN)
        places = {"database": record.url, "imap": imap.port, "smtp": sink.port, "slack": slack.api_url}
        secrets = {
            "FONDSDIALOG_IMAP__PASSWORD": mailbox.password,
            "FONDSDIALOG_SLACK__BOT_TOKEN": slack.bot_token,
            "FONDSDIALOG_SLACK__APP_TOKEN": slack.app_token,
        }
        services = [Service(_config(folder, f"service-{n}", places), secrets) for n in range(record.services)]
        await services[0].asked("db", "upgrade")
        yield World(random.Random(seed), folder, record, dovecot, imap, mailbox, sink, slack, services)


def _config(folder: Path, name: str, places: dict[str, Any]) -> Path:
    path = folder / f"{name}.toml"
    people = {"own": OWN, "channel": CHANNEL, "anne": ANNE, "shared": SHARED}
    path.write_text(_CONFIG.format(folder=folder, name=name, **places, **people), encoding="utf-8")
    return path
