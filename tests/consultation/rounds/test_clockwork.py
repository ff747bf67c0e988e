from datetime import timedelta

import pytest

from bot import schedule
from consultation.rounds import moving
from consultation.rounds.lifecycle import Hands
from consultation.rounds.notices import NOTICE
from consultation.rounds.writing import LETTER
from storage import round_parties, rounds
from tests.laid_desk import a_desk
from tests.rounds_on_record import (
    ANDERS,
    HELLE,
    answers,
    approved,
    closed,
    history,
    opened,
    parcels,
    state_of,
    work,
)

DAYS_28 = timedelta(days=28)
A_SECOND = timedelta(seconds=1)


async def extend(desk, round_id, until, party=None):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        hands = Hands(ANDERS, HELLE)
        if party is None:
            return await moving.extend(session, of, hands, until, work(desk))
        (one,) = [each for each in await round_parties.of_round(session, of.id) if each.organisation == party]
        return await moving.extend_party(session, of, one, hands, until, "Bestyrelsesmøde", work(desk))


async def test_a_round_is_open_to_the_last_second_of_its_deadline_and_closed_in_the_next(desk):
    of = await opened(desk)
    desk.clock.advance(DAYS_28 - timedelta(seconds=5))
    await schedule.tick(desk)
    assert await state_of(desk, of) == "open"

    desk.clock.advance(timedelta(seconds=7))
    await schedule.tick(desk)

    assert await state_of(desk, of) == "closed"


async def test_what_the_clock_did_stands_in_the_history_and_is_told_in_the_channel_once(desk):
    of = await opened(desk)
    desk.clock.advance(DAYS_28 + timedelta(minutes=1))

    await schedule.tick(desk)
    await schedule.tick(desk)

    async with desk.database.reading() as session:
        (close,) = [each for each in await rounds.history(session, of) if each.what == "close"]
    assert close.actor == "clock"
    (told,) = await parcels(desk, NOTICE)
    assert told.payload == {"event": close.id}
    assert told.lane == "slack:indsatser"


async def test_a_moved_deadline_moves_the_closing(desk):
    of = await opened(desk)
    await extend(desk, of, desk.clock.now() + timedelta(days=40))
    desk.clock.advance(DAYS_28 + timedelta(days=1))
    await schedule.tick(desk)
    assert await state_of(desk, of) == "open"

    desk.clock.advance(timedelta(days=12))
    await schedule.tick(desk)

    assert await state_of(desk, of) == "closed"


async def test_one_party_with_more_time_keeps_the_round_open_for_itself(desk):
    of = await opened(desk)
    await extend(desk, of, desk.clock.now() + timedelta(days=35), party="Stille Fond")
    desk.clock.advance(DAYS_28 + timedelta(days=1))
    await schedule.tick(desk)
    assert await state_of(desk, of) == "open"

    desk.clock.advance(timedelta(days=7))
    await schedule.tick(desk)

    assert await state_of(desk, of) == "closed"


async def state_of_party(desk, round_id, name):
    async with desk.database.reading() as session:
        parties = await round_parties.of_round(session, round_id)
        return next(each.state for each in parties if each.organisation == name)


@pytest.mark.parametrize("after", [False, True])
async def test_whoever_let_its_deadline_pass_in_a_closed_round_is_silent_then(desk, after):
    of = await opened(desk)
    if after:
        desk.clock.advance(DAYS_28 + timedelta(days=1))
        await schedule.tick(desk)
        await extend(desk, of, desk.clock.now() + timedelta(days=7), party="Stille Fond")
    else:
        await closed(desk, of)
    assert await state_of_party(desk, of, "Stille Fond") == "invited"

    desk.clock.advance(DAYS_28 + timedelta(days=1))
    await schedule.tick(desk)

    assert await state_of_party(desk, of, "Stille Fond") == "silent"
    async with desk.database.reading() as session:
        assert (await rounds.get(session, of)).clock_at is None


async def test_a_moment_written_down_too_early_is_put_right_and_closes_nothing(desk):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).clock_at = desk.clock.now()

    await schedule.tick(desk)

    async with desk.database.reading() as session:
        stands = await rounds.get(session, of)
    assert (stands.state, stands.clock_at) == ("open", stands.deadline + A_SECOND)


