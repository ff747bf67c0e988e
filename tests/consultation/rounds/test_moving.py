from datetime import timedelta

import pytest

from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import moving
from consultation.rounds.lifecycle import Hands
from consultation.rounds.writing import LETTER
from storage import round_parties, rounds
from tests.laid_desk import MONDAY_MORNING, a_desk
from tests.rounds_on_record import ANDERS, HELLE, PARTIES, opened, parcels, work

TOGETHER = Hands(ANDERS, HELLE)
NORDLYS = "/party:1"  # how the keys of its parcels end


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


async def extend(desk, round_id, days, name=None):
    # the desk's clock runs: the same day is to be the same moment
    until = MONDAY_MORNING + timedelta(days=days)
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        if name is None:
            return await moving.extend(session, of, TOGETHER, until, work(desk))
        parties = await round_parties.of_round(session, of.id)
        (party,) = [each for each in parties if each.organisation == name]
        return await moving.extend_party(session, of, party, TOGETHER, until, "ferie", work(desk))


async def told(desk):
    return [each for each in await parcels(desk, LETTER) if "/deadline:" in each.key]


async def carried(desk):
    pool = SmtpPool(desk.settings.smtp)
    await Courier(
        desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), Bell()
    ).run_until_empty()
    await pool.close()
    return [(each.state, each.reason) for each in await told(desk)]


async def test_everybody_who_gets_more_time_is_told_once(desk):
    of = await opened(desk)

    await extend(desk, of, 35)

    assert len(await told(desk)) == len(PARTIES)


async def test_who_has_a_later_deadline_of_its_own_is_told_nothing_new(desk):
    of = await opened(desk)
    await extend(desk, of, 40, "Fonden Nordlys")

    await extend(desk, of, 35)

    assert len([each for each in await told(desk) if each.key.endswith(NORDLYS)]) == 1


async def test_everybodys_deadline_may_become_what_one_party_had_already(desk):
    of = await opened(desk)
    await extend(desk, of, 40, "Fonden Nordlys")

    await extend(desk, of, 40)
    await extend(desk, of, 45)

    assert len([each for each in await told(desk) if each.key.endswith(NORDLYS)]) == 2


async def test_one_partys_deadline_may_become_again_what_it_was(desk):
    of = await opened(desk)

    for days in (40, 35, 40):
        await extend(desk, of, days, "Fonden Nordlys")

    assert [state for state, _ in await carried(desk)] == ["sent", "dropped", "sent"]


async def test_a_letter_of_a_deadline_that_still_holds_leaves_although_everybodys_has_moved(desk):
    of = await opened(desk)
    await extend(desk, of, 40, "Fonden Nordlys")
    await extend(desk, of, 35)

    ended = await carried(desk)

    assert ended == [("sent", None)] * 3


async def test_a_letter_of_a_deadline_that_moved_again_is_dropped(desk):
    of = await opened(desk)
    await extend(desk, of, 35)
    await extend(desk, of, 45)

    ended = await carried(desk)

    assert ended == [("dropped", "the deadline has moved again")] * 3 + [("sent", None)] * 3
