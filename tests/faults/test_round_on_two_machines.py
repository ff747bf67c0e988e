"""One of two machines is killed in the middle of a round's letters: nobody gets two, and nobody none."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack

import pytest

from bot.mail.round_carrier import KINDS, RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import reminding
from storage import leases
from tests.journeys.commands import a_config
from tests.journeys.ministry import until
from tests.journeys.test_two_machines import PATIENCE, a_service
from tests.laid_desk import a_desk
from tests.large_round import HALFWAY, MONDAY, draft, send_out, work_at
from tests.servers.smtp_sink import SmtpSink

PARTIES = 80
OFFICE = '[[office]]\nkey = "indsatser"\nname = "Indsatser"\nchannel = "C3"\n'


@pytest.fixture
def slow_sink():
    """A mail server that takes a tenth of a second over each letter: there is a middle to be killed in."""
    with SmtpSink() as sink:
        sink.seconds_to_answer = 0.1
        yield sink


async def all_leave(desk):
    """Have everything leave that waits, by a process that nothing happens to."""
    with SmtpSink() as sink:
        pool = SmtpPool(desk.settings.smtp.model_copy(update={"port": sink.port}))
        carrier = RoundCarrier(desk, pool)
        await Courier(desk, dict.fromkeys(KINDS, carrier), Bell()).run_until_empty()
        await pool.close()


async def drafted(desk):
    await draft(desk, "uip-2027", PARTIES)


async def invite(desk):
    await send_out(desk, 1)


async def invited(desk):
    await drafted(desk)
    await invite(desk)
    await all_leave(desk)
    desk.clock.advance(HALFWAY - MONDAY)


async def remind(desk):
    work = work_at(desk)
    async with desk.database.transaction() as session:
        assert await reminding.remind(session, work.calendar, work.head, work.now) == PARTIES


def letters_by_party(sink):
    letters = defaultdict(list)
    for each in sink.messages:
        letters[each.recipients[0]].append(each.message["Message-ID"])
    return letters


@pytest.mark.parametrize(("so_far", "write"), [(drafted, invite), (invited, remind)])
async def test_one_of_two_machines_killed_in_the_middle_of_a_round_leaves_nobody_without_and_nobody_with_two(
    tmp_path, postgres_url, slow_sink, so_far, write
):
    config = a_config(tmp_path, smtp_port=slow_sink.port, more=OFFICE)
    async with a_desk(tmp_path, at=MONDAY, database={"url": postgres_url}) as desk, AsyncExitStack() as stack:
        await so_far(desk)
        environ = {
            "FONDSDIALOG_DATABASE__URL": postgres_url,
            "FONDSDIALOG_SLACK__MODE": "off",
            "FONDSDIALOG_NOW": desk.clock.now().isoformat(),
        }
        both = [await stack.enter_async_context(a_service(config, environ, "outbox")) for _ in range(2)]
        await write(desk)
        async with asyncio.timeout(PATIENCE):
            while len(slow_sink.messages) < PARTIES // 4:
                await asyncio.sleep(0.01)
        left_before = len(slow_sink.messages)
        await both[0].is_killed()

        async def no_letter_waits():
            async with desk.database.reading() as session:
                return not await leases.next_due(session, KINDS)

        await until(no_letter_waits, PATIENCE)

    letters = letters_by_party(slow_sink)
    assert left_before < PARTIES
    assert len(letters) == PARTIES
    # what was just being handed over leaves once more under its Message-ID: it is the same letter
    assert [party for party, ids in letters.items() if len(set(ids)) != 1] == []
    again = [party for party, ids in letters.items() if len(ids) > 1]
    assert len(again) <= desk.settings.smtp.connections
