"""The components that read by rules, and what all components write.

A Doc carries one `Reading`, which components ask for by `of`. To others its fields are spaCy's
extension attributes: `doc._.language`, `doc._.topics` and so on; the initiatives' probabilities
are `doc.cats`.

The rules themselves are plain functions in `nlp.parts`, `nlp.cpr`, `nlp.dates`,
`nlp.signatures` and `nlp.gazetteer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp import cpr, dates, gazetteer, lexicon, parts, requests, signatures, values
from nlp.lexicon import Lexicon
from nlp.linear import Scores
from nlp.parts import Line, Part
from nlp.remembering import Words
from nlp.understanding import Mention, Signature, Span
from nlp.vocabulary import NO_VECTOR, Vector

_NOBODY = Signature()


@dataclass(slots=True)
class Reading:
    """What has been read of a message so far; `text` is for the components after `parts`."""

    text: str = ""
    words: int = 0
    language: str = "other"
    lines: Sequence[Line] = ()
    requests: tuple[Span, ...] = ()
    signature: Signature = _NOBODY
    cpr: tuple[Span, ...] = ()
    dates: tuple[Mention, ...] = ()
    target_groups: tuple[str, ...] = ()
    access_request: bool = False
    vector: Vector = NO_VECTOR
    along: Scores | None = None  # of topics and what else `details` reads
    initiative: str = ""
    confidence: float = 0.0
    accepted: bool = False
    topics: tuple[str, ...] = ()
    kind: str | None = None
    susi_phase: str | None = None
    form: str | None = None


def of(doc: Doc) -> Reading:
    """Return what has been read of `doc`."""
    found: Reading | None = doc.user_data.get("reading")
    if found is None:
        found = doc.user_data["reading"] = Reading()
    return found


def _registered(name: str) -> None:
    def put(doc: Doc, value: Any) -> None:
        setattr(of(doc), name, value)

    get = attrgetter(name)
    Doc.set_extension(name, getter=lambda doc: get(of(doc)), setter=put, force=True)


for _field in fields(Reading):
    _registered(_field.name)


@Language.factory("fondsdialog_words")
class Numbered:
    """Numbers the words, so that the others know again what each one gives; see `nlp.remembering`."""

    def __init__(self, nlp: Language, name: str) -> None:
        del nlp  # spaCy hands it to every component
        self.name = name
        self._words = Words()

    def __call__(self, doc: Doc) -> Doc:
        """Number the words of `doc`."""
        self._words.tell(doc)
        return doc


@Language.factory(
    "fondsdialog_parts", assigns=["doc._.text", "doc._.lines", "doc._.requests", "doc._.signature"]
)
class Parts:
    """Cuts a message into its parts; see `nlp.parts`. `user_data["subject"]` tells of a subject."""

    def __init__(self, nlp: Language, name: str) -> None:
        del nlp  # spaCy hands it to every component
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Write `doc._.lines`, `doc._.requests` and `doc._.signature`."""
        found = of(doc)
        found.text = text = found.text or doc.text  # which joins the tokens each time that it is asked
        found.lines = lines = parts.lines(text, has_subject=bool(doc.user_data.get("subject")))
        found.requests = requests.find(text, lines)
        signed = [text[line.span.start : line.span.end] for line in lines if line.part is Part.SIGNATURE]
        if signed:
            found.signature = signatures.read(signed)
        return doc


@Language.factory(
    "fondsdialog_mentions",
    assigns=["doc._.cpr", "doc._.dates", "doc._.target_groups", "doc._.access_request"],
)
class Mentions:
    """Finds what is named: CPR numbers, dates, target groups, a wish for access to documents."""

    def __init__(self, nlp: Language, name: str) -> None:
        del nlp  # spaCy hands it to every component
        self.name = name
        self.groups = Lexicon(())

    def initialize(self, get_examples: Any, **_settings: Any) -> None:
        """Take the target groups from the shipped gazetteer; examples teach nothing here."""
        del get_examples
        self.groups = gazetteer.read()

    def __call__(self, doc: Doc) -> Doc:
        """Write what is named to `doc`."""
        found = of(doc)
        text = found.text
        found.cpr = tuple(cpr.find(text))
        found.dates = tuple(dates.find(text))
        found.target_groups = gazetteer.named(doc, self.groups)
        found.access_request = requests.asks_for_access(text)
        return doc

    def to_disk(self, path: Path, **_options: Any) -> None:
        """Keep the gazetteer with the model that was measured with it."""
        values.write(path.with_suffix(".json"), self.groups.stored())

    def from_disk(self, path: Path, **_options: Any) -> "Mentions":
        """Read the gazetteer back."""
        self.groups = lexicon.of(values.read(path.with_suffix(".json")))
        return self
