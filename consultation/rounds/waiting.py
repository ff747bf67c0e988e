"""How many statements of each answer wait for a person, kept up to date so that cards need not read answers.

It is counted for one party at a time: when it writes, when somebody decides what a message is, and when
somebody has said something of its statements.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import current, reviews, statements, unreadable, versions
from storage import round_messages, round_statements
from storage.tables import StatementReview, Submission


async def count_anew(session: AsyncSession, party_id: int) -> None:
    """Count what waits of one party's answers."""
    messages = await round_messages.of_party(session, party_id)
    said = await round_statements.of_submissions(session, [each.id for each in messages])
    found = waiting(messages, said)
    for each in messages:
        each.waiting = found.get(each.id, 0)
    await session.flush()


def waiting(messages: Iterable[Submission], said: Sequence[StatementReview]) -> dict[int, int]:
    """Return how many statements wait in each answer; one that was replaced or corrected needs nobody."""
    answers = versions.counting(messages)
    later = versions.since(answers)
    return {
        each.id: _waiting_in(each, later[each.id], [one for one in said if one.submission_id == each.id])
        for each in answers
        if versions.replaced_by(later[each.id]) is None
    }


def _waiting_in(one: Submission, later: Sequence[Submission], said: Sequence[StatementReview]) -> int:
    texts, corrected = current.texts_of(one), versions.corrected_by(later)
    proposed = statements.places(texts, current.to_confirm(one)).statements
    stand = [each for each in proposed if each.question not in corrected]
    by_source = {text.source: text.text for text in texts}
    stand += unreadable.found(one)
    return sum(map(reviews.waits, reviews.reviewed(stand, said, by_source)))
