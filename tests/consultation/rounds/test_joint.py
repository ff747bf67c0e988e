"""A joint letter is one answer, and each who was asked and signed it has answered with it."""

from datetime import timedelta

import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import deciding, reminding
from consultation.rounds.joint import plain, signatories
from consultation.rounds.record import load
from consultation.rounds.words import AnswerKind
from storage import round_messages, round_parties, rounds
from tests.rounds_on_record import ANDERS, answers, opened, work

JOINT = """Fælles høringssvar

Unge hjemløse bør have fokus, og Familiehuset er klar til udbredelse.

På vegne af Fonden Nordlys, Havblik Fonden og Fremmede Fond

Karen Lyngholt
"""


async def states(desk, of):
    async with desk.database.reading() as session:
        return {each.organisation: each.state for each in await round_parties.of_round(session, of)}


async def test_whoever_signed_has_answered_and_whoever_did_not_has_not(desk):
    of = await opened(desk)

    await answers(desk, of, "Fonden Nordlys", JOINT)

    assert await states(desk, of) == {
        "Fonden Nordlys": "answered",
        "Havblik Fonden": "answered",
        "Stille Fond": "invited",
    }


async def test_it_is_one_message_in_the_count(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", JOINT)

    async with desk.database.reading() as session:
        case = await load(session, await rounds.get(session, of), desk.clock.now())
    assert [each.parties for each in case.messages] == [
        tuple(each.id for each in case.parties.values() if each.organisation != "Stille Fond")
    ]
    assert {each.evidence for each in case.standings.values()} == {case.messages[0].id, None}


async def test_nobody_who_signed_is_reminded(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", JOINT)
    desk.clock.advance(timedelta(days=16))

    async with desk.database.transaction() as session:
        while await reminding.remind(session, desk.calendar, letterhead(desk), desk.clock.now()):
            pass

    async with desk.database.reading() as session:
        reminded = {each.organisation for each in await round_parties.of_round(session, of) if each.reminded}
    assert reminded == {"Stille Fond"}


async def test_a_joint_letter_that_counts_for_nothing_answers_for_nobody(desk):
    of = await opened(desk)
    made = await answers(desk, of, "Fonden Nordlys", JOINT)

    async with desk.database.transaction() as session:
        locked, one = await rounds.locked(session, of), await round_messages.get(session, made.id)
        await deciding.set_aside(session, locked, one, "sendt ved en fejl", ANDERS, work(desk))

    assert set((await states(desk, of)).values()) == {"invited"}


async def test_what_a_person_says_of_a_joint_letter_counts_for_all_who_signed(desk):
    of = await opened(desk)
    made = await answers(desk, of, "Fonden Nordlys", JOINT, unproven=True)
    assert set((await states(desk, of)).values()) == {"invited"}

    async with desk.database.transaction() as session:
        locked, one = await rounds.locked(session, of), await round_messages.get(session, made.id)
        await deciding.decide(session, locked, one, AnswerKind.SUBMISSION, ANDERS, work(desk))

    assert (await states(desk, of))["Havblik Fonden"] == "answered"


async def test_the_author_signs_once(desk):
    of = await opened(desk)

    made = await answers(desk, of, "Havblik Fonden", JOINT)

    async with desk.database.reading() as session:
        signed = (await round_messages.get(session, made.id)).reading["with"]
    assert len(signed) == 1
    assert made.party_id not in signed


async def test_a_letter_of_one_organisation_is_nobody_elses(desk):
    of = await opened(desk)

    made = await answers(desk, of, "Fonden Nordlys", "Unge hjemløse bør have fokus.")

    assert "with" not in made.reading


@pytest.mark.parametrize("written", ["HAVBLIK FONDEN", "Havblik-Fonden", " Havblik  Fonden."])
def test_a_name_is_known_however_it_is_written(written):
    assert signatories({plain(written)}, [(7, "Havblik Fonden"), (8, "Havblik")]) == [7]
