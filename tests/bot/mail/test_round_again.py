"""A round's letter that came back for now leaves again on a real server, unless it is needless by then."""

from datetime import timedelta

import pytest

from bot.mail import round_again, round_carrier
from bot.mail.reports import Bounce, Failure
from bot.mail.round_again import RoundAgainCarrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.rounds import reported
from bot.screening import Verdict
from consultation.retries import PAUSES
from consultation.rounds import moving, record, reminders, sent_again
from consultation.rounds.errors import NothingAsked
from consultation.rounds.lifecycle import Hands
from consultation.rounds.reminders import Reason
from consultation.rounds.words import AnswerKind
from storage import round_messages, round_parties, rounds
from storage.outcomes import Outcome
from tests.laid_desk import a_desk
from tests.rounds_on_record import ANDERS, HELLE, PARTIES, answers, history, opened, work

NAME = "Stille Fond"
STILLE, OTHER = PARTIES[NAME], "direktion@stillefond.example"
HOURS = PAUSES[0]


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def leave(desk, smtp_sink):
    """Let everything leave that is due after a while; gives what left."""
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))
    carriers |= dict.fromkeys(round_again.KINDS, RoundAgainCarrier(desk, pool))

    async def _leave(span=timedelta()):
        desk.clock.advance(span)
        before = len(smtp_sink.messages)
        await Courier(desk, carriers, Bell()).run_until_empty()
        return smtp_sink.messages[before:]

    yield _leave
    await pool.close()


@pytest.fixture
async def out(desk, leave):
    """A round whose invitations have left."""
    of = await opened(desk)
    await leave()
    return of


async def letter_of(desk, round_id, kind="invitation"):
    async with desk.database.reading() as session:
        parties = await round_parties.of_round(session, round_id)
        (party,) = [each for each in parties if each.organisation == NAME]
        return next(each for each in await rounds.letters(session, party.id) if each.kind == kind)


async def comes_back(desk, round_id, *recipients, final=True, kind="invitation"):
    """A letter comes back for now, as the mail room hands it over."""
    desk.clock.advance(timedelta(minutes=1))
    letter = await letter_of(desk, round_id, kind)
    failures = tuple(Failure(to, "4.2.2", permanent=False, final=final) for to in recipients or [STILLE])
    verdict = Verdict(Outcome.BOUNCE, "delivery_status", (), Bounce((letter.message_id,), failures))
    return await answers(
        desk,
        round_id,
        NAME,
        "Mailbox full",
        sender="mailer-daemon@stillefond.example",
        known=AnswerKind.BOUNCE,
        put_off=reported.put_off(verdict),
        is_late=reported.is_late(verdict),
        about=[letter.message_id],
    )


async def standing(desk, round_id):
    async with desk.database.reading() as session:
        of = await rounds.get(session, round_id)
        case = await record.load(session, of, desk.clock.now())
    (party,) = [each for each in case.parties.values() if each.organisation == NAME]
    assert party.state == case.standings[party.id].state
    return case.standings[party.id]


async def report(desk, number):
    async with desk.database.reading() as session:
        return (await round_messages.get(session, number)).reading


async def test_the_same_letter_leaves_again_after_some_hours(desk, out, leave):
    letter = await letter_of(desk, out)
    await comes_back(desk, out)
    assert await leave(HOURS - timedelta(minutes=2)) == []

    (again,) = await leave(timedelta(minutes=2))

    assert again.recipients == (STILLE,)
    assert again.message["Message-ID"] == letter.message_id
    assert again.message.get_body(("plain",)).get_content().split() == letter.text.split()


@pytest.fixture
async def out_to_two(desk, leave):
    """A round whose invitation to one party has left for two addresses."""
    of = await opened(desk, parties={NAME: (STILLE, OTHER)})
    await leave()
    return of


async def test_an_address_that_is_put_off_while_another_takes_the_letter_gets_it_later(
    desk, leave, smtp_sink
):
    smtp_sink.answer(OTHER, "451 4.7.1 greylisted", "451 4.7.1 greylisted")
    of = await opened(desk, parties={NAME: (STILLE, OTHER)})
    (first,) = await leave()

    (second,) = await leave(timedelta(minutes=1))

    assert (first.recipients, second.recipients) == ((STILLE,), (OTHER,))
    assert second.message["Message-ID"] == first.message["Message-ID"]
    assert "refused" not in await history(desk, of)


async def test_an_address_that_is_put_off_and_then_refused_is_told_and_marked(desk, leave, smtp_sink):
    smtp_sink.answer(OTHER, "451 4.7.1 greylisted", "451 4.7.1 greylisted")
    of = await opened(desk, parties={NAME: (STILLE, OTHER)})
    await leave()
    smtp_sink.always(OTHER, "550 no such user")
    await leave(timedelta(minutes=1))

    assert (await history(desk, of))[-1] == "refused"
    async with desk.database.reading() as session:
        addresses = await round_parties.addresses(session, of)
    assert {each.email: each.active for (theirs,) in [addresses.values()] for each in theirs} == {
        STILLE: True,
        OTHER: False,
    }


async def test_each_of_two_whom_one_report_names_gets_the_letter_again(desk, out_to_two, leave):
    made = await comes_back(desk, out_to_two, STILLE, OTHER)
    assert (await standing(desk, out_to_two)).state == "put_off"

    both = await leave(HOURS)

    assert sorted(each.recipients for each in both) == [(OTHER,), (STILLE,)]
    reading = await report(desk, made.id)
    assert [reading["again"]["over"], reading["again_others"][0]["over"]] == ["sent", "sent"]


