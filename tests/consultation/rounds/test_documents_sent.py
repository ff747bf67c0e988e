"""Which version of a document an answer is to."""

from datetime import timedelta

import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import documents_sent, papers
from consultation.rounds.showing import ANSWER
from storage import round_messages, round_parties, rounds
from storage.tables import RoundDocument
from tests.rounds_on_record import answers, opened, parcels

ANSWER_TEXT = "1. Unge hjemløse uden for de store byer bør komme først."
NAME = "oplaeg.pdf"


async def every_letter_leaves(desk, round_id):
    """Let letters leave with what goes along, as the carrier notes it."""
    async with desk.database.transaction() as session:
        versions = await rounds.document_versions(session, round_id)
        for party in await round_parties.of_round(session, round_id):
            for letter in await rounds.letters(session, party.id):
                facts = {"documents": versions} if letter.kind == "invitation" else letter.facts
                letter.state, letter.facts = "sent", {**facts, **letter.facts}


@pytest.fixture
async def out(desk):
    """A round that is out with a document."""
    of = await opened(desk)
    async with desk.database.transaction() as session:
        document = RoundDocument(
            round_id=of, name=NAME, version=1, type="", content=b"1", text="", added_at=desk.clock.now()
        )
        await rounds.add(session, document)
    return of


async def a_new_version(desk, round_id, content=b"2"):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await papers.add(session, of, NAME, content, "", "helle", letterhead(desk), desk.clock.now())


async def behind(desk, round_id, number):
    async with desk.database.reading() as session:
        newest = await rounds.document_versions(session, round_id)
        return documents_sent.behind(await round_messages.get(session, number), newest)


async def test_an_answer_is_to_the_version_that_left_with_the_invitation(desk, out):
    await every_letter_leaves(desk, out)

    answer = await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT)

    assert documents_sent.answered_on(answer) == {NAME: 1}
    assert await behind(desk, out, answer.id) == {}


async def test_once_a_newer_version_is_there_an_earlier_answer_is_behind_and_its_card_is_drawn_anew(
    desk, out
):
    await every_letter_leaves(desk, out)
    answer = await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT)
    before = len(await parcels(desk, ANSWER))

    await a_new_version(desk, out)

    assert await behind(desk, out, answer.id) == {NAME: 1}
    (card,) = (await parcels(desk, ANSWER))[before:]
    assert card.payload["submission"] == answer.id


async def test_who_answers_after_the_letter_with_the_new_version_answers_that_one(desk, out):
    await every_letter_leaves(desk, out)
    desk.clock.advance(timedelta(hours=1))
    await a_new_version(desk, out)
    await every_letter_leaves(desk, out)

    answer = await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT)

    assert documents_sent.answered_on(answer) == {NAME: 2}


async def test_a_letter_that_has_not_left_counts_for_nothing(desk, out):
    await every_letter_leaves(desk, out)
    await a_new_version(desk, out)

    answer = await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT)

    assert documents_sent.answered_on(answer) == {NAME: 1}


async def test_what_was_written_before_the_letter_left_is_to_the_version_before(desk, out):
    await every_letter_leaves(desk, out)
    written = desk.clock.now()
    desk.clock.advance(timedelta(hours=1))
    await a_new_version(desk, out)
    await every_letter_leaves(desk, out)

    answer = await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT, received_at=written)

    assert documents_sent.answered_on(answer) == {NAME: 1}


async def test_in_a_round_without_documents_an_answer_is_to_none(desk):
    of = await opened(desk)
    await every_letter_leaves(desk, of)

    answer = await answers(desk, of, "Fonden Nordlys", ANSWER_TEXT)

    assert documents_sent.answered_on(answer) == {}
    assert "documents" not in answer.reading


async def test_of_many_answers_the_newest_cards_are_drawn_anew(desk, out, monkeypatch):
    monkeypatch.setattr(documents_sent, "MOST_SHOWN_ANEW", 1)
    await every_letter_leaves(desk, out)
    await answers(desk, out, "Fonden Nordlys", ANSWER_TEXT)
    last = await answers(desk, out, "Havblik Fonden", ANSWER_TEXT)
    before = len(await parcels(desk, ANSWER))

    await a_new_version(desk, out)

    assert [each.payload["submission"] for each in (await parcels(desk, ANSWER))[before:]] == [last.id]
