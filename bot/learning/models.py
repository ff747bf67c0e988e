"""Which models the service reads with, and what happens when another one is taken into use meanwhile.

Where models are kept and how one is taken into use is `nlp.registry`'s.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog

from bot.settings import Settings
from nlp.errors import NlpError
from nlp.model_process import ModelProcess
from nlp.registry import Registry
from nlp.taxonomy import Taxonomy
from nlp.understanding import Explanation, Understanding

log = structlog.get_logger(__name__)

FRESH = 5_000
"""Letters that one process reads: it remembers each word that it meets, some 20 KB a letter at the worst."""


def registry(settings: Settings) -> Registry:
    """The models that were trained here."""
    return Registry(settings.service.data_dir / "models")


def in_use(settings: Settings) -> Path:
    """The folder of the model in use: the configured one, else the registry's, else the built one."""
    return settings.nlp.model or registry(settings).in_use


class ModelInUse:
    """The model that `which` names, in a process of its own. Safe for threads: one question at a time.

    Before each question it looks whether another one is in use by now. That one answers when it has loaded;
    where it can't, the one that works goes on and the log says so. After `fresh` letters a new process begins
    to load, and takes over once it has: what one remembers is bounded, and no letter waits for that.
    """

    def __init__(self, which: Callable[[], Path], taxonomy: Taxonomy, fresh: int = FRESH) -> None:
        """Start; raises as `nlp.model.about` does."""
        self._fresh = fresh
        self._read = 0
        self._which = which
        self._taxonomy = taxonomy
        self._asking = threading.Lock()
        self._path = which()
        self._process = ModelProcess(self._path, taxonomy)
        self._coming: ModelProcess | None = None

    @property
    def version(self) -> str:
        """Which model answered last; an understanding names its own."""
        return self._process.version

    def load(self) -> None:
        """See `nlp.model_process.ModelProcess.load`."""
        self._process.load()

    def understand(self, subject: str, body: str) -> Understanding:
        """See `nlp.model.Model.understand`."""
        return self.understand_many([(subject, body)])[0]

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """See `nlp.model.Model.understand_many`."""
        letters = list(messages)
        with self._asking:
            understood = self._current().understand_many(letters)
            self._read += len(letters)
            return understood

    def explain(self, subject: str, body: str) -> Explanation:
        """See `nlp.model.Model.explain`."""
        with self._asking:
            return self._current().explain(subject, body)

    def close(self) -> None:
        """End the process; waits for an answer under way."""
        with self._asking:
            self._call_off()
            self._process.close()

    def _current(self) -> ModelProcess:
        try:
            wanted = self._which()
            if wanted != self._path:
                # whatever comes of it: what can't be loaded is not tried at every letter
                self._path, self._read = wanted, 0
                self._call_off()
                self._change_to(ModelProcess(wanted, self._taxonomy))
            elif self._coming is None and self._read >= self._fresh:
                self._read = 0
                self._coming = ModelProcess(wanted, self._taxonomy)
            elif self._coming is not None and self._coming.has_loaded():
                coming, self._coming = self._coming, None
                self._change_to(coming)
        except NlpError as error:
            log.error("model not taken into use", error=type(error).__name__, goes_on=self.version)  # noqa: TRY400 - no fault of this program's
        return self._process

    def _call_off(self) -> None:
        if self._coming is not None:
            self._coming.close()
            self._coming = None

    def _change_to(self, new: ModelProcess) -> None:
        new.load()
        self._process.close()
        self._process = new
        log.info("model taken into use", model=self.version)
