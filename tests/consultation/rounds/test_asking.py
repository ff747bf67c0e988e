"""Moves that one asks for and another confirms, on the record."""

from datetime import timedelta

import pytest

from consultation.rounds import asking
from consultation.rounds.asking import Wish
from consultation.rounds.errors import (
    DeadlinePassed,
    NeedsAnother,
    NotAllowed,
    NothingAsked,
    NotLater,
    ReasonMissing,
)
from consultation.rounds.lifecycle import Act
from storage import round_parties, rounds
from tests.rounds_on_record import ANDERS, HELLE, a_draft, history, opened, state_of, work


@pytest.fixture
def asks(desk):
    """Let somebody ask for a move where four eyes are wanted; give whether it was made."""

    async def _asks(round_id, wish, by=HELLE, *, four_eyes=True):
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, round_id)
            return await asking.ask(session, of, wish, by, work(desk, four_eyes=four_eyes)) is not None

    return _asks


@pytest.fixture
def confirms(desk):
    """Let somebody confirm what is asked for."""

    async def _confirms(round_id, by=ANDERS, number=None):
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, round_id)
            wanted = asking.asked(of)
            which = number if number is not None else wanted.number
            return await asking.confirm(session, of, which, by, work(desk, four_eyes=True))

    return _confirms


async def a_party_of(desk, round_id):
    async with desk.database.reading() as session:
        return (await round_parties.of_round(session, round_id))[0]


async def test_where_two_eyes_suffice_a_move_is_made_at_once(desk, asks):
    round_id = await opened(desk)

    assert await asks(round_id, Wish(Act.CLOSE), four_eyes=False)
    assert await state_of(desk, round_id) == "closed"


@pytest.mark.parametrize("act", [Act.CLOSE, Act.EXTEND, Act.EXTEND_PARTY])
async def test_a_great_move_waits_for_another_and_is_made_as_it_was_asked_for(desk, asks, confirms, act):
    round_id = await opened(desk)
    party = await a_party_of(desk, round_id)
    until = desk.clock.now() + timedelta(days=40)
    wish = {
        Act.CLOSE: Wish(act),
        Act.EXTEND: Wish(act, until),
        Act.EXTEND_PARTY: Wish(act, until, party.id, "ferie"),
    }[act]

    assert not await asks(round_id, wish)
    assert (await history(desk, round_id))[-1] == "asked"
    move = await confirms(round_id)

    assert (move.act, move.by, move.asked_by, move.deadline) == (act, ANDERS, HELLE, wish.until)
    assert (await history(desk, round_id))[-1] == act


async def test_sending_out_and_cancelling_need_no_second_member(desk, asks):
    round_id = await opened(desk)

    assert await asks(round_id, Wish(Act.CANCEL, reason="trukket tilbage"))
    assert await state_of(desk, round_id) == "cancelled"


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish(Act.EXTEND, until=timedelta(days=-1)), NotLater),
        (Wish(Act.EXTEND_PARTY, until=timedelta(days=40), party=1, reason=" "), ReasonMissing),
    ],
)
async def test_nobody_asks_for_what_would_be_refused(desk, asks, wish, error):
    round_id = await opened(desk)
    until = desk.clock.now() + wish.until

    with pytest.raises(error):
        await asks(round_id, Wish(wish.act, until, wish.party, wish.reason))
    assert "asked" not in await history(desk, round_id)


async def test_a_stranger_neither_asks_nor_confirms(desk, asks, confirms):
    round_id = await opened(desk)
    with pytest.raises(NotAllowed):
        await asks(round_id, Wish(Act.CLOSE), by="U0STRANGER")
    await asks(round_id, Wish(Act.CLOSE))

    with pytest.raises(NotAllowed):
        await confirms(round_id, by="U0STRANGER")
    with pytest.raises(NeedsAnother):
        await confirms(round_id, by=HELLE)


async def test_the_last_wish_is_the_one_that_stands(desk, asks, confirms):
    round_id = await opened(desk)
    await asks(round_id, Wish(Act.CLOSE))
    async with desk.database.reading() as session:
        first = asking.asked(await rounds.get(session, round_id)).number
    await asks(round_id, Wish(Act.EXTEND, desk.clock.now() + timedelta(days=40)))

    with pytest.raises(NothingAsked):
        await confirms(round_id, number=first)
    assert (await confirms(round_id)).act is Act.EXTEND


async def test_what_could_not_be_made_keeps_the_wish(desk, asks, confirms):
    round_id = await opened(desk)
    await asks(round_id, Wish(Act.EXTEND, desk.clock.now() + timedelta(days=40)))
    desk.clock.advance(timedelta(days=50))

    with pytest.raises(DeadlinePassed):
        await confirms(round_id)
    async with desk.database.reading() as session:
        assert asking.asked(await rounds.get(session, round_id)) is not None


async def test_a_draft_is_approved_by_another_than_made_it(desk, asks):
    async with desk.database.transaction() as session:
        round_id = (await a_draft(session, desk.clock.now())).id

    assert not await asks(round_id, Wish(Act.APPROVE), by=HELLE)
    assert await asks(round_id, Wish(Act.APPROVE), by=ANDERS)
    assert await state_of(desk, round_id) == "approved"
