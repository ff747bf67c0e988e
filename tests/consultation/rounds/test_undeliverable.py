from datetime import timedelta

from consultation.rounds import record, reminders, undeliverable
from consultation.rounds.notices import NOTICE
from consultation.rounds.words import AnswerKind
from storage import round_parties, rounds
from tests.rounds_on_record import PARTIES, answers, history, opened, parcels

STILLE = PARTIES["Stille Fond"]


async def first_letter(session, round_id, name):
    (party,) = [each for each in await round_parties.of_round(session, round_id) if each.organisation == name]
    return (await rounds.letters(session, party.id))[0]


async def standing(desk, round_id, name):
    async with desk.database.reading() as session:
        case = await record.load(session, await rounds.get(session, round_id), desk.clock.now())
    (party,) = [each for each in case.parties.values() if each.organisation == name]
    return case.standings[party.id].state, [each.active for each in case.addresses[party.id]]


async def not_delivered(desk, round_id, name, reason):
    async with desk.database.transaction() as session:
        letter = await first_letter(session, round_id, name)
        await undeliverable.not_delivered(session, letter, reason, desk.clock.now())


async def test_an_address_that_the_mail_server_refuses_for_good_is_marked_and_the_office_told(desk):
    of = await opened(desk)

    await not_delivered(desk, of, "Stille Fond", "550 no such user")

    assert await standing(desk, of, "Stille Fond") == ("undeliverable", [False])
    assert "not_delivered" in await history(desk, of)
    assert len(await parcels(desk, NOTICE)) == 1


async def test_what_could_not_be_delivered_for_days_says_nothing_of_the_address(desk):
    of = await opened(desk)

    await not_delivered(desk, of, "Stille Fond", "451 try again later")

    assert await standing(desk, of, "Stille Fond") == ("invited", [True])
    assert len(await parcels(desk, NOTICE)) == 1


async def test_one_of_two_recipients_refused_leaves_the_party_within_reach(desk):
    of = await opened(desk)
    await answers(
        desk,
        of,
        "Stille Fond",
        "Vi vender tilbage med et svar senest på fredag.",
        sender="ny@stillefond.example",
    )
    async with desk.database.transaction() as session:
        letter = await first_letter(session, of, "Stille Fond")
        await undeliverable.refused(session, letter, {STILLE: "550 no such user"}, desk.clock.now())

    state, active = await standing(desk, of, "Stille Fond")
    assert state != "undeliverable"
    assert sorted(active) == [False, True]


async def test_who_writes_from_a_refused_address_is_within_reach_again(desk):
    of = await opened(desk)
    await not_delivered(desk, of, "Stille Fond", "550 mailbox full")

    await answers(desk, of, "Stille Fond", "Kan vi få længere frist?")

    state, active = await standing(desk, of, "Stille Fond")
    assert (state == "undeliverable", active) == (False, [True])


async def test_a_party_that_must_be_heard_and_can_not_be_written_to_is_phoned_at_once(desk):
    of = await opened(desk, must_hear=["Stille Fond"])
    await not_delivered(desk, of, "Stille Fond", "550 no such user")
    desk.clock.advance(timedelta(minutes=1))

    async with desk.database.reading() as session:
        of_record = await rounds.get(session, of)
        (party,) = [each for each in await round_parties.of_round(session, of) if each.must_hear]
        stands = await record.standing_of(session, of_record, party, desk.clock.now())
        made = reminders.plan(
            record.course(of_record),
            record.addressee(of_record, party, stands),
            desk.calendar,
            desk.clock.now(),
        )

    assert reminders.phone_list([made], desk.clock.now()) == [party.id]


async def test_a_bounce_that_comes_back_as_a_mail_marks_the_address_too(desk):
    of = await opened(desk)

    await answers(
        desk,
        of,
        "Stille Fond",
        "The mail could not be delivered.",
        known=AnswerKind.BOUNCE,
        bounced=[STILLE],
        sender="mailer-daemon@stillefond.example",
    )

    assert await standing(desk, of, "Stille Fond") == ("undeliverable", [False])
