"""Whoever answers unasked becomes a party, and is one no more."""

import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import collecting, joining, record, reminding
from consultation.rounds.errors import DecidedAlready, NotNow
from consultation.rounds.incoming import Message
from consultation.rounds.words import Text
from consultation.rounds.writing import LETTER
from storage import round_messages, round_parties, rounds
from tests.builders import a_ledger_entry
from tests.rounds_on_record import ANDERS, HELLE, answers, closed, history, opened, parcels, work

ANSWER = "1. Børn anbragt uden for hjemmet bør være et fokusområde."
QUESTION = "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?"
STRANGER = "formand@nyfond.example"


@pytest.fixture
def unasked(desk):
    """Let somebody write to a round whom nobody asked; gives the number of what they wrote."""

    async def _unasked(round_id, text=ANSWER):
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, round_id)
            message = Message(
                ledger_id=(await a_ledger_entry(session)).id,
                received_at=desk.clock.now(),
                sender=STRANGER,
                sender_name="Ny Fond",
                organisation="Ny Fond",
                subject="Svar",
                language="da",
                message_id=None,
                references=[],
                texts=[Text("", text)],
                attachments=[],
            )
            now = desk.clock.now()
            made = await collecting.take_in(session, of, None, message, desk.calendar, letterhead(desk), now)
        return made.id

    return _unasked


@pytest.fixture
def does(desk):
    """Make a party of whom an answer is from, or undo it."""

    async def _does(move, round_id, number, by=HELLE):
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, round_id)
            await move(session, of, await round_messages.get(session, number), by, work(desk))

    return _does


async def stands(desk, round_id, number):
    """Where the sender stands, how many were asked, and whether the count of messages adds up."""
    async with desk.database.reading() as session:
        of = await rounds.get(session, round_id)
        case = await record.load(session, of, desk.clock.now())
        party = case.parties[(await round_messages.get(session, number)).party_id]
        counted = record.reconciled(case, await rounds.history(session, round_id))
    standing = case.standings.get(party.id)
    return standing.state if standing else None, len(case.standings), counted.adds_up, counted.answers


async def letters_to(desk, number):
    async with desk.database.reading() as session:
        party = (await round_messages.get(session, number)).party_id
        return [each.kind for each in await rounds.letters(session, party)]


async def test_it_is_counted_among_those_asked_with_the_answer_that_it_gave(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of)
    assert await stands(desk, of, number) == (None, 3, True, 1)

    await does(joining.make_party, of, number)

    assert await stands(desk, of, number) == ("answered", 4, True, 1)
    assert await letters_to(desk, number) == ["receipt"]
    assert "made_party" in await history(desk, of)


async def test_undone_it_is_again_one_whom_nobody_asked_and_its_answer_stays(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of)
    await does(joining.make_party, of, number)

    await does(joining.unmake_party, of, number)

    assert await stands(desk, of, number) == (None, 3, True, 1)
    async with desk.database.reading() as session:
        answer = await round_messages.get(session, number)
        party = await round_parties.get(session, answer.party_id)
    assert (joining.made_by(answer), party.state, party.remind_at) == ("", "answered", None)


async def test_who_only_asked_something_gets_the_invitation_once_and_is_reminded(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of, QUESTION)
    for move in (joining.make_party, joining.unmake_party, joining.make_party):
        await does(move, of, number)

    assert await letters_to(desk, number) == ["invitation"]
    async with desk.database.reading() as session:
        answer = await round_messages.get(session, number)
        plans = await reminding.plans(session, await rounds.get(session, of), desk.calendar, desk.clock.now())
    assert [bool(each.reminders) for each in plans if each.party == answer.party_id] == [True]


async def test_from_then_on_it_gets_what_parties_get(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of, QUESTION)
    await does(joining.make_party, of, number)
    async with desk.database.reading() as session:
        party = (await round_messages.get(session, number)).party_id
        asked = [each.id for each in record.invited(await round_parties.of_round(session, of))]

    assert party in asked
    assert any(f"/invitation/party:{party}" in each.key for each in await parcels(desk, LETTER))


async def test_of_two_who_make_it_a_party_one_does_and_the_other_is_told(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of)
    await does(joining.make_party, of, number)

    with pytest.raises(DecidedAlready) as told:
        await does(joining.make_party, of, number, ANDERS)

    assert told.value.by == HELLE


async def test_who_was_asked_from_the_first_is_not_put_out(desk, unasked, does):
    of = await opened(desk)
    answer = await answers(desk, of, "Fonden Nordlys", ANSWER)

    with pytest.raises(DecidedAlready):
        await does(joining.unmake_party, of, answer.id)


async def test_after_closing_it_is_a_party_that_is_asked_for_nothing(desk, unasked, does):
    of = await opened(desk)
    await closed(desk, of)
    number = await unasked(of, QUESTION)

    await does(joining.make_party, of, number)

    assert await letters_to(desk, number) == []


async def test_in_a_round_that_is_over_nobody_becomes_a_party(desk, unasked, does):
    of = await opened(desk)
    number = await unasked(of)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).state = "reported"

    with pytest.raises(NotNow):
        await does(joining.make_party, of, number)
