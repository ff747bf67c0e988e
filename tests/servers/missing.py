"""What a machine may lack to run the servers. A test is then left out, visibly; in CI it fails."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from bot.demo.slack_process import LocalSlackMissing

T = TypeVar("T")

DOVECOT = "apt-get install --no-install-recommends dovecot-imapd dovecot-lmtpd"
CHROMIUM = "apt-get install --no-install-recommends chromium fonts-noto-color-emoji"
POSTGRES = "apt-get install --no-install-recommends postgresql"
POSTFIX = "apt-get install --no-install-recommends postfix"
OPENSSL = "apt-get install --no-install-recommends openssl"


class ProgramMissing(FileNotFoundError):
    """A server's program is not here; ``line`` is the one line that brings it."""

    def __init__(self, program: str, line: str) -> None:
        super().__init__(f"{program} is missing; bring it with: {line}")
        self.program = program
        self.line = line


def find_program(*names: str, line: str, extra_path: str = "/usr/sbin:/usr/local/sbin") -> Path:
    """Return the first of ``names`` on the path (daemons' folders included). Raises `ProgramMissing`."""
    path = f"{os.environ.get('PATH', os.defpath)}:{extra_path}"
    found = (shutil.which(name, path=path) for name in names)
    program = next((each for each in found if each), None)
    if program is None:
        raise ProgramMissing(names[0], line)
    return Path(program)


def present(make: Callable[[], T], environ: Mapping[str, str] = os.environ) -> T:
    """Make a server, or leave the test out because its program is missing.

    With ``CI=true`` the test fails instead: there a test left out would prove nothing.
    """
    try:
        return make()
    except (ProgramMissing, LocalSlackMissing) as missing:
        if environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
