from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inquiries import answering, claiming, handling, intake, merging
from bot.inquiries.answering import Answer
from bot.inquiries.errors import (
    LetterUnderway,
    MergedAlready,
    NoSuchNumber,
    NotAMember,
    NotMerged,
    SameInquiry,
    SomethingNew,
)
from bot.inquiries.lifecycle import Status
from bot.settings import BarredMember
from bot.staff.members import Members
from storage import inquiries, notes
from tests.builders import a_draft
from tests.laid_desk import ANDERS, FATIMA, METTE, an_incoming, an_inquiry, an_understanding


@pytest.fixture
async def main(desk):
    """The inquiry that goes on."""
    return await an_inquiry(desk, text="Hvad med evaluering?", message_id="<a@fond.example>")


@pytest.fixture
async def part(desk, main):
    """A second inquiry on the same matter, by somebody else at the foundation."""
    desk.clock.advance(timedelta(hours=1))
    return await an_inquiry(
        desk, text="Og hvad med RCT?", sender="bo@fondennordlys.example", message_id="<b@fond.example>"
    )


async def now_of(desk, inquiry):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def happened(desk, inquiry):
    async with desk.database.reading() as session:
        return [event.what for event in await inquiries.history(session, inquiry.id)]


async def set_(desk, inquiry, **values):
    async with desk.database.transaction() as session:
        found = await inquiries.locked(session, inquiry.id)
        for name, value in values.items():
            setattr(found, name, value)


async def arrive(desk, inquiry, **over):
    async with desk.database.transaction() as session:
        return await intake.follow_up(session, desk, inquiry.id, an_incoming(**over), desk.clock.now())


async def leave(desk, letter_id):
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter_id)(session, desk.clock.now())


async def answered(desk, inquiry, body="Tak, vi ringer."):
    form = await answering.open_form(desk, inquiry.id, METTE)
    return await answering.send(
        desk, inquiry.id, METTE, Answer(form.recipients, form.subject, body, form.seen)
    )


async def test_the_merged_one_is_closed_and_points_to_the_main_one(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)

    after = await now_of(desk, part)
    assert (after.status, after.merged_into) == (Status.CLOSED, main.id)
    assert await happened(desk, part) == ["opened", "merged"]
    assert await happened(desk, main) == ["opened", "merged_with"]


@pytest.mark.parametrize("typed", [" {} ", "{}\n"])
async def test_the_number_may_be_typed_with_spaces_and_in_small_letters(desk, main, part, typed):
    await merging.merge(desk, part.id, METTE, typed.format(main.reference.lower()))

    assert (await now_of(desk, part)).merged_into == main.id


async def test_what_is_written_to_the_merged_one_joins_the_main_one(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)

    joined = await arrive(desk, part, text="En ting til")

    assert joined.id == main.id
    assert await happened(desk, main) == ["opened", "merged_with", "followed_up"]
    assert await happened(desk, part) == ["opened", "merged"]


async def test_an_answer_goes_to_everybody_who_waits_the_latest_writer_first(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)

    form = await answering.open_form(desk, main.id, METTE)

    assert form.recipients == "bo@fondennordlys.example, karen@fondennordlys.example"
    assert form.newest.text == "Og hvad med RCT?"


async def test_drafts_follow_and_none_overwrites_the_other(desk, main, part):
    async with desk.database.transaction() as session:
        for inquiry, author, body in (
            (part, METTE, "RCT: ja"),
            (main, METTE, "Kære Karen"),
            (part, ANDERS, "Hej"),
        ):
            await notes.keep_draft(session, a_draft(inquiry, author=author, body=body))
    await merging.merge(desk, part.id, METTE, main.reference)

    assert (await answering.open_form(desk, main.id, METTE)).body == "Kære Karen\n\nRCT: ja"
    assert (await answering.open_form(desk, main.id, ANDERS)).body == "Hej"


async def test_a_form_that_was_open_meanwhile_is_told_of_what_came_with_the_merger(desk, main, part):
    form = await answering.open_form(desk, main.id, METTE)
    await merging.merge(desk, part.id, METTE, main.reference)

    with pytest.raises(SomethingNew):
        await answering.send(desk, main.id, METTE, Answer(form.recipients, form.subject, "Svar", form.seen))


async def test_so_is_one_open_on_the_newer_of_the_two_and_told_who_waits_beside_its_recipients(
    desk, main, part
):
    form = await answering.open_form(desk, part.id, METTE)
    await merging.merge(desk, main.id, METTE, part.reference)
    typed = Answer(form.recipients, form.subject, "Svar", form.seen)

    with pytest.raises(SomethingNew):
        await answering.send(desk, part.id, METTE, typed)

    again = await answering.reopened_form(desk, part.id, METTE, typed)
    assert (again.newest.text, again.left_out) == ("Hvad med evaluering?", ["karen@fondennordlys.example"])
    await answering.send(desk, part.id, METTE, replace(typed, seen=again.seen))


