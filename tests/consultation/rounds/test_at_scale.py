"""What a round costs: the same number of questions to the record however many parties it has."""

from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from bot.front_desk.reception import Reception
from bot.mail.round_carrier import RoundCarrier
from bot.rounds.receiving import letterhead
from bot.schedule import tick
from consultation.rounds import moving, reminding
from storage import ledger, round_parties, rounds
from storage.messages import Arrival
from storage.tables import OutboxRow, Party, RoundDocument
from tests.laid_desk import FixedModel, a_desk
from tests.large_round import DEADLINE, HALFWAY, HANDS, MONDAY, an_answer, draft, send_out, work_at
from tests.statements import counted

SIZES = (3, 300)


@pytest.fixture
async def desk(tmp_path):
    async with a_desk(tmp_path, at=MONDAY) as laid:
        yield laid


class Pool:
    """Takes letters as a mail server does, and keeps them."""

    def __init__(self):
        self.letters = []

    @asynccontextmanager
    async def place(self):
        yield self

    async def send(self, letter, _sender, _recipients):
        self.letters.append(message_from_bytes(letter, policy=policy.default))
        return {}


def a_document(round_id, now):
    return RoundDocument(
        round_id=round_id,
        name="oplaeg.pdf",
        version=1,
        type="application/pdf",
        content=b"%PDF",
        text="",
        added_at=now,
    )


async def sent_out(desk, size):
    round_id = await draft(desk, f"runde-{size}", size)
    await send_out(desk, round_id)
    async with desk.database.reading() as session:
        return round_id, sorted(party.id for party in await round_parties.of_round(session, round_id))


async def receives(desk, *party_ids):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        mails = [Arrival.pack(an_answer(desk, party), source="test", received_at=now) for party in party_ids]
        stored = await ledger.store(session, mails, now)
    async for _ in Reception(desk, FixedModel()).receive_all(stored):
        pass


async def test_sending_out_asks_as_much_for_three_parties_as_for_three_hundred(desk):
    asked = []
    for size in SIZES:
        round_id = await draft(desk, f"runde-{size}", size)
        with counted(desk) as questions:
            await send_out(desk, round_id)
        asked.append(len(questions))

    assert asked[1] <= asked[0] + 2, asked  # rows go in by the hundred


async def test_an_answer_asks_as_much_in_a_large_round_as_in_a_small_one(desk):
    asked = []
    for size in SIZES:
        _, parties = await sent_out(desk, size)
        with counted(desk) as questions:
            await receives(desk, parties[0])
        asked.append(questions)

    assert len(asked[0]) == len(asked[1])
    everybody = [each for each in asked[1] if "WHERE round_party.round_id =" in each]
    assert everybody == []


async def test_a_request_for_time_is_met_without_asking_about_everybody(desk):
    asked = []
    for size in SIZES:
        round_id, parties = await sent_out(desk, size)
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, round_id)
            party = await round_parties.locked(session, parties[0])
            until = DEADLINE + timedelta(days=7)
            with counted(desk) as questions:
                await moving.extend_party(session, of, party, HANDS, until, "Bestyrelsesmøde", work_at(desk))
        asked.append(len(questions))

    assert asked[0] == asked[1]


async def test_a_tick_asks_as_much_for_three_due_parties_as_for_three_hundred(desk):
    asked = []
    for size in SIZES:
        await sent_out(desk, size)
        desk.clock.advance(HALFWAY - desk.clock.now())
        async with desk.database.transaction() as session:
            with counted(desk) as questions:
                written = await reminding.remind(session, desk.calendar, letterhead(desk), desk.clock.now())
        assert written == size
        asked.append(len(questions))
        desk.clock.advance(MONDAY - desk.clock.now())

    assert asked[1] <= asked[0] + 2, asked


async def test_one_tick_reminds_everybody_who_is_due_and_nobody_twice(desk, monkeypatch):
    monkeypatch.setattr(reminding, "AT_ONCE", 7)
    _, parties = await sent_out(desk, 30)
    await receives(desk, *parties[:3])
    desk.clock.advance(HALFWAY - desk.clock.now())

    await tick(desk)
    await tick(desk)

    async with desk.database.reading() as session:
        written = list(await session.scalars(select(OutboxRow.key).where(OutboxRow.key.like("%reminder%"))))
        reminded = list(await session.scalars(select(Party).where(Party.id.in_(parties)).order_by(Party.id)))
    assert len(written) == 27
    assert [len(party.reminded) for party in reminded] == [0] * 3 + [1] * 27


async def test_letters_are_asked_about_in_as_many_questions_however_many_they_are(desk):
    await sent_out(desk, 30)
    async with desk.database.reading() as session:
        rows = list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == "round.letter")))
    carrier = RoundCarrier(desk, Pool())
    await carrier.deliver(rows[0])
    asked = []
    for some in (rows[1:2], rows[2:]):
        async with desk.database.transaction() as session:
            with counted(desk) as questions:
                found = await carrier.ask(session, some)
        assert len(found) == len(some)
        asked.append(len([each for each in questions if each.startswith("SELECT")]))

    assert asked == [3, 3]


async def test_a_document_that_is_added_later_goes_along_from_then_on(desk):
    round_id, _ = await sent_out(desk, 2)
    async with desk.database.reading() as session:
        rows = list(await session.scalars(select(OutboxRow).where(OutboxRow.kind == "round.letter")))
    pool = Pool()
    carrier = RoundCarrier(desk, pool)
    await carrier.deliver(rows[0])
    async with desk.database.transaction() as session:
        await rounds.add(session, a_document(round_id, desk.clock.now()))

    await carrier.deliver(rows[1])

    names = [[each.get_filename() for each in letter.iter_attachments()] for letter in pool.letters]
    assert names == [[], ["oplaeg.pdf"]]


async def test_a_round_is_found_by_its_key_in_any_capitals(desk):
    round_id = await draft(desk, "UIP-2027", 1)
    await draft(desk, "uip", 1)
    async with desk.database.transaction() as session:
        (await rounds.get(session, round_id)).state = "open"

    async with desk.database.reading() as session:
        for called in ("UIP-2027", "uip-2027"):
            assert [each.id for each in await rounds.called(session, ["x", called], ["open"])] == [round_id]
        assert await rounds.called(session, ["uip"], ["open"]) == []
        assert await rounds.called(session, [], ["open"]) == []
