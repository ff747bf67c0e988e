from datetime import UTC, datetime, timedelta

import pytest

from consultation.rounds import reminding
from consultation.rounds.words import AnswerKind
from storage import round_parties, rounds
from tests.rounds_on_record import answers, opened

NORDLYS = "Fonden Nordlys"


async def test_a_later_automatic_reply_that_names_no_day_leaves_a_known_absence_as_it_is(desk):
    of = await opened(desk)
    for back_on in ("2026-03-27", None):
        made = await answers(desk, of, NORDLYS, "Autosvar", known=AnswerKind.AUTO_REPLY, back_on=back_on)

    async with desk.database.reading() as session:
        assert (await round_parties.get(session, made.party_id)).absent_until == "2026-03-27"


@pytest.mark.parametrize(
    ("written", "day", "until"),
    [
        (datetime(2026, 3, 5, 12, 0, tzinfo=UTC), "fredag", "2026-03-06"),
        # half past midnight here: it is Monday already
        (datetime(2026, 3, 8, 23, 30, tzinfo=UTC), "mandag", "2026-03-16"),
    ],
)
async def test_a_day_of_the_week_is_the_next_after_the_letter_was_written(desk, written, day, until):
    of = await opened(desk)
    desk.clock.advance(timedelta(days=9))

    made = await answers(desk, of, NORDLYS, f"Vi beder om udsættelse til på {day}.", received_at=written)

    assert made.reading["until"] == until


async def test_who_is_back_earlier_than_was_said_is_reminded_earlier(desk):
    of = await opened(desk)
    planned = []
    for back_on in ("2026-03-27", "2026-03-18"):
        made = await answers(desk, of, NORDLYS, "Autosvar", known=AnswerKind.AUTO_REPLY, back_on=back_on)
        async with desk.database.reading() as session:
            planned.append((await round_parties.get(session, made.party_id)).remind_at)
        desk.clock.advance(timedelta(days=1))
    async with desk.database.transaction() as session:
        await reminding.plan_anew(session, await rounds.get(session, of), desk.calendar, desk.clock.now())
        assert (await round_parties.get(session, made.party_id)).remind_at == planned[1]
    assert planned[1].date().isoformat() == "2026-03-18"