async def test_so_is_one_open_while_they_are_parted(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)
    await arrive(desk, main, text="En ting til", message_id="<c@fond.example>")
    form = await answering.open_form(desk, main.id, METTE)
    await merging.part(desk, part.id, METTE)

    with pytest.raises(SomethingNew):
        await answering.send(desk, main.id, METTE, Answer(form.recipients, form.subject, "Svar", form.seen))


async def test_whoever_had_the_merged_one_has_the_main_one_where_nobody_has_it(desk, main, part):
    await claiming.claim(desk, part.id, ANDERS)

    await merging.merge(desk, part.id, METTE, main.reference)

    after = await now_of(desk, main)
    assert (after.claimed_by, after.status) == (ANDERS, Status.CLAIMED)


async def test_who_has_the_main_one_keeps_it(desk, main, part):
    await claiming.claim(desk, main.id, METTE)
    await claiming.claim(desk, part.id, ANDERS)

    await merging.merge(desk, part.id, METTE, main.reference)

    assert (await now_of(desk, main)).claimed_by == METTE


async def test_nobody_is_given_the_main_one_who_may_not_act_on_it(desk, main):
    theirs = await an_inquiry(desk, understanding=an_understanding("rct"))
    await claiming.claim(desk, theirs.id, FATIMA)

    await merging.merge(desk, theirs.id, METTE, main.reference)

    after = await now_of(desk, main)
    assert (after.claimed_by, after.status) == (None, Status.NEW)


@pytest.mark.parametrize("has_main", [True, False])
async def test_nor_does_anybody_have_it_who_is_barred_from_the_other_of_the_two(desk, main, has_main):
    other = await an_inquiry(desk, sender="bo@andenfond.example")
    theirs, barred_from = (main, "andenfond.example") if has_main else (other, "fondennordlys.example")
    await claiming.claim(desk, theirs.id, ANDERS)
    barred = [BarredMember(member=ANDERS, organisation=barred_from)]
    kept_away = replace(desk, members=Members(desk.settings.office, barred))

    await merging.merge(kept_away, other.id, METTE, main.reference)
    assert (await now_of(desk, main)).claimed_by is None
    await merging.part(kept_away, other.id, METTE)

    assert (await now_of(desk, theirs)).claimed_by == ANDERS


async def test_the_earlier_deadline_holds(desk, main, part):
    early = part.first_answer_due - timedelta(days=30)
    await set_(desk, part, first_answer_due=early, remind_at=early)

    await merging.merge(desk, part.id, METTE, main.reference)

    after = await now_of(desk, main)
    assert (after.first_answer_due, after.remind_at) == (early, early)


@pytest.mark.parametrize(("part_is_snoozed", "after"), [(False, Status.NEW), (True, Status.WAITING)])
async def test_a_snoozed_main_one_wakes_for_what_is_not_snoozed(desk, main, part, part_is_snoozed, after):
    for snoozed in (main, part) if part_is_snoozed else (main,):
        await handling.snooze(desk, snoozed.id, METTE, desk.clock.now() + timedelta(days=90))

    await merging.merge(desk, part.id, METTE, main.reference)

    now = await now_of(desk, main)
    assert (now.status, now.snoozed_until is not None) == (after, part_is_snoozed)


async def test_the_main_one_is_not_put_off_by_a_later_deadline(desk, main, part):
    before = (await now_of(desk, main)).first_answer_due
    await set_(desk, part, first_answer_due=before + timedelta(days=30))

    await merging.merge(desk, part.id, METTE, main.reference)

    assert (await now_of(desk, main)).first_answer_due == before


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
async def test_an_open_question_merged_into_a_settled_one_opens_it(desk, main, part, status):
    await set_(desk, main, status=status, closed_at=desk.clock.now())

    await merging.merge(desk, part.id, METTE, main.reference)

    after = await now_of(desk, main)
    assert (after.status, after.closed_at) == (Status.NEW, None)
    assert after.first_answer_due == (await now_of(desk, part)).first_answer_due


async def test_a_settled_one_merged_into_a_settled_one_opens_nothing(desk, main, part):
    for inquiry in (main, part):
        await set_(desk, inquiry, status=Status.CLOSED, closed_at=desk.clock.now())

    await merging.merge(desk, part.id, METTE, main.reference)

    assert (await now_of(desk, main)).status == Status.CLOSED


async def test_one_that_is_named_by_a_merged_number_goes_on_in_the_main_one(desk, main, part):
    third = await an_inquiry(desk)
    await merging.merge(desk, part.id, METTE, main.reference)

    await merging.merge(desk, third.id, METTE, part.reference)

    assert (await now_of(desk, third)).merged_into == main.id


async def test_what_goes_on_in_a_merged_one_follows_it_and_comes_back_with_it(desk, main, part):
    third = await an_inquiry(desk)
    await merging.merge(desk, third.id, METTE, part.reference)
    await merging.merge(desk, part.id, METTE, main.reference)
    assert (await arrive(desk, third)).id == main.id

    await merging.part(desk, part.id, METTE)

    assert (await arrive(desk, third, message_id="<z@fond.example>")).id == part.id


