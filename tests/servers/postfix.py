"""A private Postfix that takes every letter, puts it on its disk as Postfix does, and passes none on.

Postfix starts as root only, and Debian's package displaces any other mail server: no test asks for it.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.demo.ports import free_port
from tests.servers.missing import POSTFIX, ProgramMissing, find_program

_MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
myhostname = mx.ministerium.example
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
default_transport = discard:
maillog_file = {home}/mail.log
maillog_file_prefixes = {home}
"""
_MASTER = """
{port}     inet  n  -  n  -     -  smtpd
cleanup    unix  n  -  n  -     0  cleanup
qmgr       unix  n  -  n  300   1  qmgr
rewrite    unix  -  -  n  -     -  trivial-rewrite
bounce     unix  -  -  n  -     0  bounce
defer      unix  -  -  n  -     0  bounce
trace      unix  -  -  n  -     0  bounce
flush      unix  n  -  n  1000? 0  flush
proxymap   unix  -  -  n  -     -  proxymap
error      unix  -  -  n  -     -  error
retry      unix  -  -  n  -     -  error
discard    unix  -  -  n  -     -  discard
anvil      unix  -  -  n  -     1  anvil
postlog    unix-dgram n - n -   1  postlogd
"""


class Postfix:
    """A running Postfix on a port of its own; raises :class:`ProgramMissing` where it can't be had."""

    def __init__(self) -> None:
        self.port = free_port()
        self._program = find_program("postfix", line=POSTFIX)
        if os.geteuid() != 0:
            raise ProgramMissing("postfix as root", "sudo")

    def __enter__(self) -> Self:
        self._home = Path(tempfile.mkdtemp(prefix="postfix-"))
        self._home.chmod(0o755)
        for folder in ("queue", "data", "config"):
            (self._home / folder).mkdir()
        shutil.chown(self._home / "data", "postfix")
        self._write("main.cf", _MAIN.format(home=self._home))
        self._write("master.cf", _MASTER.format(port=self.port))
        self._do("start")  # returns once it listens
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do("stop")
        shutil.rmtree(self._home)

    def _write(self, name: str, text: str) -> None:
        (self._home / "config" / name).write_text(text, encoding="utf-8")

    def _do(self, what: str) -> None:
        command = [self._program, "-c", self._home / "config", what]
        subprocess.run(command, check=True, capture_output=True)
