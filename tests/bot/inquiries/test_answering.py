import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.inquiries import answering, claiming, handling, intake, posts
from bot.inquiries.answering import Answer
from bot.inquiries.errors import AlreadyClaimed, BadRecipients, EmptyAnswer, NotAMember, SomethingNew, TooLate
from bot.inquiries.lifecycle import Status
from storage import correspondence, inquiries, leases, outbox
from storage.tables import Correction, OutboxRow
from tests.laid_desk import ANDERS, FATIMA, METTE, an_incoming, an_inquiry, an_understanding


async def written(desk, inquiry, body="Tak, vi ringer.", user=METTE, **over):
    form = await answering.open_form(desk, inquiry.id, user)
    values = {"recipients": form.recipients, "subject": form.subject, "body": body, "seen": form.seen}
    return await answering.send(desk, inquiry.id, user, Answer(**(values | over)))


async def state(desk, inquiry):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def letter(desk, letter_id):
    async with desk.database.reading() as session:
        return await correspondence.letter(session, letter_id)


async def happened(desk, inquiry):
    async with desk.database.reading() as session:
        return [event.what for event in await inquiries.history(session, inquiry.id)]


async def leave(desk, letter_id):
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter_id)(session, desk.clock.now())


async def arrive(desk, inquiry, **over):
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(**over), desk.clock.now())


async def test_one_of_many_simultaneous_claims_wins(desk):
    inquiry = await an_inquiry(desk)

    ends = await asyncio.gather(
        *(claiming.claim(desk, inquiry.id, (METTE, ANDERS)[number % 2]) for number in range(50)),
        return_exceptions=True,
    )

    refused = [end for end in ends if isinstance(end, AlreadyClaimed)]
    winner = (await state(desk, inquiry)).claimed_by
    assert len(refused) == 49
    assert {end.by for end in refused} == {winner}
    assert (await happened(desk, inquiry)).count("claimed") == 1


async def test_only_the_office_s_people_and_triage_may_act(desk):
    inquiry = await an_inquiry(desk, understanding=an_understanding("rct"))

    await claiming.claim(desk, inquiry.id, METTE)

    assert inquiry.office == "analyse"
    with pytest.raises(NotAMember):
        await handling.close(desk, (await an_inquiry(desk)).id, FATIMA)


async def test_an_answer_is_held_before_it_leaves(desk):
    inquiry = await an_inquiry(desk)
    before = desk.clock.now()

    letter_id = await written(desk, inquiry)

    after, held = desk.clock.now(), await letter(desk, letter_id)
    async with desk.database.reading() as session:
        parcel = await outbox.by_key(session, answering.answer_key(held))
    assert (held.state, held.recipients) == ("held", ["karen@fondennordlys.example"])
    assert before <= parcel.due_at - timedelta(seconds=10) <= after
    assert (await state(desk, inquiry)).status == Status.CLAIMED


async def test_answering_claims_what_nobody_has(desk):
    inquiry = await an_inquiry(desk)

    await written(desk, inquiry, user=ANDERS)

    assert (await state(desk, inquiry)).claimed_by == ANDERS


async def test_an_answer_is_refused_when_something_arrived_meanwhile(desk):
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    await arrive(desk, inquiry, text="Vent lidt")

    with pytest.raises(SomethingNew):
        await answering.send(
            desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Svar", form.seen)
        )

    assert "answer_written" not in await happened(desk, inquiry)


async def test_a_colleague_s_answer_counts_as_something_new(desk):
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    await written(desk, inquiry, user=ANDERS)

    with pytest.raises(SomethingNew):
        await answering.send(
            desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Svar", form.seen)
        )


async def test_the_reopened_form_keeps_what_was_typed_and_has_seen_the_new(desk):
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    await arrive(desk, inquiry, text="Vent lidt")

    typed = Answer("a@b.example", "Emne", "Min tekst", form.seen)
    again = await answering.reopened_form(desk, inquiry.id, METTE, typed)

    assert (again.body, again.newest.text) == ("Min tekst", "Vent lidt")
    await answering.send(
        desk, inquiry.id, METTE, Answer(again.recipients, again.subject, again.body, again.seen)
    )


@pytest.mark.parametrize(
    "typed", ["", "karen", "a@b", "a@b.example, nej", "a@b.example\nBcc: c@d.example: x"]
)
async def test_what_is_no_list_of_addresses_is_refused(desk, typed):
    inquiry = await an_inquiry(desk)

    with pytest.raises(BadRecipients):
        await written(desk, inquiry, recipients=typed)


def test_addresses_are_read_as_people_type_them():
    assert answering.addresses_in("A@b.example; c@d.example,\n a@b.example") == ["a@b.example", "c@d.example"]


async def test_an_empty_answer_is_refused(desk):
    with pytest.raises(EmptyAnswer):
        await written(desk, await an_inquiry(desk), body=" \n ")


async def test_a_line_break_in_the_subject_smuggles_in_no_header(desk):
    letter_id = await written(desk, await an_inquiry(desk), subject="Hej\r\nBcc: x@y.example")

    assert (await letter(desk, letter_id)).subject == "Hej Bcc: x@y.example"


