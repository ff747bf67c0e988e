"""Target groups named in a text, from a list that staff can read and extend.

The list is `nlp/gazetteer/*.toml`: tables `[[target_group]]` with `key`, `name` (da, en) and
`words`, which are written and found as in the concept lexicon (`nlp.lexicon`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.taxonomy import Label

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from nlp.lexicon import Lexicon

SHIPPED = Path(__file__).parent / "gazetteer"


def read(folder: Path = SHIPPED) -> Lexicon:
    """Read the groups of all `.toml` files in `folder`, in the order of the files."""
    from nlp.lexicon import Concept, Lexicon  # noqa: PLC0415 - loads spaCy, which the groups' names don't need

    return Lexicon(Concept(entry["key"], tuple(entry["words"])) for entry in _entries(folder))


def names(folder: Path = SHIPPED) -> tuple[Label, ...]:
    """Return the groups' keys with their Danish and English names."""
    return tuple(Label(entry["key"], entry["name"]["da"], entry["name"]["en"]) for entry in _entries(folder))


def named(doc: Doc, groups: Lexicon) -> tuple[str, ...]:
    """Return the keys of the groups named in `doc`, in the order of the list."""
    found = {hit.concept for hit in groups.find(doc)}
    return tuple(groups.concepts[number].key for number in sorted(found))


def _entries(folder: Path) -> Iterable[dict]:  # type: ignore[type-arg] # rows of a TOML file
    for path in sorted(folder.glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["target_group"]
