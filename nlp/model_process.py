"""A model at work in a process of its own: spaCy takes no time from those who answer.

Python runs one thread at a time, so that a model in a thread holds up everything beside it. Here it has a
core to itself, loads while the rest of the service starts, and takes nobody with it if a message breaks it.
"""

import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nlp import model
from nlp.errors import ModelBroke
from nlp.taxonomy import Taxonomy
from nlp.understanding import Explanation, Understanding

PATIENCE = 120.0
"""Seconds that loading or one question may take; 1 MB of text takes about 10."""

MOST_MEMORY = 2 * 1024**3
"""Bytes that one question may take beyond what the loaded model does."""

_OWN_SIZE = Path("/proc/self/statm")

# a fresh interpreter: a copy of this process would have its locks without the threads that hold them
_CONTEXT = multiprocessing.get_context("spawn")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For numpy, before it is imported: to share one text's sums among threads costs more than they take."""


class ModelProcess:
    """What `nlp.model.Model` does, asked of another process. Safe for threads: one question at a time.

    Loading begins at once, and the first question waits for it. What is raised there is raised here. A
    process that dies or does not answer is ended, raises ModelBroke, and is started anew when asked again.
    """

    def __init__(self, path: Path | None = None, taxonomy: Taxonomy | None = None) -> None:
        """Start; raises as `nlp.model.about` does."""
        _, self.version = model.about(path, taxonomy)
        self._what = (path, taxonomy)
        self._asking = threading.Lock()
        self._loaded = False
        self._ended = False
        self._start()

    def load(self) -> None:
        """Wait until the model is loaded; raises as `nlp.model.load` does, and ModelBroke."""
        with self._asking:
            self._load()

    def has_loaded(self) -> bool:
        """Whether `load` would return, or raise, at once."""
        return self._loaded or self._ended or self._connection.poll()

    def understand(self, subject: str, body: str) -> Understanding:
        """See `nlp.model.Model.understand`."""
        return self.understand_many([(subject, body)])[0]

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """See `nlp.model.Model.understand_many`."""
        understood: list[Understanding] = self._ask("understand_many", list(messages))
        return understood

    def explain(self, subject: str, body: str) -> Explanation:
        """See `nlp.model.Model.explain`."""
        explanation: Explanation = self._ask("explain", subject, body)
        return explanation

    def close(self) -> None:
        """End the process; waits for an answer under way."""
        with self._asking:
            self._end()

    def _ask(self, question: str, *about: Any) -> Any:
        with self._asking:
            self._load()
            try:
                self._connection.send((question, about))
            except OSError:
                raise self._broken() from None
            return self._answer()

    def _load(self) -> None:
        if self._ended:
            self._start()
        if not self._loaded:
            try:
                self._answer()
            except Exception:
                self._end()
                raise
            self._loaded = True

    def _answer(self) -> Any:
        try:
            answer = self._connection.recv() if self._connection.poll(PATIENCE) else None
        except (EOFError, OSError):
            answer = None
        if answer is None:
            raise self._broken()
        well, value = answer
        if not well:
            raise value
        return value

    def _broken(self) -> ModelBroke:
        self._end()
        return ModelBroke()

    def _start(self) -> None:
        self._loaded = False
        self._ended = False
        self._connection, theirs = _CONTEXT.Pipe()
        for name, value in ONE_THREAD.items():
            os.environ.setdefault(name, value)  # which a process has from the one that starts it
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, *self._what), daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        self._ended = True
        self._connection.close()
        self._process.kill()
        self._process.join()


def _bound_memory() -> None:
    """Let one message take so much and no more: asking for more raises MemoryError, which is told."""
    if not _OWN_SIZE.exists():
        return  # not on Linux
    pages = int(_OWN_SIZE.read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _serve(questions: Connection, path: Path | None, taxonomy: Taxonomy | None) -> None:
    """Answer until the other end is closed, as it is when that process ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this process
    # the latter where it ends with an answer unread
    with suppress(EOFError, ConnectionError):
        _answer(questions, path, taxonomy)


def _answer(questions: Connection, path: Path | None, taxonomy: Taxonomy | None) -> None:
    try:
        loaded = model.load(path, taxonomy)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where somebody waits
        questions.send((False, error))
        return
    # a model is a million objects that live for ever: the garbage collector need not look at them again
    gc.freeze()
    _bound_memory()
    questions.send((True, None))
    while True:
        question, about = questions.recv()
        try:
            answer = (True, getattr(loaded, question)(*about))
        except Exception as error:  # noqa: BLE001 - as above
            answer = (False, error)
        questions.send(answer)
