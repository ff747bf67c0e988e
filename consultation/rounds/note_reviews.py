"""People's word on statements, taken from the files of a note: rows of its `.csv`, and verdicts on points.

How a row is read is in `note.rows`; what is recorded of it in `reviewing`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import current, reviewing, statements, unreadable
from consultation.rounds.note.completeness import is_proposed
from consultation.rounds.note.content import Note
from consultation.rounds.note.draft import Draft, everything
from consultation.rounds.note.points import needs_review
from consultation.rounds.note.rows import Letter, Problem, Row, Wrong, numbers, say
from consultation.rounds.reviews import Decision, Saying
from consultation.rounds.showing import show
from consultation.rounds.vocabulary import Vocabulary
from storage import round_messages, round_statements, rounds
from storage.tables import Round, Submission

SHEET, VERDICT = "sheet", "verdict"
"""What somebody's word was taken from, as the history has it."""


@dataclass(frozen=True)
class Heard:
    """How many statements somebody's word was taken on, and the rows that could not be used."""

    count: int
    problems: Sequence[Problem]


async def from_rows(
    session: AsyncSession, of: Round, rows: Sequence[Row], known: Vocabulary, by: str, now: datetime
) -> Heard:
    """Record what rows say of the statements of a round and its children; rows that are no use are told."""
    family = {of.id, *(child.id for child in await rounds.children(session, of.id))}
    messages = {
        each.id: each
        for each in await round_messages.numbered(session, numbers(rows))
        if each.round_id in family
    }
    letters = {number: _letter(message) for number, message in messages.items()}
    found = [(row, each) for row in rows for each in say([row], letters, known)]
    problems = [each for _, each in found if isinstance(each, Problem)]
    count = 0
    for message in messages.values():
        own = [
            (row, each) for row, each in found if isinstance(each, Saying) and each.submission == message.id
        ]
        late = await _overtaken(session, message, own)
        problems += late.values()
        use = [each for row, each in own if row.number not in late]
        count += await reviewing.say(session, message, use, by, now, because=SHEET)
    if count:
        await show(session, of, now)
    return Heard(count, sorted(problems, key=lambda each: each.row))


async def from_verdicts(session: AsyncSession, of: Round, draft: Draft, by: str, now: datetime) -> set[str]:
    """Confirm the statements of points with a verdict: whoever gave it has read them. Returns their keys."""
    found = [saying for one in everything(draft) for saying in _with_verdict(one)]
    for message in await round_messages.numbered(session, sorted({saying.submission for _, saying in found})):
        own = [saying for _, saying in found if saying.submission == message.id]
        await reviewing.say(session, message, own, by, now, because=VERDICT)
    if found:
        await show(session, of, now)
    return {key for key, _ in found}


def confirmed(note: Note, keys: set[str]) -> Note:
    """Return a note in which these statements are confirmed."""
    answers = tuple(
        replace(
            each,
            statements=tuple(
                replace(one, confirmed=True, times=one.times + 1) if one.key in keys else one
                for one in each.statements
            ),
        )
        for each in note.answers
    )
    return replace(
        note, answers=answers, supplements=tuple(confirmed(child, keys) for child in note.supplements)
    )


async def count(session: AsyncSession, draft: Draft) -> None:
    """Have the record count what waits as a note just drawn up does: statements may be cut anew since."""
    for one in everything(draft):
        found: dict[int, int] = {}
        for said in one.published.said:
            found[said.answer.number] = found.get(said.answer.number, 0) + is_proposed(said)
        for answer in one.note.answers:
            unread = (
                sum(each.reason is None for each in answer.unreadable) if answer.replaced_by is None else 0
            )
            found[answer.number] = found.get(answer.number, 0) + unread
        await round_statements.set_waiting(session, found)


def _with_verdict(draft: Draft) -> Iterable[tuple[str, Saying]]:
    for point in draft.points:
        if point.remark.verdict is None or needs_review(point):
            continue
        for said in (voice for wording in point.wordings for voice in wording.voices):
            one = said.statement
            if not one.confirmed:
                yield (
                    one.key,
                    Saying(
                        said.answer.number,
                        one.passage,
                        Decision.CONFIRMED,
                        stance=one.stance,
                        topics=one.topics,
                        target_groups=one.target_groups,
                        seen=one.times,
                    ),
                )


def _letter(message: Submission) -> Letter:
    cut = statements.places(current.texts_of(message), current.to_confirm(message)).statements
    places = frozenset(one.passage for one in (*cut, *unreadable.found(message)))
    return Letter(unreadable.sources(message), places)


async def _overtaken(
    session: AsyncSession, message: Submission, own: Sequence[tuple[Row, Saying]]
) -> Mapping[int, Problem]:
    """Return the rows that somebody has answered otherwise since the file was written."""
    before = await reviewing.said_of(session, message)
    return {
        row.number: Problem(row.number, Wrong.OVERTAKEN, review.by)
        for row, saying in own
        if (review := before.get(saying.passage))
        and reviewing.overtaken(review, saying)
        and not reviewing.says_so(review, saying)
    }
