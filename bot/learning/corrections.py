"""Learning from staff: a candidate is trained with their corrections, and tried against the model in use.

How a model is trained, and what makes a comparison fair, is `nlp`'s (`nlp.training`, `nlp.comparison`); what
becomes of the candidate is decided by whoever asked for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nlp import comparison
from nlp.comparison import Trial
from nlp.message import Message
from nlp.model import Model
from nlp.taxonomy import Taxonomy, keys
from storage import learning
from storage.database import Database
from storage.tables import LabelledExample

MOST = 5000
"""Examples in one training; beside a corpus of some thousand messages, older ones add little."""
WRITER = "corrections"
"""Examples count as one writer's, so that the model is measured on letters like them as well."""


@dataclass(frozen=True)
class Lesson:
    """What a candidate learns besides the corpus, and what it is tried on."""

    learnt: list[Message]
    held_out: list[Message]
    unknown: int
    """Examples left out, because the taxonomy lacks their initiative by now."""


async def examples(database: Database) -> list[LabelledExample]:
    """The examples labelled by staff, newest first."""
    async with database.reading() as session:
        return await learning.examples(session, MOST)


def lesson(newest_first: Sequence[LabelledExample], taxonomy: Taxonomy, in_use: Model) -> Lesson:
    """Make messages of examples; staff say no language, so it is the one that the model in use reads."""
    known = [each for each in newest_first if each.initiative in keys(taxonomy.initiatives)]
    said = in_use.understand_many((each.subject, each.body) for each in known)
    topics = frozenset(keys(taxonomy.topics))
    messages = [
        Message(
            body=each.body,
            subject=each.subject,
            initiative=each.initiative,
            topics=tuple(topic for topic in each.topics if topic in topics),
            lang=one.language,
            channel="mail",
            id=str(each.inquiry_id),
            source=WRITER,
        )
        for each, one in zip(known, said, strict=True)
    ]
    learnt, held_out = comparison.split(messages)
    return Lesson(learnt, held_out, len(newest_first) - len(known))


def trials(held_out: Sequence[Message], candidate: Model, in_use: Model) -> list[Trial]:
    """Try both models on the reference set and on the corrections held out; an empty set decides nothing."""
    sets = {"reference set": comparison.reference(candidate.taxonomy), "newest corrections": held_out}
    return [
        comparison.trial(name, messages, candidate, in_use) for name, messages in sets.items() if messages
    ]
