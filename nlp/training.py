"""Making a model from corpora: what the command `train` and `make setup` call."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from nlp import corpus
from nlp.evaluation import Report
from nlp.message import Message
from nlp.taxonomy import Taxonomy, of_labels

SEED = 20_200  # any number; kept, so that the same corpus gives the same model


def train(
    corpus_paths: Iterable[Path],
    output: Path,
    taxonomy: Taxonomy | None = None,
    *,
    seed: int = SEED,
    base: str | None = None,
    more: Sequence[Message] = (),
    told: Callable[[str], None] = lambda _: None,
) -> Report:
    """Learn a model from the messages in `corpus_paths` and write it to the folder `output`.

    Without a `taxonomy` the labels are whatever the corpus holds. `base` names a spaCy pipeline whose word
    vectors are used. `more` are messages beside the corpora's; those with one `source` count as one writer's.
    `told` hears the name of each step as it begins. Returns measures on messages left out while learning.
    Raises CorpusError and BaseWithoutVectors. The same corpus, seed and code give the same model.
    """
    # spaCy takes seconds to import: only who trains or reads pays for it
    from nlp import project  # noqa: PLC0415 - see above

    messages = [*corpus.read(corpus_paths, taxonomy), *more]
    known = taxonomy or of_labels(
        (message.initiative for message in messages),
        (topic for message in messages for topic in message.topics),
        (message.susi_phase for message in messages),
        (message.form for message in messages),
    )
    return project.run_all(project.Run(messages, known, output, seed, base), told)