async def test_parting_gives_both_back_as_they_were(desk, main, part):
    await claiming.claim(desk, part.id, ANDERS)
    before = [merging.state_of(await now_of(desk, each)) for each in (main, part)]
    await merging.merge(desk, part.id, METTE, main.reference)

    await merging.part(desk, part.id, METTE)

    assert [merging.state_of(await now_of(desk, each)) for each in (main, part)] == before
    assert (await now_of(desk, part)).merged_into is None
    assert (await happened(desk, part))[-1] == "parted"
    assert (await happened(desk, main))[-1] == "parted_from"


async def test_a_main_one_that_changed_meanwhile_stays_as_it_is(desk, main, part):
    await claiming.claim(desk, part.id, ANDERS)
    await merging.merge(desk, part.id, METTE, main.reference)
    await handling.close(desk, main.id, METTE)

    await merging.part(desk, part.id, METTE)

    assert (await now_of(desk, main)).status == Status.CLOSED


async def test_what_was_written_to_the_merged_one_meanwhile_comes_along_and_opens_it(desk, main, part):
    await leave(desk, await answered(desk, part))
    await merging.merge(desk, part.id, METTE, main.reference)
    await arrive(desk, part, text="En ting til")

    await merging.part(desk, part.id, METTE)

    assert (await answering.open_form(desk, part.id, METTE)).newest.text == "En ting til"
    assert (await answering.open_form(desk, main.id, METTE)).newest.text == "Hvad med evaluering?"
    assert (await now_of(desk, part)).status == Status.CLAIMED


async def test_merged_parted_and_merged_again_restores_the_latest(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)
    await merging.part(desk, part.id, METTE)
    await claiming.claim(desk, part.id, ANDERS)
    await merging.merge(desk, part.id, METTE, main.reference)

    await merging.part(desk, part.id, METTE)

    assert (await now_of(desk, part)).claimed_by == ANDERS


async def test_it_cannot_be_merged_with_itself_nor_with_what_goes_on_in_it(desk, main, part):
    with pytest.raises(SameInquiry):
        await merging.merge(desk, main.id, METTE, main.reference)
    await merging.merge(desk, part.id, METTE, main.reference)
    with pytest.raises(SameInquiry):
        await merging.merge(desk, main.id, METTE, part.reference)


@pytest.mark.parametrize("typed", ["", "FD-2026-99999", "karen"])
async def test_a_number_that_is_none_is_refused(desk, part, typed):
    with pytest.raises(NoSuchNumber):
        await merging.merge(desk, part.id, METTE, typed)


async def test_nothing_is_merged_that_somebody_may_not_act_on(desk, main, part):
    theirs = await an_inquiry(desk, understanding=an_understanding("rct"))

    with pytest.raises(NotAMember):
        await merging.merge(desk, theirs.id, FATIMA, main.reference)
    with pytest.raises(NotAMember):
        await merging.merge(desk, main.id, FATIMA, theirs.reference)

    assert await happened(desk, main) == ["opened"]


async def test_nor_parted(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)

    with pytest.raises(NotAMember):
        await merging.part(desk, part.id, FATIMA)


async def test_a_letter_on_its_way_out_is_waited_for_in_either_of_the_two(desk, main, part):
    await answered(desk, part)

    for one, into in ((part, main), (main, part)):
        with pytest.raises(LetterUnderway):
            await merging.merge(desk, one.id, METTE, into.reference)


async def test_a_merged_one_is_worked_on_where_it_goes_on(desk, main, part):
    await merging.merge(desk, part.id, METTE, main.reference)

    for refused in (
        claiming.claim(desk, part.id, METTE),
        handling.reopen(desk, part.id, METTE),
        handling.note(desk, part.id, METTE, "Ring"),
        answering.open_form(desk, part.id, METTE),
        merging.open_form(desk, part.id, METTE),
        merging.merge(desk, part.id, METTE, main.reference),
    ):
        with pytest.raises(MergedAlready) as told:
            await refused
        assert told.value.into == main.reference


async def test_what_is_not_merged_cannot_be_parted(desk, main):
    with pytest.raises(NotMerged):
        await merging.part(desk, main.id, METTE)


async def test_the_form_offers_others_of_the_same_party_that_its_reader_may_act_on(desk, main, part):
    hidden = await an_inquiry(desk, understanding=an_understanding("temamoeder"))

    fatima = await an_inquiry(desk, understanding=an_understanding("rct"))
    offered = await merging.open_form(desk, fatima.id, FATIMA)
    to_triage = await merging.open_form(desk, fatima.id, METTE)

    assert [each.id for each in offered.others] == []
    assert [each.id for each in to_triage.others] == [hidden.id, part.id, main.id]
