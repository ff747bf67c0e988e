"""The components that read by rules, and the attributes that all components write.

    doc._.language   "da", "en" or "other"
    doc._.text       the text, for the components after `parts`
    doc._.words      how many words it has
    doc._.lines      list[nlp.parts.Line]
    doc._.vector     nlp.vocabulary.Vector
    doc._.topics, doc._.kind, doc._.susi_phase, doc._.form
    doc._.initiative, doc._.confidence, doc._.accepted; the initiatives' probabilities are doc.cats
    doc._.cpr, doc._.dates, doc._.target_groups, doc._.signature, doc._.requests,
    doc._.access_request

The rules themselves are plain functions in `nlp.parts`, `nlp.cpr`, `nlp.dates`,
`nlp.signatures` and `nlp.gazetteer`.
"""

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp import cpr, dates, gazetteer, lexicon, parts, requests, signatures, values
from nlp.lexicon import Lexicon
from nlp.parts import Part
from nlp.understanding import Signature

_ATTRIBUTES: dict[str, Any] = {
    "language": "other",
    "text": "",
    "words": 0,
    "lines": (),
    "vector": None,
    "topics": (),
    "kind": None,
    "susi_phase": None,
    "form": None,
    "initiative": "",
    "confidence": 0.0,
    "accepted": False,
    "cpr": (),
    "dates": (),
    "target_groups": (),
    "signature": Signature(),
    "requests": (),
    "access_request": False,
}
for _name, _default in _ATTRIBUTES.items():
    Doc.set_extension(_name, default=_default, force=True)


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
        found = doc._
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
        found = doc._
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
