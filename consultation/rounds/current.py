"""Each party's answer as it stands now: its last whole answer, with what it has corrected in it since.

A message on which a person has still to decide is none yet. What an answer says is cut up in `statements`,
what it puts forward found in `proposals`; which letters are copies of one another is `campaigns`'. Nothing is
masked here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from consultation.rounds import versions
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.record import Case
from consultation.rounds.words import OTHER, AnswerKind, Passage, Text
from nlp.understanding import Span
from storage.tables import Submission

_BETWEEN = "\n\n"  # a letter and its annexes, read as one text


@dataclass(frozen=True, slots=True)
class Current:
    """One party's answer; its texts are named `number/source`, by the submission that they came with."""

    party: int
    submissions: tuple[Submission, ...]
    texts: tuple[Text, ...]
    answers: Mapping[str, tuple[Passage, ...]]


@dataclass(frozen=True, slots=True)
class Copy:
    """One letter of a campaign: the passages that it has of its own, and those that it leaves out.

    The former are its own, the weightiest first; the latter are passages of the campaign's model.
    """

    submission: int
    own: tuple[Passage, ...]
    left_out: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """Near-identical letters, called by the first that came; `model` is nearest to all the others."""

    number: int
    model: int
    letters: tuple[Copy, ...]


def counts(submission: Submission) -> bool:
    """Say whether a message is an answer that counts."""
    return AnswerKind(submission.kind) in ANSWERS and not submission.set_aside


def texts_of(submission: Submission) -> tuple[Text, ...]:
    """Return the texts of a message: its body and the annexes that can be read."""
    return tuple(Text(each["source"], each["text"]) for each in submission.texts)


def by_question(submission: Submission) -> dict[str, tuple[Passage, ...]]:
    """Return an answer's passages by question, those that answer none under OTHER."""
    read = submission.reading
    spans = {**read.get("answers", {}), OTHER: read.get("other", [])}
    return {key: tuple(_passages(found)) for key, found in spans.items() if found}


def to_confirm(submission: Submission) -> dict[str, tuple[Passage, ...]]:
    """Return the passages in which a person has statements to confirm: "no remarks" is none."""
    return {} if submission.kind == AnswerKind.NO_REMARKS else by_question(submission)


def answers(case: Case) -> list[Current]:
    """Return what each party says as it stands, with the last word on each question."""
    return [_together(party, submissions) for party, submissions in _in_force(case).items()]


def named(submission: Submission, passage: Passage) -> Passage:
    """Return a passage of a message as `Current` names it."""
    return replace(passage, source=f"{submission.id}/{passage.source}")


def at(passage: Passage) -> tuple[int, Passage]:
    """Return the message that a passage of a `Current` came with, and the passage as it stands there."""
    number, _, source = passage.source.partition("/")
    return int(number), replace(passage, source=source)


def copies(case: Case, known: Sequence[str]) -> list[Copies]:
    """Return the campaigns among the answers as they stand, the largest first.

    `known` are texts that anybody may quote: the letter and the documents.
    """
    letters = {found[0].id: texts_of(found[0]) for found in _in_force(case).values()}
    from consultation.rounds import campaigns  # noqa: PLC0415 - loads scipy, 40 MB that few need

    whole = {number: _BETWEEN.join(text.text for text in texts) for number, texts in letters.items()}
    quotable = [text for text in (*(each.text for each in case.questions), *known) if text]
    return [
        Copies(
            min(member.letter for member in group.members),
            group.representative,
            tuple(
                Copy(
                    member.letter,
                    tuple(_placed(letters[member.letter], member.own)),
                    tuple(_placed(letters[group.representative], member.left_out)),
                )
                for member in group.members
            ),
        )
        for group in campaigns.find(whole, quotable)
    ]


def _in_force(case: Case) -> dict[int, list[Submission]]:
    """Return each party's latest whole answer, and what has been corrected in it since."""
    found: dict[int, list[Submission]] = {}
    for each in case.submissions:
        before = found.get(each.party_id, [])
        if counts(each) and each.version and all(versions.takes_the_place(each, one) for one in before):
            found[each.party_id] = [*(before if each.reading.get("replaces") else []), each]
    return found


def _together(party: int, submissions: Sequence[Submission]) -> Current:
    texts: list[Text] = []
    said: dict[str, tuple[Passage, ...]] = {}
    for each in submissions:
        texts += [replace(text, source=f"{each.id}/{text.source}") for text in texts_of(each)]
        own = {key: tuple(named(each, one) for one in found) for key, found in by_question(each).items()}
        other = (*said.get(OTHER, ()), *own.get(OTHER, ()))
        said = {key: kept for key, kept in said.items() if key not in each.reading.get("replaces", ())}
        said |= own | ({OTHER: other} if other else {})
    return Current(party, tuple(submissions), tuple(texts), said)


def _placed(texts: Sequence[Text], spans: Sequence[Span]) -> Iterator[Passage]:
    """Put spans of the texts read as one back into the text that they stand in."""
    for span in spans:
        begins = 0
        for text in texts:
            ends = begins + len(text.text)
            if begins <= span.start < ends:
                yield Passage(text.source, span.start - begins, min(span.end, ends) - begins)
            begins = ends + len(_BETWEEN)


def _passages(spans: Sequence[Sequence[Any]]) -> Iterator[Passage]:
    return (Passage(source, start, end) for source, start, end in spans)
