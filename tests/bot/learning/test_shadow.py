import asyncio
import shutil
from contextlib import asynccontextmanager, suppress

import pytest

from bot import bootstrap, service
from bot.clock import Clock
from bot.learning import models
from bot.learning.shadow import MOST_WAITING, Shadow
from bot.service import Role
from nlp import taxonomy
from storage import learning, ledger
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.laid_desk import MONDAY_MORNING, FixedModel, an_inquiry, the_settings
from tests.ready_databases import make_ready

MAIL = b"From: karen@fondennordlys.example\nTo: fonde@ministeriet.example\nSubject: Hej\n\nKan vi tale?\n"
WORDS = ("Forsøg", "Vil I være med i et lodtrækningsforsøg?")
PATIENCE = 30.0  # seconds that a busy machine may need to load a model


@pytest.fixture
def version(desk, two_models):
    """A small model in the registry."""
    return models.registry(desk.settings).add(lambda folder: shutil.copytree(two_models[0], folder))


@asynccontextmanager
async def running(desk):
    shadow = Shadow(desk, taxonomy.load())
    task = asyncio.create_task(shadow.run())
    yield shadow
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def opinions(desk, count=1):
    async with asyncio.timeout(PATIENCE):
        while True:
            async with desk.database.reading() as session:
                found = await learning.comparisons(session)
            if sum(each.inquiries for each in found) >= count:
                return found
            await asyncio.sleep(0.05)


async def test_what_the_shadow_would_have_said_is_kept_by_its_version(desk, version):
    models.registry(desk.settings).set_shadow(version)
    inquiry = await an_inquiry(desk)

    async with running(desk) as shadow:
        shadow.hear(inquiry.id, *WORDS)
        (found,) = await opinions(desk)

    assert (found.model, found.inquiries) == (version, 1)


async def test_an_inquiry_that_is_gone_does_not_stop_the_next(desk, version):
    models.registry(desk.settings).set_shadow(version)
    inquiry = await an_inquiry(desk)

    async with running(desk) as shadow:
        shadow.hear(4711, *WORDS)
        shadow.hear(inquiry.id, *WORDS)

        assert len(await opinions(desk)) == 1


async def test_a_shadow_called_off_says_no_more_and_one_named_later_begins(desk, version):
    inquiries = [await an_inquiry(desk, message_id=f"<{n}@x.example>") for n in range(3)]
    registry = models.registry(desk.settings)
    async with running(desk) as shadow:
        shadow.hear(inquiries[0].id, *WORDS)
        while not shadow._heard.empty():
            await asyncio.sleep(0.01)
        registry.set_shadow(version)
        shadow.hear(inquiries[1].id, *WORDS)
        assert (await opinions(desk))[0].inquiries == 1

        registry.set_shadow(None)
        shadow.hear(inquiries[2].id, *WORDS)
        async with asyncio.timeout(PATIENCE):
            while shadow._process:
                await asyncio.sleep(0.01)
    async with desk.database.reading() as session:
        assert [each.inquiries for each in await learning.comparisons(session)] == [1]


async def test_what_comes_faster_than_it_reads_is_left_out(desk):
    shadow = Shadow(desk, taxonomy.load())

    for number in range(MOST_WAITING + 5):
        shadow.hear(number, *WORDS)

    assert shadow._heard.qsize() == MOST_WAITING


async def test_its_process_ends_with_the_service(desk, version):
    models.registry(desk.settings).set_shadow(version)
    inquiry = await an_inquiry(desk)
    async with running(desk) as shadow:
        shadow.hear(inquiry.id, *WORDS)
        await opinions(desk)
        process = shadow._process._process
    assert not process.is_alive()


async def test_the_running_service_has_the_shadow_read_what_it_decided(tmp_path, two_models):
    settings = the_settings(tmp_path)
    registry = models.registry(settings)
    registry.set_shadow(registry.add(lambda folder: shutil.copytree(two_models[0], folder)))
    parts = bootstrap.parts(settings, Clock(MONDAY_MORNING), FixedModel())
    await make_ready(parts.desk.database)
    async with service.running(parts, {Role.INTAKE}):
        async with parts.desk.database.transaction() as session:
            arrival = Arrival.pack(MAIL, source="test", received_at=MONDAY_MORNING)
            (stored,) = await ledger.store(session, [arrival], MONDAY_MORNING)
        assert (await parts.reception.receive(stored)).outcome == Outcome.INQUIRY
        (found,) = await opinions(parts.desk)

    assert (found.model, found.inquiries) == (registry.state.shadow, 1)
