"""A trained model at work: subject and body in, Understanding out.

Making models is `nlp.training`. Which model a service uses is its configuration; nothing is
loaded before `load` is called.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp import taxonomy as taxonomies
from nlp import values
from nlp.errors import ModelForOtherTaxonomy, ModelMissing, ModelUnreadable
from nlp.message import joined
from nlp.taxonomy import Taxonomy, keys
from nlp.understanding import Explanation, Understanding

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from nlp.components.reading import Reading

BUILT = Path(__file__).parent / "model"  # where `make setup` puts it


class Model:
    """A loaded pipeline. Safe for threads: one message is read at a time."""

    def __init__(self, pipeline: Language, taxonomy: Taxonomy, version: str) -> None:
        self.taxonomy = taxonomy
        self.version = version
        self._pipeline = pipeline
        self._reading = threading.Lock()  # spaCy's vocabulary grows with every new word

    def understand(self, subject: str, body: str) -> Understanding:
        """Return what one message asks for; either text may be empty."""
        with self._reading:
            return self._understood(self._read(subject, body))

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """Return the same as `understand` for each (subject, body), in their order."""
        return [self.understand(subject, body) for subject, body in messages]

    def explain(self, subject: str, body: str) -> Explanation:
        """Return what one message asks for, with the words that decided."""
        from nlp import explaining  # noqa: PLC0415 - loads spaCy

        with self._reading:
            doc = self._read(subject, body)
            return explaining.explain(self._pipeline, doc, self._understood(doc))

    def _read(self, subject: str, body: str) -> Doc:
        text = joined(subject, body)
        doc = self._pipeline.make_doc(text)
        doc._.text = text
        doc.user_data["subject"] = bool(subject.strip())
        return self._pipeline(doc)

    def _understood(self, doc: Doc) -> Understanding:
        found: Reading = doc.user_data["reading"]
        return Understanding(
            language=found.language,
            initiative=found.initiative,
            confidence=found.confidence,
            accepted=found.accepted,
            scores=dict(doc.cats),
            topics=found.topics,
            susi_phase=found.susi_phase,
            form=found.form,
            target_groups=found.target_groups,
            kind=found.kind,
            access_request=found.access_request,
            cpr_spans=found.cpr,
            request_spans=found.requests,
            dates=found.dates,
            signature=found.signature,
            model=self.version,
        )


def load(path: Path | None = None, taxonomy: Taxonomy | None = None) -> Model:
    """Load the model in the folder `path`, or the one that `make setup` built.

    Raises ModelMissing, ModelUnreadable, and ModelForOtherTaxonomy where a `taxonomy` is given
    whose initiatives are not the model's.
    """
    known, version = about(path, taxonomy)
    return Model(_pipeline(path or BUILT), known, version)


def about(path: Path | None = None, taxonomy: Taxonomy | None = None) -> tuple[Taxonomy, str]:
    """Return a model's labels and version, in a moment; raises as `load` does, as far as can be seen."""
    folder = path or BUILT
    if not (folder / "model.json").is_file():
        raise ModelMissing(folder)
    known, version = _card(folder)
    if taxonomy is not None and set(keys(taxonomy.initiatives)) != set(keys(known.initiatives)):
        raise ModelForOtherTaxonomy(folder, keys(known.initiatives), keys(taxonomy.initiatives))
    return known, version


def _card(folder: Path) -> tuple[Taxonomy, str]:
    try:
        about: dict[str, Any] = values.read(folder / "model.json")
        return taxonomies.load(folder / "taxonomy.toml"), str(about["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable(folder, str(error)) from error


def _pipeline(folder: Path) -> Language:
    import spacy  # noqa: PLC0415 - takes seconds to import, and only readers need it

    import nlp.components  # noqa: F401, PLC0415 - registers what the pipeline is made of

    try:
        return spacy.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnreadable(folder, str(error)) from error
