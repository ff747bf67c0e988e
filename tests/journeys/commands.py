"""The command line as a user meets it: `fondsdialog` in a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 90.0  # seconds for a command
OWN = "fonde@ministeriet.example"
CONFIG = """
[service]
data_dir = "{folder}/var"
[database]
url = "sqlite+aiosqlite:///{folder}/fondsdialog.db"
[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from_address = "{own}"
{more}
[[office]]
key = "uip"
name = "UIP-kontoret"
channel = "C1UIP"
triage = true
[[office]]
key = "politik"
name = "Politisk kontor"
channel = "{politik}"
[[route]]
initiative = "uip"
office = "uip"
"""
SERVERS = """
[imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
username = "{username}"
[slack]
mode = "socket"
api_base_url = "{api_url}"
seconds_between_posts = 0
"""
SECRETS = {
    "FONDSDIALOG_IMAP__PASSWORD": "pw",
    "FONDSDIALOG_SLACK__BOT_TOKEN": "xoxb-local",
    "FONDSDIALOG_SLACK__APP_TOKEN": "xapp-local",
}


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output, which is one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its standard output, which is JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def fondsdialog(*arguments: str | Path, stdin: bytes = b"", **environ: str) -> Ended:
    """Run a command; whatever it was, no traceback may reach the user."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        input=stdin,
        env=environment() | environ,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ended.err + ended.out, ended.err
    return ended


async def fondsdialog_beside(*arguments: str | Path, **environ: str) -> Ended:
    """Run a command beside the servers of this process's event loop."""
    return await asyncio.to_thread(lambda: fondsdialog(*arguments, **environ))


def environment() -> dict[str, str]:
    """Return this process's variables without any of ours."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FONDSDIALOG_")}
    # where Python is told to write no bytecode, each command would compile what is new anew
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    return ours


def a_config(folder: Path, *, smtp_port: int = 25, more: str = "", politik: str = "C2POLICY") -> Path:
    """Write a configuration: two offices, a server for letters, and what ``more`` has besides."""
    path = folder / "config.toml"
    values = {"folder": folder, "smtp_port": smtp_port, "own": OWN, "more": more, "politik": politik}
    path.write_text(CONFIG.format(**values), encoding="utf-8")
    return path
