"""A network cut without a word: it stands before a real server, and one side never hears of the cut."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self


class SilentProxy:
    """Passes bytes on between clients and the server at ``port`` of this machine."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._is_cut = False
        self._clients: set[asyncio.StreamWriter] = set()
        self._servers: set[asyncio.StreamWriter] = set()
        self._swallowed: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.heal()
        for stream in self._servers | self._swallowed:
            stream.close()
        await self._server.wait_closed()
        while self._clients:
            await asyncio.sleep(0)

    def cut(self) -> None:
        """The server gives its clients up; they hear nothing, of this or of what they ask from now on."""
        self._is_cut = True
        for stream in self._servers:
            stream.close()

    def swallow(self) -> None:
        """Take what either side sends and pass nothing on, for ever: neither hears that it is cut off."""
        self._is_cut = True
        self._swallowed |= self._clients | self._servers

    def heal(self) -> None:
        """Pass new connections on; those that were cut end, and those that were swallowed stay so."""
        self._is_cut = False
        for stream in self._clients - self._swallowed:
            stream.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        try:
            if self._is_cut:
                await reader.read()
                return
            try:
                upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
            except OSError:  # the server is down, and so are we
                return
            self._servers.add(upstream)
            try:
                await asyncio.gather(self._pass(reader, upstream), self._pass(upstream_reader, writer))
            finally:
                self._servers.discard(upstream)
                upstream.close()
        finally:
            self._clients.discard(writer)
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await reader.read(65_536):
                if not (self._is_cut or writer in self._swallowed):
                    writer.write(said)
                    await writer.drain()
        if not (self._is_cut or writer in self._swallowed):
            writer.close()
