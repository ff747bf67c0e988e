"""The program local-slack: finding it, starting it on a port of its own, stopping it.

What is done in the workspace it makes is in `local_slack`.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.demo.ports import free_port, is_listening

VARIABLE = "FONDSDIALOG_LOCAL_SLACK"
INSTALL = "npm ci --prefix tests/tools"
_IN_CHECKOUT = Path("tests/tools/node_modules/local-slack-linux-x64/bin/local-slack")
_START_SECONDS = 60.0


class LocalSlackMissing(FileNotFoundError):
    """The program is not on this machine; its text names the one line that brings it."""

    def __init__(self, looked_at: Path) -> None:
        super().__init__(f"local-slack is not at {looked_at}; bring it with: {INSTALL}")
        self.looked_at = looked_at


class LocalSlackFailed(RuntimeError):
    """The program ended instead of starting; ``output`` is what it said."""

    def __init__(self, output: str) -> None:
        super().__init__(f"local-slack did not start: {output.strip() or 'it said nothing'}")
        self.output = output


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace; ``id`` as Slack writes it (``U…``), ``name`` as others see it."""

    id: str
    name: str
    email: str


@dataclass(frozen=True)
class Channel:
    """A channel (``id`` as ``C…``); everybody and the bot are in it unless ``members`` says who."""

    id: str
    name: str
    is_private: bool = False
    members: tuple[str, ...] | None = None


def find_local_slack() -> Path:
    """Return the program: ``$FONDSDIALOG_LOCAL_SLACK``, else the checkout's. Raises `LocalSlackMissing`."""
    checkout = Path(__file__).parents[2]
    program = Path(os.environ.get(VARIABLE) or checkout / _IN_CHECKOUT)
    if not os.access(program, os.X_OK):
        raise LocalSlackMissing(program)
    return program


class SlackProcess:
    """One running local-slack with one workspace and one app, the bot ``U0BOT``.

    It can serve many event loops one after the other. It listens on every interface: it knows no less.
    """

    bot_id = "U0BOT"
    bot_token = "xoxb-local"  # noqa: S105 - the local Slack knows no secrets
    app_token = "xapp-local"  # noqa: S105 - the same

    def __init__(self, people: Sequence[Person], channels: Sequence[Channel], *, port: int = 0) -> None:
        self._config = self._workspace(people, channels)
        self._port = port
        self.url = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and return when it answers. Raises `LocalSlackMissing`, `LocalSlackFailed`."""
        program = find_local_slack()
        port = self._port or free_port()
        self._home = Path(tempfile.mkdtemp(prefix="local-slack-"))
        (self._home / "config.json").write_text(json.dumps(self._config), encoding="utf-8")
        place = ["--config", str(self._home / "config.json"), "--files-dir", str(self._home / "files")]
        # 127.0.0.1 is baked into the addresses it hands out
        address = ["--port", str(port), "--base-host", "127.0.0.1"]
        with self._said.open("wb") as output:
            # in a process group of its own, so that Ctrl-C lets the bot above it close first
            self._process = subprocess.Popen(  # noqa: S603 - the program found above, with our own values
                [program, *place, *address], stdout=output, stderr=subprocess.STDOUT, process_group=0
            )
        self.url = f"http://127.0.0.1:{port}"
        try:
            self._await_port(port)
        except BaseException:  # whoever is interrupted here has nobody who would stop it
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it and remove what it stored."""
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._home)

    @property
    def _said(self) -> Path:
        return self._home / "output.txt"

    def _await_port(self, port: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not is_listening(port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise LocalSlackFailed(self._said.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.01)

    def _workspace(self, people: Sequence[Person], channels: Sequence[Channel]) -> dict[str, Any]:
        everybody = (self.bot_id, *(person.id for person in people))
        return {
            "workspace": {"name": "Fondsdialog", "domain": "fondsdialog", "teamId": "T0LOCAL"},
            "app": {
                "appId": "A0LOCAL",
                "botUserId": self.bot_id,
                "botName": "fondsdialog",
                "botToken": self.bot_token,
                "appToken": self.app_token,
                "mode": "socket",
            },
            "users": [
                {**asdict(person), "real_name": person.name, "tz": "Europe/Copenhagen"} for person in people
            ],
            "channels": [
                {**asdict(channel), "members": everybody if channel.members is None else channel.members}
                for channel in channels
            ],
        }
