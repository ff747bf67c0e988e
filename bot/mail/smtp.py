"""The way out: a few connections to the mail server, kept open, and its answers told apart."""

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import aiosmtplib
from aiosmtplib.email import quote_address
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException

from bot.mail import wire
from bot.mail.conversation import CLOSING, UNHEARD, Answer, Conversation, Nonsense, in_whole_lines
from bot.outbox.delivery import (
    NotOurs,
    PermanentFailure,
    TemporaryFailure,
    Unreachable,
    recorded,
    require_ours,
)
from bot.settings import Smtp

PART = "smtp"
"""What ``status`` calls the mail server that we send by."""
TIMEOUT = 60.0  # seconds for one command
TAKING = 600.0
"""Seconds for the server to say that it has a letter: it may keep what we gave up (RFC 5321, 4.5.3.2.6)."""
IDLE = 20.0  # seconds; many servers hang up on an idle client after 30
_PLAIN = re.compile(r"[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+")
PERMANENT = 500
TOO_LARGE = 552  # RFC 1870, 6.1
_DATA = b"DATA"


class SmtpPool:
    """Up to ``smtp.connections`` connections, opened when needed and used again."""

    def __init__(self, settings: Smtp) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.connections)
        self._idle: deque[tuple[Conversation, float]] = deque()

    async def send(self, letter: bytes, sender: str, recipients: Sequence[str]) -> dict[str, str]:
        """Send one letter as soon as there is a connection for it; see :meth:`Place.send`."""
        async with self.place() as place:
            return await place.send(letter, sender, recipients)

    @asynccontextmanager
    async def place(self) -> AsyncIterator["Place"]:
        """Wait for a connection to be free; what may have changed meanwhile is asked with it in hand."""
        async with self._places:
            await recorded.get()()
            yield Place(self)

    async def check(self) -> None:
        """Connect and say hello; raises :class:`Unreachable` with what is wrong."""
        async with self._places:
            connection, _ = await self.connection()
            await connection.ask(b"NOOP", seconds=TIMEOUT)
            if connection.lost:
                raise _unreachable(connection.lost)
            self.keep(connection)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.ask(b"QUIT", seconds=TIMEOUT)
            connection.hang_up()

    async def connection(self) -> tuple[Conversation, bool]:
        """Return a connection, and whether it was used before; raises :class:`Unreachable`."""
        if kept := self._kept():
            return kept, True
        try:
            return await self._connect(), False
        except SMTPAuthenticationError as error:
            raise Unreachable(PART, f"the mail server refuses the login ({error.code})") from error
        except (SMTPException, OSError) as error:  # a timeout is an OSError
            raise _unreachable(error) from error

    def keep(self, connection: Conversation) -> None:
        """Take a connection back, to be used again."""
        self._idle.append((connection, time.monotonic()))

    def _kept(self) -> Conversation | None:
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_open and time.monotonic() - since < IDLE:
                return connection
            connection.hang_up()
        return None

    async def _connect(self) -> Conversation:
        at = self._settings
        client = aiosmtplib.SMTP(
            hostname=at.host,
            port=at.port,
            use_tls=at.security == "tls",
            start_tls=at.security == "starttls",
            timeout=TIMEOUT,
        )
        try:
            await client.connect()
            if at.username and at.password:
                await client.login(at.username, at.password.get_secret_value())
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            return Conversation(cast("asyncio.Transport", client.transport), client.esmtp_extensions)
        except BaseException:
            _abort(client.transport)
            client.close()
            raise


