"""The text of a document that came with an answer: PDF, DOCX or plain text.

A document is read in a process of its own with limits on time and memory, since a malicious one must hold up
or fill nobody but itself; a caller on an event loop asks in a thread. How each format is read is in
`pdf_text` and `docx_text`.
"""

import io
import logging
import multiprocessing
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

from consultation.rounds.answers.unreadable import Unreadable

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 1_000_000
PATIENCE = 20.0  # seconds
_MEMORY = 1_500_000_000  # bytes
_FEWEST_LETTERS = 15  # fewer are a scanner's mark, and no answer

_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Word wraps an encrypted document in, and its old format
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_READERS = {_PDF: "pdf_text", _DOCX: "docx_text"}
"""The module that reads each format: its library is loaded only where documents are read."""
# a fresh interpreter: a copy of this process would have its locks without the threads that hold them
_CONTEXT = multiprocessing.get_context("spawn")


def text_of(name: str, content_type: str, content: bytes, *, patience: float = PATIENCE) -> str:
    """Return the text of a document, paragraphs parted by empty lines.

    Raises Unreadable with a reason: `encrypted`, `no_text` (scanned or empty), `not_a_document` (or of a
    format that is not read), `too_large` (or too slow to read, which takes at most `patience` seconds).
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large")
    kind = _format(name.lower(), content_type.lower(), content)
    text = _plain(content) if kind == "text/plain" else _read_apart(kind, content, patience)
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too_large")
    if sum(letter.isalpha() for letter in text) < _FEWEST_LETTERS:
        raise Unreadable("no_text")
    return text


def _format(name: str, content_type: str, content: bytes) -> str:
    """Tell the format by the first bytes, which a sender's program does not get wrong."""
    if b"%PDF-" in content[:1024]:
        return _PDF
    if content.startswith(b"PK\x03\x04") and (name.endswith(".docx") or content_type == _DOCX):
        return _DOCX
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise Unreadable("encrypted")
    if (content_type.startswith("text/plain") or name.endswith(".txt")) and b"\0" not in content:
        return "text/plain"
    raise Unreadable("not_a_document")


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\r\n", "\n")


def _read_apart(kind: str, content: bytes, patience: float) -> str:
    """Have another process read a document, and end it when it takes too long."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_answer, args=(theirs, kind, content), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(patience):
            raise Unreadable("too_large")
        text, reason = ours.recv()
    except EOFError:  # it was ended for want of memory, or its library broke it
        raise Unreadable("not_a_document") from None
    finally:
        process.kill()
        process.join()
        ours.close()
    if reason:
        raise Unreadable(reason)
    return str(text)


def _answer(connection: Connection, kind: str, content: bytes) -> None:
    """Read one document and send its text, or the reason why there is none."""
    _limit()
    logging.disable()  # libraries tell of each oddity of a file, in its own words
    sys.stderr = io.StringIO()
    try:
        connection.send((_reader(kind)(content), ""))
    except Unreadable as error:
        connection.send(("", error.reason))
    except (MemoryError, RecursionError):
        connection.send(("", "too_large"))


def _reader(kind: str) -> Callable[[bytes], str]:
    read: Callable[[bytes], str] = import_module(f"consultation.rounds.answers.{_READERS[kind]}").read
    return read


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
