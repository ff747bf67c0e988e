"""The way out: a few connections to the mail server, kept open, and its answers told apart."""

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import aiosmtplib
from aiosmtplib.email import quote_address
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from aiosmtplib.typing import SMTPStatus

from bot.mail import wire
from bot.outbox.delivery import NotOurs, PermanentFailure, TemporaryFailure, Unreachable, still_ours
from bot.settings import Smtp

PART = "smtp"
"""What ``status`` calls the mail server that we send by."""
TIMEOUT = 60.0  # seconds for one command
TAKING = 600.0
"""Seconds for the server to say that it has a letter: it may keep what we gave up (RFC 5321, 4.5.3.2.6)."""
IDLE = 20.0  # seconds; many servers hang up on an idle client after 30
_PLAIN = re.compile(r"[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+")
TEMPORARY, PERMANENT = 400, 500
TOO_LARGE = 552  # RFC 1870, 6.1


class SmtpPool:
    """Up to ``smtp.connections`` connections, opened when needed and used again."""

    def __init__(self, settings: Smtp) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.connections)
        self._idle: deque[tuple[aiosmtplib.SMTP, float]] = deque()

    async def send(self, letter: bytes, sender: str, recipients: Sequence[str]) -> dict[str, str]:
        """Send one letter as soon as there is a connection for it; see :meth:`Place.send`."""
        async with self.place() as place:
            return await place.send(letter, sender, recipients)

    @asynccontextmanager
    async def place(self) -> AsyncIterator["Place"]:
        """Wait for a connection to be free; what may have changed meanwhile is asked with it in hand."""
        async with self._places:
            yield Place(self)

    async def check(self) -> None:
        """Connect and say hello; raises :class:`Unreachable` with what is wrong."""
        async with self._places:
            connection, _ = await self.connection()
            try:
                await connection.noop()
            except (SMTPException, OSError) as error:
                _hang_up(connection)
                raise _unreachable(error) from error
            self.keep(connection)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        while self._idle:
            connection, _ = self._idle.pop()
            transport = connection.transport
            with suppress(SMTPException, OSError, TimeoutError):
                await connection.quit()
            _abort(transport)

    async def connection(self) -> tuple[aiosmtplib.SMTP, bool]:
        """Return a connection, and whether it was used before; raises :class:`Unreachable`."""
        if kept := self._kept():
            return kept, True
        try:
            return await self._connect(), False
        except SMTPAuthenticationError as error:
            raise Unreachable(PART, f"the mail server refuses the login ({error.code})") from error
        except (SMTPException, OSError) as error:  # a timeout is an OSError
            raise _unreachable(error) from error

    def keep(self, connection: aiosmtplib.SMTP) -> None:
        """Take a connection back, to be used again."""
        self._idle.append((connection, time.monotonic()))

    def _kept(self) -> aiosmtplib.SMTP | None:
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_connected and time.monotonic() - since < IDLE:
                return connection
            _hang_up(connection)
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
        try:
            await connection.connect()
            if at.username and at.password:
                await connection.login(at.username, at.password.get_secret_value())
            if not connection.is_ehlo_or_helo_needed:
                return connection
            await connection.ehlo()
        except BaseException:
            _hang_up(connection)
            raise
        return connection


class Place:
    """One of the pool's connections, held while a letter leaves by it."""

    def __init__(self, pool: SmtpPool) -> None:
        self._pool = pool

    async def send(self, letter: bytes, sender: str, recipients: Sequence[str]) -> dict[str, str]:
        """Send one letter; returns the recipients refused while others took it, with the server's reason.

        Raises :class:`TemporaryFailure`, :class:`PermanentFailure` or :class:`Unreachable`. Where the server
        is not heard of after the letter's text went out, it is sent again under the same Message-ID.
        """
        connection, used_before = await self._pool.connection()
        if not still_ours.get()():
            self._pool.keep(connection)
            raise NotOurs("the process was cut off from the database")
        try:
            return await self._send(connection, letter, sender, recipients)
        except Unreachable as lost:
            if not used_before or lost.may_have_left:
                raise
        # the server had hung up on a connection that was idle: nothing was said on it yet
        connection, _ = await self._pool.connection()
        return await self._send(connection, letter, sender, recipients)

    async def _send(
        self, connection: aiosmtplib.SMTP, letter: bytes, sender: str, recipients: Sequence[str]
    ) -> dict[str, str]:
        try:
            refused = await _conversation(connection, letter, sender, recipients)
        except (TemporaryFailure, PermanentFailure) as failure:
            # the server refused the letter, not the conversation
            await self._begin_anew(connection, failure)
            raise
        except BaseException:
            _hang_up(connection)
            raise
        self._pool.keep(connection)
        return refused

    async def _begin_anew(self, connection: aiosmtplib.SMTP, failure: Exception) -> None:
        if isinstance(failure, Unreachable):
            _hang_up(connection)
            return
        try:
            await connection.rset()
        except (SMTPException, OSError):
            _hang_up(connection)
        else:
            self._pool.keep(connection)


