"""Near-identical letters to a round as values for scripts, with what each letter says of its own.

CPR numbers and private addresses are masked.
"""

from collections.abc import Sequence
from typing import Any

from consultation.rounds import current
from consultation.rounds.answers import layout
from consultation.rounds.answers.privacy import masked
from consultation.rounds.record import Case
from consultation.rounds.words import Passage
from nlp.understanding import Span
from storage.tables import Submission

_A_NAME = 3  # words


def values(case: Case, quotable: Sequence[str]) -> list[dict[str, Any]]:
    """Return a round's campaigns, the largest first; `quotable` are texts that anybody may quote."""
    return [_campaign(case, each) for each in current.copies(case, quotable)]


def _campaign(case: Case, found: current.Copies) -> dict[str, Any]:
    by_number = {each.id: each for each in case.submissions}
    model = by_number[found.model]
    return {
        "campaign": found.number,
        "letters": [
            {
                "submission": copy.submission,
                "organisation": case.parties[by_number[copy.submission].party_id].organisation,
                "own": _sentences(by_number[copy.submission], copy.own),
                "left_out": _sentences(model, copy.left_out),
            }
            for copy in found.letters
        ],
    }


def _sentences(submission: Submission, passages: Sequence[Passage]) -> list[str]:
    """Return the sentences of an answer that passages of it touch; names below a letter are none."""
    found = []
    for text in current.texts_of(submission):
        for said in (one for some in current.by_question(submission).values() for one in some):
            if said.source == text.source:
                for span in layout.sentences(text.text, Span(said.start, said.end)):
                    place = Passage(text.source, span.start, span.end)
                    words = " ".join(text.text[span.start : span.end].split())
                    if len(words.split()) > _A_NAME and any(place.overlaps(one) for one in passages):
                        found.append(masked(words))
    return found
