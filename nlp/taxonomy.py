"""What an inquiry can be about: the initiatives, topics, phases and forms, with their names.

The facts live in a TOML file; `nlp/taxonomy.toml` is the shipped one. Routing and offices
are not here: they are configuration.
"""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.errors import TaxonomyInvalid

SHIPPED = Path(__file__).parent / "taxonomy.toml"
OUTSIDE = "none"  # the initiative of everything that no initiative covers
OUT_OF_SCOPE = (OUTSIDE, "oos")  # how corpora name it


@dataclass(frozen=True, slots=True)
class Label:
    """One key of the taxonomy with its names; `definition` may be empty."""

    key: str
    da: str
    en: str
    definition: str = ""

    def name(self, language: str) -> str:
        """Return the name in `language`: English for "en", Danish for all others."""
        return self.en if language == "en" else self.da


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The closed lists of labels, each in the order of its file."""

    initiatives: tuple[Label, ...]
    topics: tuple[Label, ...] = ()
    susi_phases: tuple[Label, ...] = ()
    forms: tuple[Label, ...] = ()

    def initiative(self, key: str) -> Label:
        """Return the initiative called `key`; KeyError where there is none."""
        return _named(self.initiatives, key)

    def topic(self, key: str) -> Label:
        """Return the topic called `key`; KeyError where there is none."""
        return _named(self.topics, key)

    @property
    def outside(self) -> str | None:
        """The key that stands for "no initiative", where the taxonomy has one."""
        return next((i.key for i in self.initiatives if i.key in OUT_OF_SCOPE), None)


def keys(labels: Iterable[Label]) -> tuple[str, ...]:
    """Return the keys of `labels`, in their order."""
    return tuple(label.key for label in labels)


def load(path: Path = SHIPPED) -> Taxonomy:
    """Read the taxonomy file at `path`; TaxonomyInvalid says what is wrong with it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # of TOML, of UTF-8, of a path
        raise TaxonomyInvalid(path, str(error)) from error
    taxonomy = Taxonomy(
        initiatives=_labels(path, tables, "initiative"),
        topics=_labels(path, tables, "topic"),
        susi_phases=_labels(path, tables, "susi_phase"),
        forms=_labels(path, tables, "form"),
    )
    if not taxonomy.initiatives:
        raise TaxonomyInvalid(path, "no [[initiative]]")
    return taxonomy


def dumped(taxonomy: Taxonomy) -> str:
    """Return `taxonomy` as a TOML file that `load` reads back."""
    groups = {
        "initiative": taxonomy.initiatives,
        "topic": taxonomy.topics,
        "susi_phase": taxonomy.susi_phases,
        "form": taxonomy.forms,
    }
    return "\n".join(_table(group, label) for group, labels in groups.items() for label in labels)


def of_labels(
    initiatives: Iterable[str],
    topics: Iterable[str] = (),
    susi_phases: Iterable[str | None] = (),
    forms: Iterable[str | None] = (),
) -> Taxonomy:
    """Make a taxonomy of bare keys: that of a corpus which comes without a file."""
    return Taxonomy(*(_bare(found) for found in (initiatives, topics, susi_phases, forms)))


def _labels(path: Path, tables: dict[str, Any], group: str) -> tuple[Label, ...]:
    found = tuple(_label(path, group, entry) for entry in tables.get(group, ()))
    twice = {label.key for label in found if keys(found).count(label.key) > 1}
    if twice:
        raise TaxonomyInvalid(path, f"[[{group}]] {min(twice)} is there twice")
    return found


def _label(path: Path, group: str, entry: dict[str, Any]) -> Label:
    key, name = entry.get("key"), entry.get("name", {})
    if not key or not isinstance(key, str):
        raise TaxonomyInvalid(path, f"a [[{group}]] has no key")
    danish = name.get("da", key)
    return Label(key, danish, name.get("en", danish), entry.get("definition", ""))


def _bare(found: Iterable[str | None]) -> tuple[Label, ...]:
    return tuple(Label(key, key, key) for key in sorted({key for key in found if key}))


def _table(group: str, label: Label) -> str:
    fields = {
        "key": label.key,
        "name.da": label.da,
        "name.en": label.en,
        "definition": label.definition,
    }
    # a JSON text is a TOML text
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields.items()]
    return "\n".join([f"[[{group}]]", *lines, ""])


def _named(labels: tuple[Label, ...], key: str) -> Label:
    for label in labels:
        if label.key == key:
            return label
    raise KeyError(key)
