"""What can go wrong in reading, training and measuring; errors carry data, not prose.

NlpError
├── ModelMissing            no model where one was looked for
├── ModelUnreadable         something is there, but it is no model of ours
├── ModelForOtherTaxonomy   the model's labels are not the taxonomy's
├── ModelBroke              the process that reads died, or did not answer
├── ModelUnknown            the registry holds no model of that version
├── NoModelBefore           nothing to roll back to
├── RegistryUnreadable      `registry.json` is damaged
├── TaxonomyInvalid         the taxonomy file cannot be used
├── BaseWithoutVectors      `--base` names a pipeline that is missing or has no vectors
└── CorpusError
    ├── CorpusLineInvalid   a line that is no message, by file and line
    ├── LabelUnknown        a label that the taxonomy lacks, by file and line
    └── CorpusTooSmall      not enough messages or labels to learn from
"""

from pathlib import Path


class NlpError(Exception):
    """Anything this package refuses; each subclass carries what was found."""


class ModelMissing(NlpError):
    """There is no model at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class ModelUnreadable(NlpError):
    """What is at `path` cannot be loaded as a model; `reason` is the loader's own."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class ModelForOtherTaxonomy(NlpError):
    """The model at `path` knows the initiatives `known`, the taxonomy in use has `wanted`."""

    def __init__(self, path: Path, known: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        super().__init__(path, known, wanted)
        self.path, self.known, self.wanted = path, known, wanted


class ModelBroke(NlpError):
    """The process that reads messages died, or did not answer in time."""


class ModelUnknown(NlpError):
    """No model called `version` is kept; those that are are `known`."""

    def __init__(self, version: str, known: tuple[str, ...]) -> None:
        super().__init__(version, known)
        self.version, self.known = version, known


class NoModelBefore(NlpError):
    """The model in use is the first: there is none to go back to."""


class RegistryUnreadable(NlpError):
    """The registry at `path` cannot be read; `reason` is the parser's own."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class TaxonomyInvalid(NlpError):
    """The taxonomy file at `path` cannot be used; `reason` says which part is wrong."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class BaseWithoutVectors(NlpError):
    """The spaCy pipeline named `base` is not installed, or has no word vectors."""

    def __init__(self, base: str, reason: str) -> None:
        super().__init__(base, reason)
        self.base, self.reason = base, reason


class CorpusError(NlpError):
    """The corpus cannot be learnt from or measured on."""


class CorpusLineInvalid(CorpusError):
    """Line `line` (from 1) of `path` is no message; `reason` says why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason


class LabelUnknown(CorpusError):
    """Line `line` of `path` has `label` in `field`; only `allowed` exist."""

    def __init__(self, path: Path, line: int, field: str, label: str, allowed: tuple[str, ...]) -> None:
        super().__init__(path, line, field, label, allowed)
        self.path, self.line, self.field = path, line, field
        self.label, self.allowed = label, allowed


class CorpusTooSmall(CorpusError):
    """Only `messages` messages with `labels` different initiatives: nothing can be learnt."""

    def __init__(self, messages: int, labels: int) -> None:
        super().__init__(messages, labels)
        self.messages, self.labels = messages, labels
