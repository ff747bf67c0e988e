"""The demo's world of mail, in this process: an SMTP server for everybody, and an IMAP mailbox for us.

What is sent to our address lands in the mailbox; what we send to others is kept here to be looked at. Who
writes what is not decided here.
"""

import asyncio
import email
import email.policy
from argparse import Namespace
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

import aiosmtplib
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Letter:
    """A message that left us, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class MailWorld:
    """Both servers, on free loopback ports, for one event loop.

    ``letters`` is what we sent to others so far. ``now`` is the clock that received mail is stamped by.

        async with MailWorld("fonde@ministerium.example") as mail:
            await mail.send(raw, sender="a@fond.example", to="fonde@ministerium.example")
            letter = await mail.outgoing(lambda letter: "a@fond.example" in letter.recipients)
    """

    def __init__(
        self,
        own_address: str,
        *,
        password: str = "demo",  # noqa: S107 - the demo's mailbox is nobody's
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.username = own_address
        self.password = password
        self.letters: list[Letter] = []
        self._now = now
        self._news = asyncio.Condition()
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self._start_imap(stack)
            await self._start_smtp(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def send(self, raw: bytes, *, sender: str, to: str) -> None:
        """Send a message by SMTP, as a foundation's server does; an empty ``sender`` is the null sender."""
        client = aiosmtplib.SMTP(
            hostname=HOST, port=self.smtp_port, start_tls=False, local_hostname="fond.example"
        )
        async with client:
            await client.sendmail(sender, [to], raw)

    async def deliver(self, raw: bytes) -> None:
        """Put a message into our inbox as it is."""
        async with self._login.demo_user_identity.new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
            await inbox.append(AppendMessage(raw, self._now()), recent=True)

    async def outgoing(self, predicate: Callable[[Letter], object], within: float = 10.0) -> Letter:
        """Return the first letter that ``predicate`` is true of; raises `TimeoutError`."""
        async with asyncio.timeout(within), self._news:
            while not (found := [letter for letter in self.letters if predicate(letter)]):
                await self._news.wait()
        return found[0]

    # IMAP

    async def _start_imap(self, stack: AsyncExitStack) -> None:
        config = _mailbox_config(self.username, self.password)
        self._login = DictBackend(Login(config), config).login
        user = UserMetadata(config, self.username, password=self.password)
        await self._login.demo_user_identity.set(user)
        self._imap = IMAPServer(self._login, config)
        server = await asyncio.start_server(self._accept, HOST, 0)
        self.imap_port: int = server.sockets[0].getsockname()[1]
        stack.push_async_callback(self._hang_up)
        stack.callback(server.close)

    def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        serving = self._imap(reader, writer, SocketInfo.get(writer, None))
        connection = asyncio.create_task(serving)
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _hang_up(self) -> None:
        # an idling client would otherwise keep the server open for ever
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    # SMTP

    async def _start_smtp(self, stack: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._smtp, HOST, 0)
        self.smtp_port: int = server.sockets[0].getsockname()[1]
        stack.callback(server.close)

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.example",
            loop=asyncio.get_running_loop(),
            authenticator=self._authenticate,
            auth_require_tls=False,
        )

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message in: a copy to our mailbox, one among the letters, as its recipients are."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        sender, recipients = (envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos)
        others = tuple(address for address in recipients if not self._is_ours(address))
        for address in recipients:
            if address not in others:
                await self.deliver(self._trace(sender, address) + raw)
        if others:
            await self._keep(Letter(sender, others, raw))
        return "250 OK"

    async def _keep(self, letter: Letter) -> None:
        self.letters.append(letter)
        async with self._news:
            self._news.notify_all()

    def _is_ours(self, address: str) -> bool:
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" == self.username.lower()

    def _trace(self, sender: str, recipient: str) -> bytes:
        """Return what a mail server writes above a message it delivers (RFC 5321, section 4.4)."""
        received = f"from [{HOST}] by mail.example; {format_datetime(self._now())}"
        lines = (f"Return-Path: <{sender}>", f"Delivered-To: {recipient}", f"Received: {received}")
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        ours = LoginPassword(self.username.encode(), self.password.encode())
        # handled must be False, or a refused client never gets an answer
        return AuthResult(success=given == ours, handled=False)


class _MailboxConfig(Config):
    @property
    def greeting(self) -> bytes:
        # pymap's own asks the name servers for this machine's name, at each connection
        return b"Server ready"


def _mailbox_config(username: str, password: str) -> Config:
    return _MailboxConfig(
        Namespace(proxy_protocol=None),
        demo_data=False,
        demo_user=username,
        demo_password=password,
        host=HOST,
        port=0,
        tls_enabled=False,
        # a hash as strong as pymap's own would stop the whole demo for 0.3 s at each login
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
