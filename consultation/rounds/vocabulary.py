"""What people may call themes, stances and target groups when they correct a statement: keys, or names.

Which there are is the taxonomy's, the gazetteer's and `words`'.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultation.rounds.note.wording import in_any_language
from consultation.rounds.words import Stance
from nlp import gazetteer
from nlp.taxonomy import Label, Taxonomy


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What statements can be about and do, each key by its names in small letters."""

    topics: Mapping[str, str]
    stances: Mapping[str, str]
    target_groups: Mapping[str, str]


def vocabulary(taxonomy: Taxonomy) -> Vocabulary:
    """Return what people may write: keys, and names in both languages."""
    stances = {name.casefold(): one for one in Stance for name in (one, *in_any_language(f"stance-{one}"))}
    return Vocabulary(_by_name(taxonomy.topics), stances, _by_name(gazetteer.names()))


def _by_name(labels: Iterable[Label]) -> dict[str, str]:
    return {name.casefold(): each.key for each in labels for name in (each.key, each.da, each.en)}
