"""How many statements of an answer wait for a person, by what the answer is."""

import pytest

from consultation.rounds import current, spoken, unreadable, waiting
from consultation.rounds.words import AnswerKind
from storage import round_messages
from tests.laid_desk import FixedModel
from tests.round_builders import a_party, a_round, an_answer

SAID = "Vi har ingen bemærkninger til høringen."


@pytest.fixture
def answered(desk):
    """Put an answer of a kind on record, and count what waits of it; gives the round and the answer."""

    async def put(kind, **over):
        async with desk.database.transaction() as session:
            of = await a_round(session)
            party = await a_party(session, of)
            reading = {"other": [["", 0, len(SAID)]]}
            message = await an_answer(session, of, party, kind=kind, text=SAID, reading=reading, **over)
            await waiting.count_anew(session, party.id)
        async with desk.database.reading() as session:
            return of, await round_messages.get(session, message.id)

    return put


async def test_a_statement_of_an_answer_waits(answered):
    _, message = await answered(AnswerKind.SUBMISSION)
    assert message.waiting == 1
    assert list(current.to_confirm(message)) == ["øvrigt"]


async def test_a_letter_that_has_no_remarks_waits_for_nobody(answered, desk):
    of, message = await answered(AnswerKind.NO_REMARKS)

    assert message.waiting == 0
    assert unreadable.found(message) == []
    async with desk.database.reading() as session:
        heard = await spoken.to_round(session, of.id)
    assert spoken.said(heard, FixedModel()) == []


async def test_its_words_are_still_shown_as_what_it_says(answered):
    _, message = await answered(AnswerKind.NO_REMARKS)
    assert current.by_question(message)


async def test_an_annex_of_it_that_no_machine_can_read_waits_all_the_same(answered):
    annex = {"name": "scan.pdf", "size": 1, "type": "application/pdf", "unread": "no_text"}
    _, message = await answered(AnswerKind.NO_REMARKS, attachments=[annex])
    assert message.waiting == 1