async def test_undo_takes_the_letter_back_and_keeps_its_text(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await written(desk, inquiry, body="Forhastet")

    await answering.undo(desk, inquiry.id, letter_id, METTE)

    assert (await letter(desk, letter_id)).state == "withdrawn"
    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Forhastet"


async def test_what_was_taken_back_does_not_stand_in_the_way_of_the_next_answer(desk):
    inquiry = await an_inquiry(desk)
    await answering.undo(desk, inquiry.id, await written(desk, inquiry), METTE)

    letter_id = await written(desk, inquiry, body="Bedre")

    assert (await letter(desk, letter_id)).state == "held"
    assert (await answering.open_form(desk, inquiry.id, METTE)).body == ""


async def test_what_is_leaving_can_not_be_taken_back(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await written(desk, inquiry)
    desk.clock.advance(timedelta(seconds=11))
    async with desk.database.transaction() as session:
        await leases.take(
            session, desk.clock.now(), [answering.ANSWER], lasting=timedelta(minutes=1), limit=5
        )

    with pytest.raises(TooLate):
        await answering.undo(desk, inquiry.id, letter_id, METTE)


async def test_when_the_letter_has_left_the_inquiry_is_answered(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await written(desk, inquiry)

    await leave(desk, letter_id)

    now = await state(desk, inquiry)
    assert (now.status, now.remind_at, (await letter(desk, letter_id)).state) == (
        Status.ANSWERED,
        None,
        "sent",
    )


async def test_who_wrote_again_while_the_letter_was_leaving_waits_for_an_answer_still(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await written(desk, inquiry)
    desk.clock.advance(timedelta(days=3))
    await arrive(desk, inquiry, received_at=desk.clock.now())

    await leave(desk, letter_id)

    now = await state(desk, inquiry)
    assert (now.status, now.answered_at is not None) == (Status.CLAIMED, True)
    assert now.remind_at > desk.clock.now()
    assert (await happened(desk, inquiry))[-2:] == ["answered", "reopened"]


async def test_who_has_a_newer_answer_already_waits_no_more_when_the_earlier_one_leaves(desk):
    inquiry = await an_inquiry(desk)
    held_up = await written(desk, inquiry)
    await arrive(desk, inquiry)
    await leave(desk, await written(desk, inquiry))

    await leave(desk, held_up)

    assert (await state(desk, inquiry)).status == Status.ANSWERED


async def test_a_letter_overtaken_while_held_goes_back_to_its_writer(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await written(desk, inquiry, body="For sent")
    await arrive(desk, inquiry)
    async with desk.database.transaction() as session:
        await answering.overtaken(letter_id)(session, desk.clock.now())

    assert (await letter(desk, letter_id)).state == "withdrawn"
    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "For sent"


OLE, BO = "slack:u9ole", "bo@fond.example"


@pytest.fixture
async def both_ways(desk):
    """An answer into a thread in Slack and by mail: the inquiry, and the letter's number."""
    inquiry = await an_inquiry(desk, sender=OLE, message_id="slack:C9/1.1")
    return inquiry, await written(desk, inquiry, recipients=f"{OLE}, {BO}")


async def refuse(desk, letter_id, to):
    async with desk.database.transaction() as session:
        await answering.undeliverable(session, letter_id, "550 no such user", desk.clock.now(), [to])


@pytest.mark.parametrize("to", [OLE, BO])
@pytest.mark.parametrize("refused_first", [True, False])
async def test_what_was_refused_one_way_and_came_the_other_has_left(desk, both_ways, to, refused_first):
    inquiry, letter_id = both_ways
    ways = [refuse(desk, letter_id, to), leave(desk, letter_id)]
    for way in ways if refused_first else reversed(ways):
        await way

    assert (await letter(desk, letter_id)).state == "sent"
    assert (await state(desk, inquiry)).status == Status.ANSWERED
    async with desk.database.reading() as session:
        assert await inquiries.lost_to(session, inquiry.id, letter_id) == {to}


async def test_what_was_refused_both_ways_reached_nobody(desk, both_ways):
    inquiry, letter_id = both_ways

    await refuse(desk, letter_id, OLE)
    assert (await letter(desk, letter_id)).state == "held"
    await refuse(desk, letter_id, BO)

    assert (await letter(desk, letter_id)).state == "failed"
    assert (await state(desk, inquiry)).status == Status.CLAIMED


async def test_a_reroute_is_a_lesson_and_starts_afresh_in_the_other_office(desk):
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "rct")

    now = await state(desk, inquiry)
    async with desk.database.reading() as session:
        (lesson,) = list(await session.scalars(select(Correction)))
    assert (now.office, now.claimed_by, now.initiative, now.accepted) == ("analyse", None, "rct", True)
    assert (lesson.before, lesson.after, lesson.model) == ("vidensalliancer", "rct", "test-model")


async def test_confirming_what_the_model_said_surely_is_no_lesson(desk):
    inquiry = await an_inquiry(desk)

    await handling.reroute(desk, inquiry.id, METTE, "analyse", "vidensalliancer")

    async with desk.database.reading() as session:
        assert list(await session.scalars(select(Correction))) == []


async def test_every_action_is_a_line_of_history_and_a_new_card(desk):
    inquiry = await an_inquiry(desk)

    await claiming.claim(desk, inquiry.id, METTE)
    await handling.note(desk, inquiry.id, METTE, "Husk budgettet")
    await handling.snooze(desk, inquiry.id, METTE, desk.clock.now() + timedelta(days=2))
    await handling.close(desk, inquiry.id, METTE)
    await handling.reopen(desk, inquiry.id, METTE)

    assert await happened(desk, inquiry) == ["opened", "claimed", "noted", "snoozed", "closed", "reopened"]
    async with desk.database.reading() as session:
        cards = await session.scalars(select(OutboxRow.key).where(OutboxRow.kind == posts.CARD))
        assert list(cards) == [f"inquiry:{inquiry.id}/card:{number}" for number in range(1, 7)]