def _hang_up(connection: aiosmtplib.SMTP) -> None:
    """End a connection at once: what is still to be sent is not."""
    _abort(connection.transport)
    connection.close()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    # merely closed, a transport over TLS lives on until the server answers its farewell, the loop perhaps not
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _conversation(
    connection: aiosmtplib.SMTP, letter: bytes, sender: str, recipients: Sequence[str]
) -> dict[str, str]:
    refused: dict[str, SMTPResponseException] = {}
    on_its_way = False
    try:
        options, letter = _as_taken(connection, letter, [sender, *recipients])
        await _mail(connection, sender, options)
        for each in recipients:
            try:
                await _rcpt(connection, each)
            except SMTPResponseException as refusal:
                refused[each] = refusal
        if len(refused) < len(recipients):
            on_its_way = True
            await connection.data(letter, timeout=TAKING)
    except SMTPResponseException as refusal:
        raise _failure(refusal, on_its_way=on_its_way) from refusal
    except ValueError as bad_address:
        raise PermanentFailure("an address that no mail server takes") from bad_address
    except (SMTPException, OSError) as error:
        raise _unreachable(error, may_have_left=on_its_way) from error
    reasons = {address: f"{answer.code} {answer.message}" for address, answer in refused.items()}
    if len(refused) == len(recipients):
        for_good = min(each.code for each in refused.values()) >= PERMANENT
        raise (PermanentFailure if for_good else TemporaryFailure)("; ".join(reasons.values()))
    return reasons


async def _mail(connection: aiosmtplib.SMTP, sender: str, options: Sequence[str]) -> None:
    said = [b"FROM:" + _path(sender), *(option.encode() for option in options)]
    answer = await connection.execute_command(b"MAIL", *said)
    if answer.code != SMTPStatus.completed:
        raise SMTPSenderRefused(answer.code, answer.message, sender)


async def _rcpt(connection: aiosmtplib.SMTP, recipient: str) -> None:
    answer = await connection.execute_command(b"RCPT", b"TO:" + _path(recipient))
    if answer.code not in (SMTPStatus.completed, SMTPStatus.will_forward):
        raise SMTPRecipientRefused(answer.code, answer.message, recipient)


def _path(address: str) -> bytes:
    """Write an address as commands name it; one that would end the command early is a :class:`ValueError`."""
    # the library reads each as a header would have it, which takes as long as saying the command
    return (f"<{address}>" if _PLAIN.fullmatch(address) else quote_address(address)).encode()


def _as_taken(
    connection: aiosmtplib.SMTP, letter: bytes, addresses: Sequence[str]
) -> tuple[list[str], bytes]:
    """Return what MAIL has to say beside the sender, and the letter as this server takes it."""
    options = []
    if not "".join(addresses).isascii():
        if not connection.supports_extension("smtputf8"):
            raise PermanentFailure("the mail server takes addresses in plain ASCII only")
        options.append("SMTPUTF8")
    if not letter.isascii():
        if connection.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        else:
            letter = wire.in_seven_bits(letter)
    if connection.supports_extension("size"):
        options.append(f"SIZE={len(letter)}")
    return options, letter


def _failure(refusal: SMTPResponseException, *, on_its_way: bool = False) -> Exception:
    reason = f"{refusal.code} {refusal.message}"
    if refusal.code < TEMPORARY:  # no answer that means anything: what was sent may have arrived
        return Unreachable(PART, "the mail server answers nonsense", may_have_left=on_its_way)
    if isinstance(refusal, SMTPSenderRefused) and refusal.code >= PERMANENT and refusal.code != TOO_LARGE:
        return Unreachable(PART, f"the mail server takes nothing from us ({refusal.code})")
    return PermanentFailure(reason) if refusal.code >= PERMANENT else TemporaryFailure(reason)


def _unreachable(error: Exception, *, may_have_left: bool = False) -> Unreachable:
    return Unreachable(
        PART, f"the mail server can't be reached ({type(error).__name__})", may_have_left=may_have_left
    )
