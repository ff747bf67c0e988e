from datetime import timedelta

import pytest

from bot import schedule
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import moving, record, reminding
from consultation.rounds.lifecycle import Hands
from consultation.rounds.writing import LETTER
from storage import round_messages, round_parties, rounds
from tests.laid_desk import MONDAY_MORNING, a_desk
from tests.rounds_on_record import ANDERS, HELLE, PARTIES, answers, opened, parcels, work

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


NAME = "Fonden Nordlys"
ASKS = "Kan vi få udsat fristen til den 10. april?"
UNSURE = (
    "Vi beder om udsættelse til den 10. april. Fonden arbejder i øvrigt med unge i ti kommuner og mener, "
    "at indsatsen er vigtig for dem alle."
)


async def plan(desk, round_id):
    """What is planned for the only party, and the party."""
    async with desk.database.reading() as session:
        of = await rounds.get(session, round_id)
        case = await record.load(session, of, desk.clock.now())
        (made,) = reminding.plans_of(case, desk.calendar, desk.clock.now())
        (party,) = case.parties.values()
        return made, party


@pytest.fixture
async def one(desk):
    """A round with one party."""
    return await opened(desk, parties={NAME: PARTIES[NAME]})


@pytest.mark.parametrize(("days", "met"), [(38, False), (39, True), (45, True)])
async def test_who_is_given_the_day_it_asked_for_with_everybody_is_reminded_of_that(desk, one, days, met):
    await answers(desk, one, NAME, ASKS)

    await extend(desk, one, days)

    made, party = await plan(desk, one)
    assert bool(made.reminders) is met
    assert (party.remind_at == made.reminders[0].due if met else made.nothing) == (met or "asks_for_time")


async def test_a_request_that_was_not_plain_is_met_by_the_time_given(desk, one):
    letter = await answers(desk, one, NAME, UNSURE)
    assert letter.undecided

    await extend(desk, one, 39, NAME)

    made, party = await plan(desk, one)
    assert party.remind_at == made.reminders[0].due


async def test_whether_one_wrote_late_is_said_anew_when_its_deadline_moves(desk, one):
    desk.clock.advance(timedelta(days=28, hours=2))
    letter = await answers(desk, one, NAME, "1. Unge hjemløse bør komme først.")
    assert letter.late

    await extend(desk, one, 35)

    async with desk.database.reading() as session:
        assert not (await round_messages.get(session, letter.id)).late


@pytest.mark.parametrize("name", [None, NAME])
async def test_whoever_gets_time_in_a_closed_round_is_silent_no_more(desk, one, name):
    desk.clock.advance(timedelta(days=29))
    await schedule.tick(desk)
    assert (await plan(desk, one))[1].state == "silent"

    await extend(desk, one, 40, name)

    assert (await plan(desk, one))[1].state == "invited"