async def test_two_whom_one_report_names_are_stopped_together(desk, out_to_two, leave):
    made = await comes_back(desk, out_to_two, STILLE, OTHER)
    await stopped(desk, out_to_two, made.id)

    assert await leave(HOURS) == []
    assert (await standing(desk, out_to_two)).state == "undeliverable"


async def test_until_then_the_party_is_put_off_and_knows_when(desk, out, leave):
    await comes_back(desk, out)
    stands = await standing(desk, out)
    assert stands.state == "put_off"
    assert timedelta() <= desk.clock.now() + HOURS - stands.again_at < timedelta(minutes=1)

    await leave(HOURS)

    assert ((await standing(desk, out)).state, (await standing(desk, out)).again_at) == ("invited", None)
    assert "again_sent" in await history(desk, out)


async def test_a_letter_that_is_only_late_puts_nobody_off_and_leaves_once(desk, out, leave):
    made = await comes_back(desk, out, final=False)

    assert (await report(desk, made.id))["is_late"]
    assert (await standing(desk, out)).state == "invited"
    assert await leave(timedelta(days=5)) == []


async def test_after_the_last_try_the_party_can_not_be_reached(desk, out, leave):
    await comes_back(desk, out)
    for pause in PAUSES:
        assert len(await leave(pause)) == 1
        await comes_back(desk, out)

    assert (await standing(desk, out)).state == "undeliverable"


async def test_it_does_not_leave_once_the_party_has_answered(desk, out, leave):
    made = await comes_back(desk, out)
    await answers(desk, out, NAME, "Vi har ingen bemærkninger.")

    receipt = await leave()
    assert await leave(HOURS) == []
    assert len(receipt) == 1
    assert (await report(desk, made.id))["again"]["over"] == "dropped"
    assert (await standing(desk, out)).state == "no_remarks"


async def stopped(desk, round_id, number):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        made = await round_messages.get(session, number)
        await sent_again.stop(session, of, made, HELLE, desk.clock.now())


async def test_who_is_stopped_being_written_to_can_not_be_reached(desk, out, leave):
    made = await comes_back(desk, out)
    await stopped(desk, out, made.id)

    assert await leave(HOURS) == []
    assert (await standing(desk, out)).state == "undeliverable"
    assert (await report(desk, made.id))["again"]["by"] == HELLE


async def test_what_has_left_again_can_not_be_stopped(desk, out, leave):
    made = await comes_back(desk, out)
    await leave(HOURS)

    async with desk.database.transaction() as session:
        of, left = await rounds.locked(session, out), await round_messages.get(session, made.id)
        with pytest.raises(NothingAsked):
            await sent_again.stop(session, of, left, HELLE, desk.clock.now())


async def test_refused_for_good_when_it_leaves_again_the_office_is_told(desk, out, leave, smtp_sink):
    await comes_back(desk, out)
    smtp_sink.always(STILLE, "550 no such user")
    await leave(HOURS)

    assert (await standing(desk, out)).state == "undeliverable"
    assert {"refused", "again_lost"} <= set(await history(desk, out))


async def test_a_second_report_of_the_same_return_makes_no_second_letter(desk, out, leave):
    await comes_back(desk, out)
    await comes_back(desk, out)

    assert len(await leave(HOURS)) == 1


async def test_a_party_that_is_put_off_is_reminded_only_after_that(desk, out):
    await comes_back(desk, out)
    stands = await standing(desk, out)
    async with desk.database.reading() as session:
        of = await rounds.get(session, out)
        party = await round_parties.get(session, stands.party)
    plan = reminders.plan(
        record.course(of), record.addressee(of, party, stands), desk.calendar, desk.clock.now()
    )

    assert plan.nothing is Reason.PUT_OFF
    assert Reason.PUT_OFF in reminders.PASSING


async def more_time(desk, round_id):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await moving.extend(session, of, Hands(ANDERS, HELLE), of.deadline + timedelta(days=7), work(desk))


async def cancelled(desk, round_id):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        await moving.cancel(session, of, Hands(ANDERS, HELLE), "Udkastet er trukket.", work(desk))


async def declined(desk, round_id):
    await answers(desk, round_id, NAME, "Vi ønsker ikke at deltage i høringen.")


@pytest.mark.parametrize("happens", [more_time, cancelled, declined])
async def test_a_new_deadline_is_not_said_again_once_it_is_none(desk, out, leave, happens):
    await more_time(desk, out)
    await leave()
    await comes_back(desk, out, kind="new_deadline")
    await happens(desk, out)
    await leave()

    assert await leave(HOURS) == []


async def test_a_new_deadline_that_holds_is_said_again(desk, out, leave):
    await more_time(desk, out)
    await leave()
    await comes_back(desk, out, kind="new_deadline")

    assert [each.recipients for each in await leave(HOURS)] == [(STILLE,)]


async def test_an_invitation_that_leaves_again_names_the_deadline_that_holds_by_then(desk, out, leave):
    await comes_back(desk, out)
    await more_time(desk, out)
    await leave()

    (again,) = await leave(HOURS)

    text = again.message.get_body(("plain",)).get_content()
    assert "Vi beder om jeres svar senest mandag den 6. april kl. 11.30" in " ".join(text.split())
