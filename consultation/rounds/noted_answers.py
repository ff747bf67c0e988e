"""A note's answers: each cut into statements as proposed, with the campaigns and proposals among them.

What is said in the copies of one letter is one point, called by the letter that came first; what one of
them says of its own stands as a point of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from consultation.rounds import (
    current,
    documents_sent,
    joint,
    proposals,
    statements,
    unreadable,
    versions,
    wishes,
)
from consultation.rounds.current import Copies
from consultation.rounds.note import content
from consultation.rounds.note.content import Answer, Campaign, Copy, Unreadable
from consultation.rounds.record import Case
from consultation.rounds.reviews import reviewed
from consultation.rounds.statements import Reader
from consultation.rounds.words import AnswerKind, Consent, RoundKind
from consultation.rounds.working_days import WorkingDays
from nlp import gazetteer
from nlp.taxonomy import Taxonomy
from nlp.understanding import Understanding
from storage.tables import StatementReview, Submission

_CORRECTED = {"da": "rettet i svar {}", "en": "corrected in answer {}"}
_LIKE = 0.6  # of the words of two statements in copies of one letter
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class House:
    """What a note says of the house that writes it, and what reads the answers."""

    ministry: str
    office: str
    language: str
    calendar: WorkingDays
    taxonomy: Taxonomy
    reader: Reader


@dataclass(frozen=True)
class Said:
    """What was said to a round."""

    answers: tuple[Answer, ...]
    campaigns: tuple[Campaign, ...]
    proposals: tuple[content.Proposal, ...]


class _Remembering:
    """A reader that understands the same words once: copies of a letter cost no more than one."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Understanding] = {}

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """Return what each (subject, body) is about."""
        asked = list(messages)
        new = list(dict.fromkeys(each for each in asked if each not in self._known))
        self._known.update(zip(new, self._reader.understand_many(new), strict=True))
        return [self._known[each] for each in asked]


Cuts = Mapping[int, Sequence[statements.Statement]]
"""The statements of each submission."""


def read(
    case: Case,
    names: Mapping[int, str],
    quotable: Sequence[str],
    newest: Mapping[str, int],
    said: Sequence[StatementReview],
    house: House,
) -> Said:
    """Read what was said to a round; `quotable` are texts that anybody may quote, `said` is people's word.

    `newest` are the numbers of the documents' newest versions, by name.

    Takes about ten milliseconds for each answer.
    """
    counting = versions.counting(case.submissions)
    cuts = _cuts(counting, said, _Remembering(house.reader))
    copies = [
        kept for group in current.copies(case, quotable) if len((kept := _within(group, cuts)).letters) > 1
    ]
    since = versions.since(counting)
    consents = wishes.of_answers(case.submissions)
    answers = tuple(
        _answer(
            each,
            names[each.party_id],
            joint.beside_author(each, case.parties, names),
            consents[each.id],
            since[each.id],
            _statements(each, cuts[each.id], house, since[each.id]),
            tuple(documents_sent.behind(each, newest).items()),
            _unreadable(each, said),
        )
        for each in counting
    )
    return Said(
        _pointed(answers, copies),
        tuple(map(_campaign, copies)),
        tuple(_proposals(case, cuts, house)) if case.round.kind == RoundKind.UIP else (),
    )


def _cuts(answers: Sequence[Submission], said: Sequence[StatementReview], reader: Reader) -> Cuts:
    """Cut answers into statements, as people said that these are."""
    of_answer: dict[int, list[StatementReview]] = {}
    for review in said:
        of_answer.setdefault(review.submission_id, []).append(review)
    return {
        each.id: reviewed(
            statements.cut(current.texts_of(each), current.to_confirm(each), reader).statements,
            of_answer.get(each.id, ()),
            {text.source: text.text for text in current.texts_of(each)},
        )
        for each in answers
    }


def _answer(
    one: Submission,
    party: str,
    signatories: tuple[str, ...],
    consent: Consent,
    since: Sequence[Submission],
    said: tuple[content.Statement, ...],
    on_older: tuple[tuple[str, int], ...],
    unread: Sequence[Unreadable],
) -> Answer:
    return Answer(
        number=one.id,
        party=party,
        received_at=one.received_at,
        consent=consent,
        texts=current.texts_of(one),
        statements=said,
        late=one.late,
        no_remarks=one.kind == AnswerKind.NO_REMARKS,
        signatories=signatories,
        unread=tuple(each.source for each in unread if each.source and each.reason is None),
        unreadable=tuple(unread),
        replaced_by=versions.replaced_by(since),
        on_older=on_older,
    )


