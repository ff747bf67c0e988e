"""The way out: a few connections to the mail server, kept open, and its answers told apart."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from bot.delivery import DeliveryFailed, Full, PermanentFailure, TemporaryFailure, Unreachable
from bot.settings import Smtp

PART = "smtp"
"""What ``status`` calls the mail server that we send by."""
TIMEOUT = 60  # seconds for one command
IDLE = 20.0  # seconds; many servers hang up on an idle client after 30
PERMANENT = 500


class SmtpPool:
    """Up to ``smtp.connections`` connections, opened when needed and used again."""

    def __init__(self, settings: Smtp) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.connections)
        self._idle: deque[tuple[aiosmtplib.SMTP, float]] = deque()
        self._sent: deque[float] = deque()

    async def send(self, message: EmailMessage, sender: str, recipients: Sequence[str]) -> dict[str, str]:
        """Send one letter; returns the recipients refused while others took it, with the server's reason.

        Raises :class:`TemporaryFailure`, :class:`PermanentFailure` or :class:`Unreachable`. Timing out after
        the letter's text went out is a temporary failure: it is sent again under the same Message-ID.
        """
        self._keep_to_rate()
        async with self._places, self._connection() as connection:
            try:
                refused, _ = await connection.send_message(
                    message, sender=sender, recipients=list(recipients)
                )
            except SMTPRecipientsRefused as refusal:
                codes = [each.code for each in refusal.recipients]
                reason = "; ".join(f"{each.code} {each.message}" for each in refusal.recipients)
                raise _failure(min(codes), reason) from refusal
            except SMTPResponseException as refusal:
                raise _failure(refusal.code, f"{refusal.code} {refusal.message}") from refusal
        return {address: f"{answer.code} {answer.message}" for address, answer in refused.items()}

    async def check(self) -> None:
        """Connect and say hello; raises :class:`Unreachable` with what is wrong."""
        async with self._places, self._connection() as connection:
            await connection.noop()

    async def close(self) -> None:
        """Say goodbye on every connection."""
        while self._idle:
            connection, _ = self._idle.pop()
            with suppress(SMTPException, OSError, TimeoutError):
                await connection.quit()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        on_its_way = False
        try:
            connection = self._kept() or await self._connect()
            try:
                on_its_way = True
                yield connection
            except DeliveryFailed:
                self._keep(connection)  # the server refused the letter, not the conversation
                raise
            except BaseException:
                connection.close()
                raise
        except SMTPAuthenticationError as error:
            raise Unreachable(PART, f"the mail server refuses the login ({error.code})") from error
        except (SMTPServerDisconnected, TimeoutError, OSError, SMTPException) as error:
            reason = f"the mail server can't be reached ({type(error).__name__})"
            raise Unreachable(PART, reason, may_have_left=on_its_way) from error
        self._keep(connection)

    def _keep(self, connection: aiosmtplib.SMTP) -> None:
        self._idle.append((connection, time.monotonic()))

    def _kept(self) -> aiosmtplib.SMTP | None:
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_connected and time.monotonic() - since < IDLE:
                return connection
            connection.close()
        return None

    async def _connect(self) -> aiosmtplib.SMTP:
        at = self._settings
        connection = aiosmtplib.SMTP(
            hostname=at.host,
            port=at.port,
            use_tls=at.security == "tls",
            start_tls=at.security == "starttls",
            timeout=TIMEOUT,
        )
        await connection.connect()
        if at.username and at.password:
            await connection.login(at.username, at.password.get_secret_value())
        return connection

    def _keep_to_rate(self) -> None:
        """Take one of the minute's places; raises :class:`Full` while all are taken."""
        if not self._settings.per_minute:
            return
        now = time.monotonic()
        while self._sent and now - self._sent[0] > 60:  # noqa: PLR2004 - a minute
            self._sent.popleft()
        if len(self._sent) >= self._settings.per_minute:
            raise Full(PART, "the limit a minute is reached", 60 - (now - self._sent[0]))
        self._sent.append(now)


def _failure(code: int, reason: str) -> Exception:
    return PermanentFailure(reason) if code >= PERMANENT else TemporaryFailure(reason)
