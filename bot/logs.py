"""Logs: one structured line each, to standard error, with ids only.

What other libraries log below a warning is left out: at their chattier levels some print whole payloads.
"""

import logging
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

_ADDRESS = re.compile(r"(?:\"[^\"]*\"|[^\s<>@:;,/()\"']+)@[^\s<>@:;,/()\"']+")


class _Patient:
    """A stream that breaks nothing: a line that can't be written, as on a full disk, is left out."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def set_up(level: int) -> None:
    """Set up logging for the process, from a level up: for people on a terminal, JSON lines elsewhere."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _where_it_broke,
        _without_addresses,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    stream = cast("TextIO", _Patient(sys.stderr))
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_unwrap, renderer])
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)
    # it warns of a mail server's words that are not ASCII, and quotes them
    logging.getLogger("imapclient.util").setLevel(logging.ERROR)


def _where_it_broke(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Say of what kind an error is and where it arose, not its message: that may quote a mail."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["at"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    return event


def _without_addresses(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Leave mail addresses out: what a mail server says of a letter names whom it was for."""
    for name, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[name] = _ADDRESS.sub("(an address)", value)
    return event


_unwrap = structlog.stdlib.ProcessorFormatter.remove_processors_meta
