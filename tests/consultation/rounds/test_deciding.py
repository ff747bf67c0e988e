from datetime import timedelta

import pytest

from bot import schedule
from consultation.rounds import deciding, moving
from consultation.rounds.errors import DecidedAlready, NothingAsked
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import LETTER
from storage import round_messages, round_parties, rounds
from tests.rounds_on_record import ANDERS, HELLE, PARTIES, answers, opened, parcels, work

ASKS = "Vi vil gerne bede om udsættelse af fristen til den 20. april."
NORDLYS = "Fonden Nordlys"


@pytest.fixture
async def asked(desk):
    """A round in which a party asks for more time, and the number of its letter."""
    of = await opened(desk)
    letter = await answers(desk, of, NORDLYS, ASKS, message_id="<ask@fondennordlys.example>")
    assert letter.kind == AnswerKind.EXTENSION_REQUEST
    return of, letter.id


async def refused(desk, round_id, number, **options):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        letter = await round_messages.get(session, number)
        await deciding.refuse_time(session, of, letter, HELLE, work(desk), **options)


async def answers_to_it(desk):
    """The letters that say that a deadline stands."""
    found = []
    for parcel in await parcels(desk, LETTER):
        if "/deadline_stands:" in parcel.key:
            async with desk.database.reading() as session:
                found.append(await rounds.letter(session, parcel.payload["letter"]))
    return found


async def test_who_gets_no_more_time_is_written_to_in_the_thread_with_the_deadline_that_stands(desk, asked):
    of, number = asked

    await refused(desk, of, number)

    (letter,) = await answers_to_it(desk)
    async with desk.database.reading() as session:
        deadline = (await rounds.get(session, of)).deadline
    assert letter.recipients == [PARTIES[NORDLYS]]
    assert letter.references == ["<ask@fondennordlys.example>"]
    assert letter.facts == {"deadline": deadline.isoformat()}


async def test_the_deadline_that_stands_is_the_party_s_own_where_it_has_one(desk, asked):
    of, number = asked
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        party = await round_parties.get(session, (await round_messages.get(session, number)).party_id)
        until = round_.deadline.replace(day=30, month=6)
        await moving.extend_party(session, round_, party, Hands(ANDERS, HELLE), until, "ferie", work(desk))
    again = await answers(desk, of, NORDLYS, ASKS)

    await refused(desk, of, again.id)

    assert [each.facts["deadline"] for each in await answers_to_it(desk)] == [until.isoformat()]


async def test_an_address_that_came_back_is_not_written_to_the_party_s_others_are(desk, asked):
    of, number = asked
    await answers(desk, of, NORDLYS, "Her er vi.", sender="ny@fondennordlys.example")
    async with desk.database.transaction() as session:
        party = (await round_messages.get(session, number)).party_id
        for each in await round_parties.addresses_of(session, party):
            each.active = each.email != PARTIES[NORDLYS]

    await refused(desk, of, number)

    assert [each.recipients for each in await answers_to_it(desk)] == [["ny@fondennordlys.example"]]


async def test_nobody_is_refused_twice(desk, asked):
    of, number = asked
    await refused(desk, of, number)

    with pytest.raises(NothingAsked):
        await refused(desk, of, number)

    assert len(await answers_to_it(desk)) == 1


async def test_what_asks_for_no_time_can_t_be_refused_any(desk, asked):
    of, _ = asked
    letter = await answers(desk, of, "Havblik Fonden", "Vi har ingen bemærkninger til høringen.")

    with pytest.raises(NothingAsked):
        await refused(desk, of, letter.id)


async def test_who_has_not_seen_the_last_decision_refuses_nothing(desk, asked):
    of, number = asked
    async with desk.database.transaction() as session:
        letter = await round_messages.get(session, number)
        kind = AnswerKind.EXTENSION_REQUEST
        await deciding.decide(session, await rounds.locked(session, of), letter, kind, ANDERS, work(desk))

    with pytest.raises(DecidedAlready):
        await refused(desk, of, number, seen=0)

    assert await answers_to_it(desk) == []


async def test_who_gets_time_after_all_was_not_refused_it(desk, asked):
    of, number = asked
    await refused(desk, of, number)
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        letter = await round_messages.get(session, number)
        assert deciding.was_refused(letter)
        party = await round_parties.get(session, letter.party_id)
        until = round_.deadline.replace(day=30, month=6)
        await moving.extend_party(session, round_, party, Hands(ANDERS, HELLE), until, "ferie", work(desk))

    async with desk.database.reading() as session:
        assert not deciding.was_refused(await round_messages.get(session, number))


JOINT = """Fælles høringssvar

Unge hjemløse bør have fokus, og Familiehuset er klar til udbredelse.

På vegne af Fonden Nordlys og Havblik Fonden
"""


async def says(desk, number, kind):
    """A person says what a letter is; None that it counts for nothing."""
    async with desk.database.transaction() as session:
        letter = await round_messages.get(session, number)
        of = await rounds.locked(session, letter.round_id)
        if kind:
            await deciding.decide(session, of, letter, kind, HELLE, work(desk))
        else:
            await deciding.set_aside(session, of, letter, "sendt ved en fejl", HELLE, work(desk))


async def reminded(desk, round_id):
    """Who is reminded halfway."""
    desk.clock.advance(timedelta(days=14))
    await schedule.tick(desk)
    async with desk.database.reading() as session:
        return [
            each.organisation for each in await round_parties.of_round(session, round_id) if each.reminded
        ]


@pytest.mark.parametrize("kind", [None, AnswerKind.QUESTION])
async def test_whoever_has_not_answered_after_all_is_reminded(desk, kind):
    of = await opened(desk, parties={NORDLYS: PARTIES[NORDLYS]})
    letter = await answers(desk, of, NORDLYS, "1. Unge hjemløse bør komme først.")

    await says(desk, letter.id, kind)

    assert await reminded(desk, of) == [NORDLYS]


async def test_so_is_whoever_signed_a_joint_letter_that_counts_for_nothing(desk):
    of = await opened(desk)
    letter = await answers(desk, of, NORDLYS, JOINT)

    await says(desk, letter.id, None)

    assert await reminded(desk, of) == list(PARTIES)
