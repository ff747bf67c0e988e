"""The statements of answers that count, one by one, for people to look at: as proposed, or as they said.

A note's are `noted_answers`'; of those that a party has replaced or corrected since, nothing is to be said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import current, statements, unreadable, versions
from consultation.rounds.reviews import Decision, Saying, reviewed, waits
from consultation.rounds.statements import Reader, Statement
from consultation.rounds.words import Stance
from storage import round_messages, round_parties, round_statements
from storage.tables import Party, StatementReview, Submission

WHOLE = slice(None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement of an answer that counts; `key` is what it is called in the note.

    Without words it stands for an annex, or a letter, that a person has to read.
    """

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
        seen: int | None = None,
    ) -> Saying:
        """Return what somebody says of it who saw it as it is here, or when less had been said of it."""
        one = self.statement
        if decision is Decision.CONFIRMED and not self.text:
            decision = Decision.SET_ASIDE  # what no machine can read is nowhere in the note
        return Saying(
            self.submission,
            one.passage,
            decision,
            reason,
            stance or one.stance,
            one.topics if topics is None else topics,
            one.target_groups if target_groups is None else target_groups,
            one.times if seen is None else seen,
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
        {each.id: each for each in await round_parties.of_round(session, round_id)},
        await round_messages.of_round(session, round_id),
        await round_statements.of_round(session, round_id),
    )


async def by_party(session: AsyncSession, message: Submission) -> Heard:
    """Read what one message's party said to its round."""
    messages = await round_messages.of_party(session, message.party_id)
    party = await round_parties.get(session, message.party_id)
    reviews = await round_statements.of_submissions(session, [each.id for each in messages])
    return Heard({party.id: party}, messages, reviews)


def said(found: Heard, reader: Reader, only: Collection[int] = (), part: slice = WHOLE) -> list[Spoken]:
    """Return the statements of the answers that count, or a part of those of some; oldest answer first."""
    return [
        Spoken(key, one.id, found.parties[one.party_id].organisation, each, _words(one, each))
        for one, counting in _counting(found, only)
        for key, each in _understood(found, one, counting[part], reader)
    ]


def waiting(found: Heard, number: int) -> list[bool]:
    """Say of each statement of one answer whether it waits for a person; nothing is understood for that."""
    return [
        waits(each)
        for one, counting in _counting(found, (number,))
        for each in _reviewed(found, one, [each for _, each in counting])
    ]


_Named = tuple[str, Statement]


def _counting(found: Heard, only: Collection[int]) -> Iterator[tuple[Submission, list[_Named]]]:
    """Yield the answers that no later one has replaced, with what was not corrected since, as proposed."""
    answers = versions.counting(found.messages)
    later = versions.since(answers)
    for one in answers:
        if (not only or one.id in only) and versions.replaced_by(later[one.id]) is None:
            corrected = versions.corrected_by(later[one.id])
            proposed = statements.places(current.texts_of(one), current.to_confirm(one)).statements
            counting = [(f"{one.id}-{at}", each) for at, each in enumerate(proposed, 1)]
            stand = [(key, each) for key, each in counting if each.question not in corrected]
            unread = [(f"{one.id}/{each.passage.source}", each) for each in unreadable.found(one)]
            yield one, [*stand, *unread]


def _understood(
    found: Heard, one: Submission, counting: Sequence[_Named], reader: Reader
) -> Iterator[_Named]:
    worded = [each for _, each in counting if not unreadable.is_place(each.passage)]
    unread = [each for _, each in counting if unreadable.is_place(each.passage)]
    proposed = [*statements.about(worded, current.texts_of(one), reader), *unread]
    return zip((key for key, _ in counting), _reviewed(found, one, proposed), strict=True)


def _reviewed(found: Heard, one: Submission, proposed: Sequence[Statement]) -> list[Statement]:
    texts = {text.source: text.text for text in current.texts_of(one)}
    return reviewed(proposed, [each for each in found.reviews if each.submission_id == one.id], texts)


def _words(one: Submission, each: Statement) -> str:
    if unreadable.is_place(each.passage):
        return ""
    text = next(text.text for text in current.texts_of(one) if text.source == each.passage.source)
    return text[each.passage.start : each.passage.end]