async def test_an_answer_after_the_clock_has_closed_is_taken_in_and_marked(desk):
    of = await opened(desk)
    desk.clock.advance(DAYS_28 + timedelta(hours=1))
    await schedule.tick(desk)

    late = await answers(desk, of, "Stille Fond", "1. Unge hjemløse uden for de store byer bør komme først.")

    assert (late.late, late.kind) == (True, "submission")
    assert await state_of(desk, of) == "closed"


async def test_an_answer_that_came_in_time_and_is_read_after_the_closing_is_in_time(desk):
    of = await opened(desk)
    in_time = desk.clock.now() + DAYS_28 - timedelta(minutes=1)
    desk.clock.advance(DAYS_28 + timedelta(hours=1))
    await schedule.tick(desk)

    answer = await answers(desk, of, "Stille Fond", "1. Unge hjemløse.", received_at=in_time)

    assert not answer.late


async def test_who_has_not_answered_when_the_clock_closes_is_silent(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", "1. Unge hjemløse uden for de store byer bør komme først.")
    desk.clock.advance(DAYS_28 + timedelta(hours=1))

    await schedule.tick(desk)

    async with desk.database.reading() as session:
        states = {each.organisation: each.state for each in await round_parties.of_round(session, of)}
    assert states == {"Fonden Nordlys": "answered", "Havblik Fonden": "silent", "Stille Fond": "silent"}


async def test_a_round_closed_by_hand_is_left_alone(desk):
    of = await opened(desk)
    await closed(desk, of)
    desk.clock.advance(DAYS_28 + timedelta(days=1))

    await schedule.tick(desk)

    assert (await history(desk, of)).count("close") == 1


async def test_an_approved_round_is_sent_out_on_its_day(desk):
    of = await approved(desk, opens_at=desk.clock.now() + timedelta(days=2))
    await schedule.tick(desk)
    assert await state_of(desk, of) == "approved"

    desk.clock.advance(timedelta(days=2))
    await schedule.tick(desk)

    assert await state_of(desk, of) == "open"
    assert len(await parcels(desk, LETTER)) == 3
    assert len(await parcels(desk, NOTICE)) == 1


async def test_a_round_without_a_day_waits_for_somebody_to_send_it_out(desk):
    of = await approved(desk)
    desk.clock.advance(timedelta(days=5))

    await schedule.tick(desk)

    assert await state_of(desk, of) == "approved"


async def test_a_round_whose_deadline_went_by_before_it_was_sent_out_is_told_of_once(desk):
    of = await approved(desk, opens_at=desk.clock.now() + timedelta(days=2))
    desk.clock.advance(timedelta(days=30))

    await schedule.tick(desk)
    await schedule.tick(desk)

    assert await state_of(desk, of) == "approved"
    assert (await history(desk, of)).count("not_opened") == 1
    assert len(await parcels(desk, NOTICE)) == 1


async def test_nothing_is_sent_out_while_nobody_says_whom_letters_are_from(tmp_path):
    async with a_desk(tmp_path, smtp={"from_address": "fondsdialog@localhost", "host": None}) as desk:
        of = await approved(desk, opens_at=desk.clock.now())

        await schedule.tick(desk)

        assert await state_of(desk, of) == "approved"
        async with desk.database.reading() as session:
            assert (await rounds.get(session, of)).clock_at > desk.clock.now()


@pytest.mark.parametrize("times", [1, 5])
async def test_however_many_processes_tick_a_round_is_moved_once(tmp_path, times):
    async with a_desk(tmp_path) as desk:
        of = await opened(desk)
        desk.clock.advance(DAYS_28 + timedelta(hours=1))
        for _ in range(times):
            async with desk.database.reading() as session:
                assert await rounds.due_by_the_clock(session, desk.clock.now()) in ([of], [])
            await schedule.tick(desk)

        assert (await history(desk, of)).count("close") == 1


async def test_a_round_that_missed_its_day_is_sent_out_once_it_has_a_later_deadline(desk):
    of = await approved(desk, opens_at=desk.clock.now() + timedelta(days=2))
    desk.clock.advance(timedelta(days=30))
    await schedule.tick(desk)

    async with desk.database.transaction() as session:
        late = await rounds.locked(session, of)
        until = desk.clock.now() + timedelta(days=28)
        await moving.extend(session, late, Hands(ANDERS, ANDERS), until, work(desk))
    await schedule.tick(desk)

    assert await state_of(desk, of) == "open"
    assert "/deadline:" not in str([each.key for each in await parcels(desk, LETTER)])
