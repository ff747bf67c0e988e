"""A mail server that fails and lies on demand: it stands before a real one and passes most things on."""

import asyncio
import math
import re
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

_FETCHED = re.compile(rb"\* (\d+) FETCH \(.*BODY\[\] \{(\d+)\}\r\n")
_LETTERS = re.compile(rb"\S+ UID FETCH ([\d,]+) ", re.IGNORECASE)
_COMMAND = re.compile(rb"(\S+) ([A-Za-z]+)(?: ([A-Za-z]+))?[^\r\n]*\r\n")

_DATE = re.compile(rb'INTERNALDATE "[^"]*"')

Break = Callable[[bytes], bool]


class ImapProxy:
    """Passes on what a client and the server at ``port`` say to each other, without encryption.

    ``connections`` counts the clients so far.
    """

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._cuts = 0.0
        self._breaks: Break = lambda _: True
        self._deaf = False
        self._date = b""
        self._refused: dict[bytes, bytes] = {}
        self._refused_letters: dict[bytes, bytes] = {}
        self._streams: set[asyncio.StreamWriter] = set()
        self.connections = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    # What goes wrong

    def cut_in_fetch(self, times: float = math.inf, *, of: bytes = b"") -> None:
        """Hang up in the middle of the next letters that hold some words."""
        self._cuts, self._breaks = times, lambda said: of in said

    def be_deaf(self) -> None:
        """Promise IDLE and tell of nothing that happens meanwhile."""
        self._deaf = True

    def misdate(self, date: str) -> None:
        """Say of every letter that it came at this time."""
        self._date = date.encode()

    def refuse(self, command: str, answer: str = "NO [SERVERBUG] not now") -> None:
        """Answer a command so from now on, without passing it on."""
        self._refused[command.encode().upper()] = answer.encode()

    def refuse_letter(self, uid: int, answer: str) -> None:
        """Answer so whenever one letter is asked for, by itself or among others."""
        self._refused_letters[str(uid).encode()] = answer.encode()

    def heal(self) -> None:
        """Do as the server behind does."""
        self._cuts, self._deaf, self._refused, self._refused_letters = 0, False, {}, {}

    def hang_up(self) -> None:
        """End every connection."""
        for stream in self._streams:
            stream.close()

    # What passes through

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:  # the server is down, and so are we
            writer.close()
            return
        self._streams |= {writer, upstream}
        idle = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._ask(reader, upstream, writer, idle))
                both.create_task(self._answer(upstream_reader, writer, upstream, idle))
        except* OSError:
            pass
        finally:
            self._streams -= {writer, upstream}
            for stream in (writer, upstream):
                stream.close()

    async def _ask(
        self,
        client: asyncio.StreamReader,
        upstream: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        idle: asyncio.Event,
    ) -> None:
        while said := await client.read(65_536):
            command = _COMMAND.match(said)
            name = command[2].upper() if command else b""
            if command and (refusal := self._refusal(command) or self._refusal_of_letter(said)):
                back.write(command[1] + b" " + refusal + b"\r\n")
                continue
            if name == b"IDLE":
                idle.set()
            elif said.upper().startswith(b"DONE"):
                idle.clear()
            upstream.write(said)
        upstream.close()

    def _refusal(self, command: re.Match[bytes]) -> bytes | None:
        of_uids = b"UID " + (command[3] or b"").upper() if command[2].upper() == b"UID" else None
        return self._refused.get(of_uids or command[2].upper())

    def _refusal_of_letter(self, said: bytes) -> bytes | None:
        asked = _LETTERS.match(said)
        uids = asked[1].split(b",") if asked else []
        return next((self._refused_letters[uid] for uid in uids if uid in self._refused_letters), None)

    async def _answer(
        self,
        upstream: asyncio.StreamReader,
        client: asyncio.StreamWriter,
        asks: asyncio.StreamWriter,
        idle: asyncio.Event,
    ) -> None:
        while said := await upstream.read(1 << 20):
            if self._cuts and (letter := _FETCHED.search(said)) and self._breaks(said):
                self._cuts -= 1
                client.write(said[: letter.end() + int(letter[2]) // 2])
                break
            if self._deaf and idle.is_set() and said.startswith(b"*"):
                continue
            client.write(_DATE.sub(b"INTERNALDATE " + self._date, said) if self._date else said)
        with suppress(OSError):
            await client.drain()
        client.close()
        asks.close()