class _Farewell(TemporaryFailure):
    """The server says goodbye instead of hearing of a letter."""


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
        try:
            require_ours()
        except NotOurs:
            self._pool.keep(connection)
            raise
        try:
            return await self._send(connection, letter, sender, recipients)
        except (Unreachable, _Farewell) as lost:
            if not used_before or (isinstance(lost, Unreachable) and lost.may_have_left):
                raise
        # the server had hung up on a connection that was idle, or says that it has taken enough by it (some
        # do after so many letters): of this letter it has heard nothing yet
        connection, _ = await self._pool.connection()
        return await self._send(connection, letter, sender, recipients)

    async def _send(
        self, connection: Conversation, letter: bytes, sender: str, recipients: Sequence[str]
    ) -> dict[str, str]:
        try:
            refused = await _handed_over(connection, letter, sender, recipients)
        except (TemporaryFailure, PermanentFailure) as failure:
            # the server refused the letter, not the conversation
            await self._begin_anew(connection, failure)
            raise
        except BaseException:
            connection.hang_up()
            raise
        self._pool.keep(connection)
        return refused

    async def _begin_anew(self, connection: Conversation, failure: Exception) -> None:
        goes_on = not isinstance(failure, Unreachable)
        if goes_on and (await connection.ask(b"RSET", seconds=TIMEOUT))[0].is_yes:
            self._pool.keep(connection)
        else:
            connection.hang_up()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _handed_over(
    connection: Conversation, letter: bytes, sender: str, recipients: Sequence[str]
) -> dict[str, str]:
    """Hand a letter over; returns the recipients refused while others took it, with the server's reason."""
    options, letter = _as_taken(connection, in_whole_lines(letter), [sender, *recipients])
    mail, *each, data = await _announced(connection, _envelope(sender, options, recipients))
    if not mail.is_yes:
        if data.is_go_on:
            connection.hang_up()  # whoever it would be from
        raise _failure(connection, mail, of_sender=True)
    refused = {to: answer for to, answer in zip(recipients, each, strict=True) if not answer.is_yes}
    if UNHEARD in refused.values():
        raise _failure(connection, UNHEARD)
    reasons = {to: str(answer) for to, answer in refused.items()}
    if len(refused) == len(recipients):
        if data.is_go_on:
            await connection.give(b"", seconds=TIMEOUT)  # to nobody (RFC 2920, 3.1)
        for_good = min(answer.code for answer in refused.values()) >= PERMANENT
        codes = "; ".join(answer.codes for answer in refused.values())
        raise (PermanentFailure if for_good else TemporaryFailure)("; ".join(reasons.values()), logged=codes)
    if not data.is_go_on:
        raise _failure(connection, data)
    require_ours()  # the server may have thought about it for minutes
    taken = await connection.give(letter, seconds=TAKING)
    if not taken.is_yes:
        raise _failure(connection, taken, may_have_left=True)
    return reasons


async def _announced(connection: Conversation, commands: Sequence[bytes]) -> list[Answer]:
    """Say whom a letter is from and for, and that its text follows; returns the answer to each.

    All at once where the server has that (RFC 2920). Else one after the other, as far as it makes sense: what
    was not asked is unheard.
    """
    if "pipelining" in connection.extensions:
        return await connection.ask(*commands, seconds=TIMEOUT)
    answers: list[Answer] = []
    for command in commands:
        if answers and not answers[0].is_yes:
            break
        if command is _DATA and not any(answer.is_yes for answer in answers[1:]):
            break
        answers += await connection.ask(command, seconds=TIMEOUT)
    return answers + [UNHEARD] * (len(commands) - len(answers))


def _envelope(sender: str, options: Sequence[str], recipients: Sequence[str]) -> list[bytes]:
    try:
        mail = b" ".join((b"MAIL FROM:" + _path(sender), *(option.encode() for option in options)))
        return [mail, *(b"RCPT TO:" + _path(each) for each in recipients), _DATA]
    except ValueError as bad_address:
        raise PermanentFailure("an address that no mail server takes") from bad_address


def _path(address: str) -> bytes:
    """Write an address as commands name it; one that would end the command early is a :class:`ValueError`."""
    # the library reads each as a header would have it, which takes as long as saying the command
    return (f"<{address}>" if _PLAIN.fullmatch(address) else quote_address(address)).encode()


def _as_taken(connection: Conversation, letter: bytes, addresses: Sequence[str]) -> tuple[list[str], bytes]:
    """Return what MAIL has to say beside the sender, and the letter as this server takes it."""
    options = []
    if not "".join(addresses).isascii():
        if "smtputf8" not in connection.extensions:
            raise PermanentFailure("the mail server takes addresses in plain ASCII only")
        options.append("SMTPUTF8")
    if not letter.isascii():
        if "8bitmime" in connection.extensions:
            options.append("BODY=8BITMIME")
        else:
            letter = wire.in_seven_bits(letter)
    if "size" in connection.extensions:
        options.append(f"SIZE={len(letter)}")
    return options, letter


def _failure(
    connection: Conversation, answer: Answer, *, of_sender: bool = False, may_have_left: bool = False
) -> Exception:
    if connection.lost and answer is UNHEARD:
        return _unreachable(connection.lost, may_have_left=may_have_left)
    if not answer.is_no:  # what it means nobody knows: what was sent may have arrived
        return _unreachable(Nonsense(), may_have_left=may_have_left)
    if of_sender and answer.code == CLOSING:
        return _Farewell(str(answer), logged=answer.codes)
    if of_sender and answer.code >= PERMANENT and answer.code != TOO_LARGE:
        return Unreachable(PART, f"the mail server takes nothing from us ({answer.code})")
    failure = PermanentFailure if answer.code >= PERMANENT else TemporaryFailure
    return failure(str(answer), logged=answer.codes)


def _unreachable(error: Exception, *, may_have_left: bool = False) -> Unreachable:
    if isinstance(error, Nonsense):
        reason = "the mail server answers nonsense"
    else:
        reason = f"the mail server can't be reached ({type(error).__name__})"
    return Unreachable(PART, reason, may_have_left=may_have_left)
