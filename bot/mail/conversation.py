"""A conversation with a mail server that has been greeted: commands go out, answers come in (RFC 5321, 4.2).

aiosmtplib connects, encrypts and logs in; from then on it would wait for each answer before it says the next
command. Several said at once (RFC 2920), and answers told apart that come together, are what this is for.
What an answer means for a letter is `bot.mail.smtp`'s.
"""

import asyncio
import re
from collections.abc import Collection
from typing import NamedTuple

from aiosmtplib.protocol import normalize_message_line_endings

LONGEST = 32_768
"""Bytes of the answers to what is said at once, their lines all together; no server has so much to say."""
CLOSING = 421
"""The server says goodbye (RFC 5321, 4.2.2)."""
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_LINE = re.compile(rb"([2-5][0-9]{2})([ -]?)(.*)", re.DOTALL)
_ENHANCED_CODE = re.compile(r"\A[245]\.[0-9]{1,3}\.[0-9]{1,3}(?!\S)")


class Nonsense(ConnectionError):
    """The server says what is no answer, or what nobody asked for."""


class Answer(NamedTuple):
    """What a server says to a command; :data:`UNHEARD` where it said nothing."""

    code: int
    text: str

    def __str__(self) -> str:
        """The answer as it came."""
        return f"{self.code} {self.text}"

    @property
    def codes(self) -> str:
        """What it says without the server's own words (RFC 3463)."""
        return " ".join((str(self.code), *_ENHANCED_CODE.findall(self.text)))

    @property
    def is_yes(self) -> bool:
        """Whether the command was done."""
        return 200 <= self.code < 300  # noqa: PLR2004 - RFC 5321, 4.2.1

    @property
    def is_no(self) -> bool:
        """Whether it was not, for now or for good."""
        return self.code >= 400  # noqa: PLR2004 - the same

    @property
    def is_go_on(self) -> bool:
        """Whether the text of a letter is waited for."""
        return 300 <= self.code < 400  # noqa: PLR2004 - the same


UNHEARD = Answer(0, "")


class Conversation(asyncio.Protocol):
    """One connection, taken over once the server has been greeted; ``extensions`` are what it offers."""

    def __init__(self, transport: asyncio.Transport, extensions: Collection[str]) -> None:
        self.extensions = extensions
        self.lost: Exception | None = None
        """Why nothing more will be heard."""
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._half = b""  # a line that has not come whole
        self._lines: list[bytes] = []  # those of an answer that has not
        self._heard = 0
        self._answers: list[Answer] = []
        self._wanted = 0
        self._all_heard: asyncio.Future[None] | None = None
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether there is somebody to talk to."""
        return self.lost is None and not self._transport.is_closing()

    async def ask(self, *commands: bytes, seconds: float) -> list[Answer]:
        """Say commands, all at once, and return the answer to each; ``seconds`` are for each of them.

        Those that don't come are :data:`UNHEARD`, and then the conversation is over. A command of more than
        one line is a :class:`ValueError`.
        """
        if any(map(_CONTROL.search, commands)):
            raise ValueError("a command must be one line")
        return await self._say(b"\r\n".join((*commands, b"")), len(commands), seconds * len(commands))

    async def give(self, letter: bytes, *, seconds: float) -> Answer:
        """Say the text of a letter, in whole lines, which the server waits for; returns its answer."""
        return (await self._say(b"%b.\r\n" % _stuffed(letter), 1, seconds))[0]

    def hang_up(self) -> None:
        """End the conversation at once: what is still to be sent is not."""
        # merely closed, a transport over TLS lives on until the server answers its farewell
        self._end(ConnectionAbortedError("given up"))

    async def _say(self, words: bytes, answers: int, seconds: float) -> list[Answer]:
        if self._half:
            self._end(Nonsense("what nobody asked for"))
        self._answers, self._heard, self._wanted = [], 0, answers
        if self.is_open:
            self._all_heard = self._loop.create_future()
            patience = self._loop.call_later(seconds, self._end, TimeoutError("no answer"))
            try:
                self._transport.write(words)
                await self._all_heard
            finally:
                patience.cancel()
                self._all_heard = None
        heard, self._answers, self._wanted = self._answers, [], 0
        return heard + [UNHEARD] * (answers - len(heard))

    # What comes in

    def data_received(self, data: bytes) -> None:
        """See :class:`asyncio.Protocol`."""
        *lines, self._half = (self._half + data).split(b"\n")
        self._heard += len(data)
        for line in lines:
            self._take(line)
        if self._heard > LONGEST * self._wanted:
            self._end(Nonsense("more than anybody asked for"))

    def connection_lost(self, error: Exception | None) -> None:
        """See :class:`asyncio.Protocol`."""
        self._end(error or ConnectionResetError("hung up"))

    def _take(self, line: bytes) -> None:
        read = _LINE.fullmatch(line.rstrip())
        if self.lost or read is None or len(self._answers) == self._wanted:
            self._end(Nonsense("no answer, or to nothing"))
            return
        code, more, text = read.groups()
        self._lines.append(text)
        if more != b"-":
            self._answers.append(Answer(int(code), b"\n".join(self._lines).decode(errors="replace")))
            self._lines = []
            self._go_on_after(int(code))

    def _go_on_after(self, code: int) -> None:
        if code == CLOSING:
            self._end(ConnectionAbortedError("the server says goodbye"))
        elif len(self._answers) == self._wanted and self._all_heard and not self._all_heard.done():
            self._all_heard.set_result(None)

    def _end(self, why: Exception) -> None:
        self.lost = self.lost or why
        self._transport.abort()
        if self._all_heard and not self._all_heard.done():
            self._all_heard.set_result(None)


def _stuffed(letter: bytes) -> bytes:
    """Return a text as it is sent: a line that begins with a dot is given another (RFC 5321, 4.5.2)."""
    if letter.startswith(b"."):
        letter = b"." + letter
    return letter.replace(b"\r\n.", b"\r\n..")


def in_whole_lines(letter: bytes) -> bytes:
    """Return a letter with the line breaks that mail has; a lone CR or LF could end its text early."""
    breaks = letter.count(b"\r\n")
    if breaks == letter.count(b"\r") == letter.count(b"\n") and letter.endswith(b"\r\n"):
        return letter
    return normalize_message_line_endings(letter)
