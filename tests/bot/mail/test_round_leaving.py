import asyncio
from datetime import timedelta

import pytest

from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Dropped, Sent
from consultation.rounds import moving
from consultation.rounds.words import RoundState
from storage import leases, outbox, round_parties, rounds
from tests.laid_desk import a_desk
from tests.large_round import HANDS, MONDAY, draft, send_out, work_at
from tests.statements import counted

LEASE = timedelta(minutes=3)


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, at=MONDAY, smtp={"port": smtp_sink.port, "connections": 1}) as laid:
        yield laid


@pytest.fixture
async def pool(desk):
    opened = SmtpPool(desk.settings.smtp)
    yield opened
    await opened.close()


@pytest.fixture
def carrier(desk, pool):
    return RoundCarrier(desk, pool)


async def a_round(desk, size):
    number = await draft(desk, "uip-2027", size)
    await send_out(desk, number)
    return number


async def taken(desk, carrier, limit=9):
    """Take letters as a courier does, and ask about them in the same transaction."""
    async with desk.database.transaction() as session:
        rows = await leases.take(session, desk.clock.now(), round_carrier.KINDS, lasting=LEASE, limit=limit)
        return rows, await carrier.ask(session, rows)


async def cancel(desk, round_id):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await moving.cancel(session, of, HANDS, "Lovforslaget er trukket tilbage", work_at(desk))


async def test_what_was_taken_leaves_once_it_is_its_turn(desk, carrier, smtp_sink):
    await a_round(desk, 3)
    rows, found = await taken(desk, carrier)

    came_to = await asyncio.gather(*(found[row.id]() for row in rows))

    assert [type(each) for each in came_to] == [Sent] * 3
    assert len(smtp_sink.messages) == 3


async def test_a_decision_between_taking_and_leaving_stops_what_has_not_left(
    desk, carrier, smtp_sink, monkeypatch
):
    monkeypatch.setattr(round_carrier, "FRESH", 0)
    of = await a_round(desk, 2)
    rows, found = await taken(desk, carrier)
    assert isinstance(await found[rows[0].id](), Sent)
    await cancel(desk, of)

    came_to = await found[rows[1].id]()

    assert isinstance(came_to, Dropped)
    assert came_to.reason == f"the round is {RoundState.CANCELLED}"
    assert len(smtp_sink.messages) == 1


async def test_what_was_asked_about_long_ago_is_asked_about_anew(desk, carrier, smtp_sink, monkeypatch):
    monkeypatch.setattr(round_carrier, "LONG_AGO", 0)
    await a_round(desk, 1)
    (row,), found = await taken(desk, carrier)
    async with desk.database.transaction() as session:
        (await round_parties.get(session, 1)).organisation = "Fonden Nyt Navn"

    await found[row.id]()

    assert "Fonden Nyt Navn" in smtp_sink.messages[0].message.get_body(("plain",)).get_content()


async def test_letters_that_wait_for_a_connection_are_looked_at_together(desk, carrier, monkeypatch):
    await a_round(desk, 8)
    rows, found = await taken(desk, carrier)
    monkeypatch.setattr(round_carrier, "FRESH", 60)
    for ready in (each.args[1] for each in found.values()):
        ready.seen_at = 0

    with counted(desk) as questions:
        await asyncio.gather(*(found[row.id]() for row in rows))

    # the first of them has the connection before the others wait for it
    assert len([each for each in questions if each.startswith("SELECT")]) == 2


async def test_what_was_true_no_more_when_it_was_taken_ends_in_the_same_transaction(desk, carrier, smtp_sink):
    of = await a_round(desk, 3)
    await cancel(desk, of)

    rows, found = await taken(desk, carrier)
    invitations = [row for row in rows if "/invitation/" in row.key]

    assert [type(found[row.id]) for row in invitations] == [Dropped] * len(invitations)


async def test_the_courier_drops_what_is_no_longer_true_without_a_word_to_the_mail_server(
    desk, carrier, smtp_sink
):
    of = await a_round(desk, 3)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).state = RoundState.CANCELLED

    await Courier(desk, dict.fromkeys(round_carrier.KINDS, carrier), Bell()).run_until_empty()

    async with desk.database.reading() as session:
        row = await outbox.by_key(session, f"round:{of}/invitation/party:1")
        (letter,) = await rounds.letters(session, 1)
    assert (row.state, row.reason, letter.state) == ("dropped", "the round is cancelled", "dropped")
    assert smtp_sink.attempts == 0


async def test_a_letter_that_nothing_can_be_made_of_holds_up_no_other(desk, carrier, smtp_sink):
    of = await a_round(desk, 3)
    async with desk.database.transaction() as session:
        row = await outbox.by_key(session, f"round:{of}/invitation/party:2")
        row.payload = {"letter": 404}

    await Courier(desk, dict.fromkeys(round_carrier.KINDS, carrier), Bell()).run_until_empty()

    assert len(smtp_sink.messages) == 2
    async with desk.database.reading() as session:
        poison = await outbox.by_key(session, f"round:{of}/invitation/party:2")
    assert (poison.state, poison.reason) == ("pending", "KeyError")


async def test_every_letter_that_left_is_in_the_rounds_history_with_its_words(desk, carrier, smtp_sink):
    of = await a_round(desk, 5)

    await Courier(desk, dict.fromkeys(round_carrier.KINDS, carrier), Bell()).run_until_empty()

    async with desk.database.reading() as session:
        told = [each for each in await rounds.history(session, of) if each.what == "invitation_sent"]
        letters = [(await rounds.letters(session, party))[0] for party in range(1, 6)]
    assert sorted(each.party_id for each in told) == [1, 2, 3, 4, 5]
    assert [each.state for each in letters] == ["sent"] * 5
    assert all(f"Fond {number}" in each.text for number, each in enumerate(letters))
