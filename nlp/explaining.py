"""Why a model decided as it did: the words of a text, by how much they moved a score.

The linear part of the scorer gives all or nearly all of a score. It is a sum over features, and
each feature comes from words: what is shown is the model's own arithmetic, not a guess at it. The
little that the network adds where that part hesitates has no such parts and is left out.
"""

from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components import features, initiative, reading
from nlp.understanding import Explanation, Reason, Understanding

SHOWN = 8
_LEAST = 0.01  # score units; what moves less decides nothing


def explain(pipeline: Language, doc: Doc, understanding: Understanding) -> Explanation:
    """Return the words of `doc` that spoke for its best and its second-best initiative."""
    best, second = (label for label, _ in understanding.best(2))
    return Explanation(
        understanding,
        best=best,
        for_best=_reasons(pipeline, doc, best),
        second=second,
        for_second=_reasons(pipeline, doc, second),
    )


def _reasons(pipeline: Language, doc: Doc, label: str) -> tuple[Reason, ...]:
    """Return the words that moved the score of `label` furthest above the labels' mean."""
    mixed = initiative.of(pipeline).scorer
    reader = features.of(pipeline)
    found = reader.occurrences(doc)
    if mixed is None or not len(found.features):
        return ()
    scorer = mixed.linear
    column = scorer.labels.index(label)
    pull = scorer.weights[:, column] - scorer.weights.mean(axis=1)
    moved = reader.known.shares(found, reading.of(doc).vector) * pull[found.features]
    words: Counter[str] = Counter()
    for token, weight in zip(found.tokens.tolist(), moved.tolist(), strict=True):
        if token >= 0:
            words[doc[token].lower_] += weight
    return tuple(Reason(word, weight) for word, weight in words.most_common(SHOWN) if weight > _LEAST)
