"""An SMTP server that goes wrong as it is told, at any command. Runs on the test's own event loop.

:mod:`tests.servers.smtp_sink` is a good server that can be told to refuse; this one can hang up in the middle
of a conversation, keep silent, or answer nonsense.
"""

import asyncio
from collections import defaultdict, deque
from types import TracebackType
from typing import Self

DROP = "drop"
"""Hang up instead of answering."""
SILENT = "silent"
"""Never answer."""
AS_THEY_COME, TOGETHER, IN_PIECES = "as they come", "together", "in pieces"
"""How answers are packed: each by itself, those to an envelope in one packet, or each byte by itself."""
_GOOD = {
    "CONNECT": "220 script",
    "EHLO": "250-script\r\n250-8BITMIME\r\n250 SIZE 1000000",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class ScriptedSmtp:
    """An SMTP server on a port of its own; ``letters`` are those that it took, whatever it said to that."""

    def __init__(self) -> None:
        self.port = 0
        self.letters: list[bytes] = []
        self.connections = 0
        self.commands: list[str] = []
        self.extensions = _GOOD["EHLO"]
        self.packets = AS_THEY_COME
        self._script: defaultdict[str, deque[str]] = defaultdict(deque)
        self._unsaid = b""
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    def at(self, command: str, *answers: str) -> None:
        """Answer the next times that ``command`` comes so, then as a good server does.

        ``CONNECT`` is the greeting, ``TEXT`` the end of a letter's text.
        """
        self._script[command].extend(answers)

    def offer(self, extension: str) -> None:
        """Offer one more extension."""
        name, rest = self.extensions.split("\r\n", 1)
        self.extensions = f"{name}\r\n250-{extension}\r\n{rest}"

    def hang_up(self) -> None:
        """Close every connection, as a server does that has waited long enough."""
        for each in self._open:
            each.close()

    def say(self, unasked: str) -> None:
        """Say something on every connection that nobody asked for."""
        for each in self._open:
            each.write(unasked.encode() + b"\r\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            if await self._answer("CONNECT", writer):
                await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went first
        finally:
            self._open.discard(writer)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached = 0
        while line := await reader.readline():
            command = line.split()[0].decode().upper()
            self.commands.append(line.decode().strip())
            answer = await self._answer(command, writer, reached)
            if answer is None or command == "QUIT":
                return
            if command == "MAIL":
                reached = 0
            reached += command == "RCPT" and answer.startswith("2")
            if answer.startswith("354"):
                text = await _text(reader)
                answer = await self._answer("TEXT", writer)
                if reached and (answer is None or answer.startswith("2")):
                    self.letters.append(text)
                if answer is None:
                    return

    async def _answer(self, command: str, writer: asyncio.StreamWriter, reached: int = 0) -> str | None:
        planned = self._script[command]
        answer = planned.popleft() if planned else self._good(command, reached)
        if answer == SILENT:
            await asyncio.Event().wait()
        if answer == DROP:
            return None
        await self._say(command, f"{answer}\r\n".encode(), writer)
        return answer

    def _good(self, command: str, reached: int) -> str:
        if command == "EHLO":
            return self.extensions
        if command == "DATA" and not reached:
            return "503 no recipients"
        return _GOOD.get(command, "250 OK")

    async def _say(self, command: str, answer: bytes, writer: asyncio.StreamWriter) -> None:
        self._unsaid += answer
        if self.packets == TOGETHER and command in {"MAIL", "RCPT"} and "PIPELINING" in self.extensions:
            return
        said, self._unsaid = self._unsaid, b""
        length = 1 if self.packets == IN_PIECES else len(said)
        for start in range(0, len(said), length):
            writer.write(said[start : start + length])
            await writer.drain()
            await asyncio.sleep(0)


async def _text(reader: asyncio.StreamReader) -> bytes:
    lines = []
    while (line := await reader.readline()) not in {b".\r\n", b""}:
        lines.append(line)
    if not line:
        raise asyncio.IncompleteReadError(b"", None)
    return b"".join(lines)
