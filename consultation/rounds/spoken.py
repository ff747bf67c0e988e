"""The statements of answers that count, one by one, for people to look at: as proposed, or as they said.

A note's are `noted_answers`'; of those that a party has replaced or corrected since, nothing is to be said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import current, statements, versions
from consultation.rounds.reviews import Decision, Saying, reviewed
from consultation.rounds.statements import Reader, Statement
from consultation.rounds.words import Stance
from storage import round_statements, rounds
from storage.tables import Party, StatementReview, Submission


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement of an answer that counts; `key` is what it is called in the note."""

    key: str
    submission: int
    organisation: str
    statement: Statement
    text: str

    def saying(
        self,
        decision: Decision,
        reason: str = "",
        stance: Stance | None = None,
        topics: tuple[str, ...] | None = None,
        target_groups: tuple[str, ...] | None = None,
    ) -> Saying:
        """Return what somebody says of it who sees it as it is here."""
        one = self.statement
        return Saying(
            self.submission,
            one.passage,
            decision,
            reason,
            stance or one.stance,
            one.topics if topics is None else topics,
            one.target_groups if target_groups is None else target_groups,
            one.times,
        )


@dataclass(frozen=True)
class Heard:
    """The messages of some parties, and what people said of their statements, as the record has them."""

    parties: Mapping[int, Party]
    messages: Sequence[Submission]
    reviews: Sequence[StatementReview]


async def to_round(session: AsyncSession, round_id: int) -> Heard:
    """Read everything that was said to a round."""
    return Heard(
        {each.id: each for each in await rounds.parties(session, round_id)},
        await rounds.submissions(session, round_id),
        await round_statements.of_round(session, round_id),
    )


async def by_party(session: AsyncSession, message: Submission) -> Heard:
    """Read what one message's party said to its round."""
    messages = await rounds.submissions_of(session, message.party_id)
    party = await rounds.party(session, message.party_id)
    reviews = await round_statements.of_submissions(session, [each.id for each in messages])
    return Heard({party.id: party}, messages, reviews)


def said(found: Heard, reader: Reader, only: Collection[int] = ()) -> list[Spoken]:
    """Return the statements of the answers that count, or of some of these, oldest answer first."""
    return [
        each
        for one, corrected in _counting(found.messages)
        if not only or one.id in only
        for each in _one_by_one(found, one, reader)
        if each.statement.question not in corrected
    ]


def _counting(messages: Sequence[Submission]) -> Iterator[tuple[Submission, Mapping[str, int]]]:
    """Yield the answers that no later one has replaced, with the questions that were corrected since."""
    answers = versions.counting(messages)
    later = versions.since(answers)
    for one in answers:
        if versions.replaced_by(later[one.id]) is None:
            yield one, versions.corrected_by(later[one.id])


def _one_by_one(found: Heard, one: Submission, reader: Reader) -> Iterator[Spoken]:
    texts = current.texts_of(one)
    by_source = {text.source: text.text for text in texts}
    proposed = statements.cut(texts, current.by_question(one), reader).statements
    reviews = [each for each in found.reviews if each.submission_id == one.id]
    for at, each in enumerate(reviewed(proposed, reviews, by_source), 1):
        words = by_source[each.passage.source][each.passage.start : each.passage.end]
        yield Spoken(f"{one.id}-{at}", one.id, found.parties[one.party_id].organisation, each, words)
