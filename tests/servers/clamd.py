"""A clamd that knows one virus, EICAR's test file, and can be told to misbehave.

It speaks what `man clamd` says of PING and INSTREAM, on a port of the loopback or on a socket.
"""

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """What it was asked, and how it is to behave: ``well``, ``hangs_up``, ``fails`` or ``too_long``.

    It answers after ``delay`` seconds.
    """

    def __init__(self) -> None:
        self.behaves = "well"
        self.delay = 0.0
        self.asked: list[bytes] = []
        self.calls = 0
        self.port = 0

    def answer(self, content: bytes) -> bytes:
        """Say what is in a stream."""
        time.sleep(self.delay)
        self.asked.append(content)
        if self.behaves == "too_long":
            return b"INSTREAM size limit exceeded. ERROR\n"
        if self.behaves == "fails":
            return b"stream: Can't allocate memory ERROR\n"
        return b"stream: Win.Test.EICAR_HDB-1 FOUND\n" if EICAR in content else b"stream: OK\n"


@contextmanager
def clamd(socket: Path | None = None) -> Iterator[Clamd]:
    """Run one while the test lasts."""
    state = Clamd()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = self.rfile.readline()
            state.calls += 1
            if state.behaves == "hangs_up":
                return
            if command == b"nPING\n":
                self.wfile.write(b"PONG\n")
                return
            content = b""
            while size := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(size)
            self.wfile.write(state.answer(content))

    family = socketserver.ThreadingUnixStreamServer if socket else socketserver.ThreadingTCPServer
    with family(str(socket) if socket else ("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        state.port = 0 if socket else server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()
