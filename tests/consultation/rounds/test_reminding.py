"""Reminders are automatic letters: an address gets no more of these in a day than is configured."""

from datetime import timedelta

import pytest

from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.rounds.letterheads import letterhead
from consultation.rounds import deciding, reminding
from storage import round_messages, round_parties, rounds
from storage.tables import PartyAddress
from tests.laid_desk import a_desk
from tests.rounds_on_record import HELLE, answers, opened, work

KAREN, LARS = "karen@fondennordlys.example", "lars@fondennordlys.example"
HALFWAY = timedelta(days=14)


@pytest.fixture
async def desk(tmp_path):
    async with a_desk(tmp_path, smtp={"auto_per_day": 1}) as laid:
        yield laid


async def remind(desk):
    async with desk.database.transaction() as session:
        return await reminding.remind(session, desk.calendar, letterhead(desk), desk.clock.now())


async def reminded(desk, round_id):
    """Whom the reminders of a round went to."""
    async with desk.database.reading() as session:
        parties = await round_parties.of_round(session, round_id)
        letters = [each for party in parties for each in await rounds.letters(session, party.id)]
    return [each.recipients for each in letters if each.kind == "reminder"]


async def test_a_reminder_beyond_a_days_automatic_letters_waits_until_there_is_one_left(desk):
    both = [await opened(desk, key=key, parties={"Fonden Nordlys": KAREN}) for key in ("uip-1", "uip-2")]
    desk.clock.advance(HALFWAY)

    assert await remind(desk) == 1
    desk.clock.advance(timedelta(hours=1))
    assert await remind(desk) == 0
    desk.clock.advance(timedelta(days=1))
    assert await remind(desk) == 1
    assert [await reminded(desk, each) for each in both] == [[[KAREN]], [[KAREN]]]


async def test_of_two_parties_at_one_address_one_waits(desk):
    round_id = await opened(desk, parties={"Fonden Nordlys": KAREN, "Nordlys Invest": KAREN})
    desk.clock.advance(HALFWAY)

    assert await remind(desk) == 1
    assert await reminded(desk, round_id) == [[KAREN]]


async def test_a_colleague_is_reminded_without_whoever_has_had_the_days_automatic_letters(desk):
    first = await opened(desk, key="uip-1", parties={"Fonden Nordlys": KAREN})
    second = await opened(desk, key="uip-2", parties={"Fonden Nordlys": KAREN})
    async with desk.database.transaction() as session:
        (party,) = await round_parties.of_round(session, second)
        await rounds.add(session, PartyAddress(party_id=party.id, email=LARS, name="", active=True))
    desk.clock.advance(HALFWAY)

    assert await remind(desk) == 2
    assert [await reminded(desk, each) for each in (first, second)] == [[[KAREN]], [[LARS]]]


async def test_a_reminder_that_an_answer_stopped_is_written_anew_where_the_answer_is_set_aside(
    tmp_path, smtp_sink
):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as desk:
        of = await opened(desk, parties={"Fonden Nordlys": KAREN})
        desk.clock.advance(HALFWAY)
        for _ in range(2):
            assert await remind(desk) == 1
            answer = await answers(desk, of, "Fonden Nordlys", "1. Unge hjemløse først.")
            await leave(desk)
            await set_aside(desk, answer)
            desk.clock.advance(timedelta(hours=1))

        assert await remind(desk) == 1
        await leave(desk)

        async with desk.database.reading() as session:
            (party,) = await round_parties.of_round(session, of)
            letters = [each for each in await rounds.letters(session, party.id) if each.kind == "reminder"]
        assert [each.state for each in letters] == ["dropped", "dropped", "sent"]
        assert [each["moment"] for each in party.reminded] == ["halfway"]


async def leave(desk):
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))
    await Courier(desk, carriers, Bell()).run_until_empty()
    await pool.close()


async def set_aside(desk, answer):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, answer.round_id)
        found = await round_messages.get(session, answer.id)
        await deciding.set_aside(session, of, found, "sendt ved en fejl", HELLE, work(desk))


async def test_a_reminder_counts_for_every_address_that_it_goes_to(desk):
    parties = {"Fonden Nordlys": (KAREN, LARS), "Nordlys Invest": ("invest@nordlys.example", LARS)}
    round_id = await opened(desk, parties=parties)
    desk.clock.advance(HALFWAY)

    await remind(desk)

    assert await reminded(desk, round_id) == [[KAREN, LARS], ["invest@nordlys.example"]]
