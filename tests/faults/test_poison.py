"""A letter or a parcel that ends every process that touches it: it is set aside, and the others go on."""

import asyncio
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.front_desk.quarantine import ENDS_PROCESSES
from bot.front_desk.reception import Reception
from bot.outbox import courier as courier_module
from bot.outbox.bell import Bell
from bot.outbox.courier import LIVES, Courier
from bot.outbox.delivery import Sent
from nlp import model_process
from nlp.errors import ModelBroke
from storage import ledger, outbox
from storage.messages import Arrival
from storage.outbox import Parcel
from storage.tables import LedgerEntry, OutboxRow
from tests.faults.glutton import serve_a_glutton
from tests.journeys.mails import a_mail
from tests.laid_desk import FixedModel


async def starts(how, folder):
    """Start the service until it lives; returns how often it ended before."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.poisoned_service", how, str(folder)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return int(said.split()[-1])


async def stored(desk, *mails):
    async with desk.database.transaction() as session:
        arrivals = [
            Arrival.pack(each.as_bytes(), source="INBOX", received_at=desk.clock.now()) for each in mails
        ]
        return await ledger.store(session, arrivals, desk.clock.now())


async def entries(desk):
    async with desk.database.reading() as session:
        return list(await session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


@pytest.mark.parametrize("how", ["killed", "ended", "never ends"])
async def test_a_letter_that_ends_each_start_is_quarantined_and_the_others_are_read(desk, tmp_path, how):
    await stored(desk, a_mail(subject="Før"), a_mail(text="gift"), a_mail(subject="Efter"))

    assert await starts(how, tmp_path) == 2

    before, poison, after = await entries(desk)
    assert (before.outcome, after.outcome) == ("inquiry", "inquiry")
    assert (poison.outcome, poison.reason) == ("quarantined", ENDS_PROCESSES)
    async with desk.database.reading() as session:
        assert await outbox.by_key(session, f"ledger:{poison.id}/quarantined")


async def test_a_clamd_that_takes_longer_than_a_letter_may_to_be_read_ends_no_process(desk, tmp_path):
    mail = a_mail()
    mail.add_attachment(b"%PDF-1.4", "application", "pdf", filename="svar.pdf")
    await stored(desk, mail)

    assert await starts("slow clamd", tmp_path) == 0

    (entry,) = await entries(desk)
    assert entry.outcome == "inquiry"


async def test_a_letter_that_waited_for_the_record_is_not_taken_for_poison(desk, monkeypatch):
    await stored(desk, a_mail())
    reception = Reception(desk, FixedModel())
    decide = reception.decide

    async def record_away(_reading):
        raise ConnectionRefusedError

    monkeypatch.setattr(reception, "decide", record_away)
    for _ in range(5):
        with pytest.raises(ConnectionRefusedError):
            await reception.recover()
    monkeypatch.setattr(reception, "decide", decide)
    await reception.recover()

    (entry,) = await entries(desk)
    assert (entry.outcome, entry.tries) == ("inquiry", 1)


async def put(desk, *keys):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        for key in keys:
            await outbox.put(session, Parcel(key, "test", key, now), now)


async def test_a_parcel_that_ends_each_start_is_given_up_with_a_word_and_the_others_leave(desk, tmp_path):
    await put(desk, "a", "gift", "z")

    assert await starts("killed", tmp_path) == LIVES

    delivered = (tmp_path / "delivered.txt").read_text().splitlines()
    assert "gift: no process survived delivering it" in delivered
    assert {"a", "z"} <= set(delivered)
    async with desk.database.reading() as session:
        rows = {row.key: row.state for row in await session.scalars(select(OutboxRow))}
    assert rows == {"a": "sent", "gift": "failed", "z": "sent"}


async def test_a_delivery_that_never_ends_is_broken_off_and_holds_up_no_other(desk, monkeypatch):
    monkeypatch.setattr(courier_module, "LONGEST", timedelta(seconds=0.1))

    class Hangs:
        part = "a"

        def __init__(self):
            self.delivered = []

        async def deliver(self, row):
            if row.key == "gift":
                await asyncio.Event().wait()
            self.delivered.append(row.key)
            return Sent()

    carrier = Hangs()
    await put(desk, "a", "gift", "z")
    await Courier(desk, {"test": carrier}, Bell()).run_until_empty()

    assert carrier.delivered == ["a", "z"]
    async with desk.database.reading() as session:
        poison = await outbox.by_key(session, "gift")
    assert (poison.state, poison.reason) == ("pending", "TimeoutError")
    assert poison.due_at > desk.clock.now()


@pytest.mark.parametrize(("what", "raised"), [("memory", MemoryError), ("time", ModelBroke)])
def test_a_letter_that_eats_memory_or_time_is_said_so_and_the_next_is_understood(monkeypatch, what, raised):
    monkeypatch.setattr(model_process, "_serve", serve_a_glutton)
    monkeypatch.setattr(model_process.model, "about", lambda *_: (None, "glutton"))
    process = model_process.ModelProcess()
    try:
        process.load()
        monkeypatch.setattr(model_process, "PATIENCE", 3.0)
        with pytest.raises(raised):
            process.understand("", what)

        assert process.understand("", "plain") == "understood"
    finally:
        process.close()
