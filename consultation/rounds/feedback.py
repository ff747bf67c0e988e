"""What became of each party's own points: from a note with the ministry's remarks to one letter a party.

Rules only. A party reads its own words whole, whatever it has said of publication; CPR numbers are hidden all
the same, and what it asked us not to publish stands in no point of the note, so nobody has remarked on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from consultation.rounds.note.content import Answer, Note, Remark, Statement
from consultation.rounds.note.draft import Draft, work_out
from consultation.rounds.note.masking import Masks, masked, merged
from consultation.rounds.note.points import Point, needs_review
from consultation.rounds.words import OTHER, Consent, Verdict


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """One thing that a party said, and what became of it.

    `question` is its text, empty for what answers none. `withheld`: it is in no note, as the party wished.
    """

    text: str
    question: str
    verdict: Verdict | None
    comment: str
    withheld: bool = False
    changed: bool = False
    """The point has changed since the ministry wrote on it, and nobody has said that the remark holds."""

    @property
    def lacks(self) -> bool:
        """Whether somebody has yet to say what became of it."""
        return not self.withheld and (self.changed or not (self.verdict or self.comment))


def own_points(note: Note, masks: Masks) -> dict[int, list[OwnPoint]]:
    """Return what became of what each answer says, by its number, in the order of the questions.

    Answers that were replaced are left out.
    """
    remarked = _points(work_out(note, masks))
    siblings = _siblings(note, masks, remarked)
    asked = {each.key: each.text for each in note.questions}
    found = {
        answer.number: [
            _own(answer, statement, remarked.get(statement.key) or siblings.get(statement.key), asked, masks)
            for statement in answer.statements
            if statement.set_aside is None
        ]
        for answer in note.answers
        if answer.replaced_by is None
    }
    order = [*asked.values(), ""]
    return {
        number: sorted(points, key=lambda each: order.index(each.question))
        for number, points in found.items()
        if points
    }


def for_round(key: str, remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return remarks as a round's own note names them, also those that stand in its parent's."""
    return tuple(replace(each, point=each.point.removeprefix(f"{key}/")) for each in remarks)


def _points(draft: Draft) -> dict[str, Point]:
    """Return the point that each statement in the note belongs to."""
    return {
        voice.statement.key: point
        for point in draft.points
        for wording in point.wordings
        for voice in wording.voices
    }


def _siblings(note: Note, masks: Masks, known: Mapping[str, Point]) -> dict[str, Point]:
    """Return for what is withheld the point that says the same, where another party let us publish it."""
    open_answers = tuple(replace(each, consent=Consent.PUBLISH) for each in note.answers)
    everything = work_out(replace(note, answers=open_answers, supplements=()), masks)
    found: dict[str, Point] = {}
    for point in everything.points:
        keys = [voice.statement.key for wording in point.wordings for voice in wording.voices]
        told = next((known[key] for key in keys if key in known), None)
        if told:
            found |= {key: told for key in keys if key not in known}
    return found


def _own(
    answer: Answer, statement: Statement, point: Point | None, asked: Mapping[str, str], masks: Masks
) -> OwnPoint:
    text = _words(answer, statement, masks)
    question = "" if statement.question == OTHER else asked.get(statement.question, "")
    if point is None:
        return OwnPoint(text, question, None, "", withheld=True)
    remark = point.remark
    return OwnPoint(text, question, remark.verdict, remark.comment.strip(), changed=needs_review(point))


def _words(answer: Answer, statement: Statement, masks: Masks) -> str:
    """Return the party's own words, CPR numbers hidden."""
    passage = statement.passage
    whole = next((each.text for each in answer.texts if each.source == passage.source), "")
    hidden = merged((span, _HIDDEN) for span in masks.cpr(whole))
    return " ".join(masked(whole, hidden, passage.start, passage.end).split())


_HIDDEN = "[CPR]"
