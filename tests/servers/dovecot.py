"""A private Dovecot: IMAP as ministries run it, with LMTP to deliver by. Runs as root and as anybody.

Mailboxes are looked into over IMAP, as a mail program would.
"""

import grp
import os
import pwd
import re
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from imapclient import IMAPClient

from bot.demo.ports import free_port
from tests.servers.certificate import Certificate
from tests.servers.missing import DOVECOT, find_program

DOMAIN = "ministerium.example"
PASSWORD = "pw"
DANISH_PASSWORD = "blåbær1234"
"""Everybody's other password."""
_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
# without this an unprivileged instance waits 5 seconds here and there
stats_writer_socket_path =
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{home}/mail/%u
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
recipient_delimiter = +
# everybody in our domain has a mailbox; a file of users would be read again once a second only
passdb {{
  driver = static
  args = password={password}
  username_filter = *@{domain}
}}
passdb {{
  driver = static
  args = password={danish_password}
  username_filter = *@{domain}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={home}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
  {chroot}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service anvil {{
  {chroot}
}}
service stats {{
  {chroot}
}}
"""
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Mailbox:
    """One user of a Dovecot; the user name is the address."""

    server: "Dovecot"
    address: str
    password: str = PASSWORD

    def deliver(self, raw: bytes, sender: str = "afsender@fond.example", to: str | None = None) -> None:
        """Let a message arrive; ``to`` may be a plus-address, an empty ``sender`` is the null sender."""
        self.server.deliver(raw, to or self.address, sender)

    @contextmanager
    def open(self) -> Iterator[IMAPClient]:
        """Look into it with a client of its own."""
        with IMAPClient("127.0.0.1", self.server.imap_port, ssl=False, timeout=10) as client:
            client.login(self.address, self.password)
            yield client

    def folders(self) -> list[str]:
        """The folders' names."""
        with self.open() as client:
            return sorted(name for _, _, name in client.list_folders())

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """The messages in a folder, whole, in the order of their UIDs; none where there is no folder."""
        with self.open() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            # one that is moved away in this moment has nothing to give
            found = [client.fetch(uid, ["BODY.PEEK[]"]).get(uid) for uid in uids]
            return [each[b"BODY[]"] for each in found if each]

    def kick(self) -> None:
        """Throw out whoever is connected, as a server does that is restarted."""
        self.server.kick(self.address)

    def numbered_since(self, folder: str = "INBOX") -> int:
        """A folder's UIDVALIDITY."""
        with self.open() as client:
            return int(client.select_folder(folder, readonly=True)[b"UIDVALIDITY"])

    def renumber(self, folder: str = "INBOX", validity: int | None = None) -> None:
        """Give a folder a new UIDVALIDITY and its messages new UIDs, as a restored backup does."""
        self.kick()
        self.server.renumber(self.address, folder, validity)


class Dovecot:
    """A running Dovecot with users of its own; start and stop may be repeated, on the same ports."""

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.imap_port, self.lmtp_port = free_port(), free_port()
        self._certificate = certificate
        self._program = find_program("dovecot", line=DOVECOT)
        # the path must be short: a unix socket's has room for 108 characters
        self._home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self._write_files()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def start(self) -> None:
        """Start it and return when it answers."""
        self._process = subprocess.Popen([self._program, "-F", "-c", self._config_file])
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError((self._home / "dovecot.log").read_text(encoding="utf-8"))
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it; its mail stays. Everybody connected is told so."""
        self._process.terminate()
        self._process.wait()

    def mailbox(self, address: str) -> Mailbox:
        """Return somebody's mailbox, empty at first; the address has to be in :data:`DOMAIN`."""
        return Mailbox(self, address)

    def deliver(self, raw: bytes, to: str, sender: str) -> None:
        """Deliver over LMTP; raises `smtplib.SMTPRecipientsRefused` for an unknown user."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as client:
            client.sendmail(sender, to, raw)

    def kick(self, address: str) -> None:
        """End a user's connections."""
        doveadm = find_program("doveadm", line=DOVECOT)
        command: list[str | Path] = [doveadm, "-c", self._config_file, "kick", address]
        subprocess.run(command, check=False, capture_output=True)  # it fails when nobody is connected

    def renumber(self, address: str, folder: str, new: int | None = None) -> None:
        """Forget a folder's numbering and take up a new one, with a higher UIDVALIDITY or the one given."""
        maildir = self._home / "mail" / address
        maildir = maildir if folder == "INBOX" else maildir / f".{folder}"
        for index in maildir.glob("dovecot.index*"):
            index.unlink()
        uidlist = maildir / "dovecot-uidlist"
        header = uidlist.read_text(encoding="utf-8").splitlines()[0]
        validity = re.search(r"V(\d+)", header)
        if validity is None:
            raise ValueError(header)
        header = header.replace(validity[0], f"V{new or int(validity[1]) + 1}")
        uidlist.write_text(re.sub(r"N\d+", "N1", header) + "\n", encoding="utf-8")

    @property
    def _config_file(self) -> Path:
        return self._home / "dovecot.conf"

    def _answers(self) -> bool:
        try:
            with IMAPClient("127.0.0.1", self.imap_port, ssl=False, timeout=5) as client:
                return bool(client.welcome)
        except OSError:
            return False

    def _write_files(self) -> None:
        for folder in ("mail", "run", "state"):
            (self._home / folder).mkdir()
        self._home.chmod(0o755)
        owners = _owners()
        shutil.chown(self._home / "mail", owners["mail_user"], owners["mail_group"])
        ports = {"imap_port": self.imap_port, "lmtp_port": self.lmtp_port}
        users = {"password": PASSWORD, "danish_password": DANISH_PASSWORD, "domain": DOMAIN}
        config = _CONFIG.format(home=self._home, tls=self._tls(), **users, **ports, **owners)
        self._config_file.write_text(config, encoding="utf-8")

    def _tls(self) -> str:
        if self._certificate is None:
            return "ssl = no"
        made = self._certificate
        return f"ssl = yes\nssl_cert = <{made.certificate}\nssl_key = <{made.key}"


def _owners() -> dict[str, str]:
    if os.geteuid() == 0:
        return {
            "mail_user": "mail",
            "mail_group": "mail",
            "internal_user": "dovecot",
            "internal_group": "dovecot",
            "login_user": "dovenull",
            "chroot": "",
        }
    user, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return {
        "mail_user": user,
        "mail_group": group,
        "internal_user": user,
        "internal_group": group,
        "login_user": user,
        "chroot": "chroot =",
    }