def _unreadable(one: Submission, said: Sequence[StatementReview]) -> list[Unreadable]:
    """Return what no machine can read of an answer, with what people who have read it said."""
    own = [each for each in said if each.submission_id == one.id]
    return [
        Unreadable(each.passage.source, each.set_aside, each.times)
        for each in reviewed(unreadable.found(one), own, {})
    ]


def _statements(
    one: Submission, found: Sequence[statements.Statement], house: House, since: Sequence[Submission]
) -> tuple[content.Statement, ...]:
    corrected = versions.corrected_by(since)
    return tuple(
        content.Statement(
            key=f"{one.id}-{number}",
            stance=each.stance,
            passage=each.passage,
            topics=each.topics,
            question=each.question,
            target_groups=each.target_groups,
            set_aside=_CORRECTED[house.language].format(corrected[each.question])
            if each.question in corrected
            else each.set_aside,
            confirmed=each.confirmed_by is not None,
            times=each.times,
        )
        for number, each in enumerate(found, 1)
    )


def _within(group: Copies, cuts: Cuts) -> Copies:
    """Return a campaign without the letters that are not in the note."""
    return replace(group, letters=tuple(each for each in group.letters if each.submission in cuts))


def _campaign(group: Copies) -> Campaign:
    return Campaign(
        group.model, tuple(Copy(each.submission, each.own, each.left_out) for each in group.letters)
    )


def _pointed(answers: Sequence[Answer], copies: Sequence[Copies]) -> tuple[Answer, ...]:
    """Put what copied letters share under the points of the first of them."""
    by_number = {each.number: each for each in answers}
    points = {key: point for group in copies for key, point in _points(group, by_number)}
    return tuple(
        replace(
            each, statements=tuple(replace(one, point=points.get(one.key, "")) for one in each.statements)
        )
        for each in answers
    )


def _points(group: Copies, answers: Mapping[int, Answer]) -> Iterator[tuple[str, str]]:
    """Yield the point of each statement that a letter has in common with the first."""
    letters = sorted(group.letters, key=lambda each: each.submission)
    first = answers[letters[0].submission]
    theirs = [(one.key, _words(first, one)) for one in first.statements]
    for letter in letters:
        answer = answers[letter.submission]
        for one in answer.statements:
            if not any(one.passage.overlaps(own) for own in letter.own):
                said = _words(answer, one)
                alike, key = max(((_alike(said, words), key) for key, words in theirs), default=(0.0, ""))
                if alike >= _LIKE:
                    yield one.key, key


def _words(answer: Answer, statement: content.Statement) -> frozenset[str]:
    passage = statement.passage
    text = next(each.text for each in answer.texts if each.source == passage.source)
    return frozenset(_WORD.findall(text[passage.start : passage.end].casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _proposals(case: Case, cuts: Cuts, house: House) -> Iterator[content.Proposal]:
    groups = {label.key: label.name(house.language) for label in gazetteer.names()}
    for answer in current.answers(case):
        said = [one for each in answer.submissions for one in _standing(each, answer, cuts)]
        for found in proposals.find(answer.texts, said, case.questions):
            number, passage = current.at(found.passage)
            lacks = [
                label.name(house.language)
                for label in proposals.checklist(found.susi_phase)
                if label.key in found.lacks
            ]
            named = tuple(groups.get(key, key) for key in found.target_groups)
            yield content.Proposal(
                number, passage, found.type, found.susi_phase, named, tuple(lacks), found.sure
            )


def _standing(one: Submission, answer: current.Current, cuts: Cuts) -> Iterator[statements.Statement]:
    """Yield the statements of a message that still stand in its party's answer."""
    for each in cuts.get(one.id, ()):
        passage = current.named(one, each.passage)
        if each.set_aside is None and any(
            passage.overlaps(kept) for kept in answer.answers.get(each.question, ())
        ):
            yield replace(each, passage=passage)
