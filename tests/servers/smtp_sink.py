"""An SMTP server that keeps what it is sent and fails on demand. Runs in a thread of its own.

It can therefore serve a test that blocks, and a process beside it. It passes nothing on.
"""

import asyncio
import email
import email.policy
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.demo.ports import free_port
from tests.servers.certificate import Certificate

OK = "250 OK"
TRY_LATER = "451 4.3.0 try again later"
NO_SUCH_USER = "550 5.1.1 no such user"


@dataclass(frozen=True)
class Received:
    """One message as it came in, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)


class SmtpSink:
    """An SMTP server on a port of its own.

    With a ``certificate`` it offers STARTTLS; with ``login`` (name and password) it wants AUTH, over TLS only
    if it has a certificate. ``attempts`` counts the connections.
    """

    def __init__(
        self, *, certificate: Certificate | None = None, login: tuple[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.messages: list[Received] = []
        self.attempts = 0
        self.seconds_to_answer = 0.0
        self._login = login
        self._certificate = certificate
        self._answers: dict[str, deque[str]] = {}
        self._always: dict[str, str] = {}
        self._drops = 0
        self._keep_dropped = False
        self._news = threading.Condition()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; may be repeated after :meth:`stop`, on the same port."""
        settings: dict[str, Any] = {"server_hostname": "localhost"}
        if self._certificate:
            settings |= {"tls_context": self._certificate.server_context()}
        if self._login:
            settings |= {"authenticator": self._authenticate, "auth_required": True}
            settings |= {"auth_require_tls": self._certificate is not None}
        self._controller = Controller(self, "127.0.0.1", self.port, **settings)
        self._controller.start()

    def stop(self) -> None:
        """Hang up and listen no more; what came in is kept."""
        self._controller.stop()

    # What goes wrong

    def answer(self, recipient: str, *answers: str) -> None:
        """Answer the next RCPT TO of ``recipient`` with each of ``answers``, then accept again."""
        self._answers.setdefault(recipient, deque()).extend(answers)

    def always(self, recipient: str, answer: str) -> None:
        """Answer every RCPT TO of ``recipient`` so."""
        self._always[recipient] = answer

    def drop(self, times: int = 1, *, keep: bool = False) -> None:
        """Cut the connection instead of answering the next messages; with ``keep`` they were received."""
        self._drops, self._keep_dropped = times, keep

    # What came in

    def wait(self, predicate: Callable[[Received], object], within: float = 10.0) -> Received:
        """Return the first message that ``predicate`` is true of; raises `TimeoutError`."""
        with self._news:
            if self._news.wait_for(lambda: any(map(predicate, self.messages)), within):
                return next(filter(predicate, self.messages))
        raise TimeoutError(f"no such message within {within} s, {len(self.messages)} others")

    async def received(self, predicate: Callable[[Received], object], within: float = 10.0) -> Received:
        """Do as :meth:`wait` does, without blocking the event loop."""
        return await asyncio.to_thread(self.wait, predicate, within)

    # What aiosmtpd calls

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Note the connection; offer PIPELINING, as servers do."""
        session.host_name = hostname
        self.attempts += 1
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer as it was planned."""
        await asyncio.sleep(self.seconds_to_answer)
        planned = self._answers.get(address)
        answer = planned.popleft() if planned else self._always.get(address, OK)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Keep the message, or drop the connection."""
        dropped = self._drops > 0
        if not dropped or self._keep_dropped:
            self._keep(envelope)
        if dropped:
            self._drops -= 1
            _hang_up(server)
        return OK

    def _keep(self, envelope: Envelope) -> None:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd gives the null sender with its brackets
        with self._news:
            self.messages.append(Received(sender, tuple(envelope.rcpt_tos), raw))
            self._news.notify_all()

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        success = isinstance(given, LoginPassword) and self._login == (
            given.login.decode(),
            given.password.decode(),
        )
        # handled must be False, or a refused client never gets an answer
        return AuthResult(success=success, handled=False)


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
