from dataclasses import replace

import pytest

from bot.inquiries import answering, drafting, merging
from bot.inquiries.answer import Seen
from bot.inquiries.answering import Answer
from bot.inquiries.errors import NotAMember
from storage import inquiries
from tests.laid_desk import ANDERS, FATIMA, METTE, an_inquiry


@pytest.fixture
async def inquiry(desk):
    return await an_inquiry(desk)


TYPED = Answer("karen@fond.example", "Om evaluering", "Kære Karen", seen=Seen(1), language="en", quoted=True)


async def test_what_was_typed_stands_in_the_form_when_it_opens_again(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)

    form = await answering.open_form(desk, inquiry.id, METTE)

    assert (form.recipients, form.subject, form.body) == ("karen@fond.example", "Om evaluering", "Kære Karen")
    assert (form.language, form.quoted) == ("en", True)


async def test_each_writer_has_a_draft_of_their_own(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)
    await drafting.keep(desk, inquiry.id, ANDERS, replace(TYPED, body="Hej Karen"))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Kære Karen"
    assert (await answering.open_form(desk, inquiry.id, ANDERS)).body == "Hej Karen"


async def test_the_last_that_was_typed_stands(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)
    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, body="Kære Karen og Bo"))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Kære Karen og Bo"


async def test_what_was_emptied_is_forgotten(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)
    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, body=" \n"))

    form = await answering.open_form(desk, inquiry.id, METTE)
    assert (form.body, form.language) == ("", "da")


async def test_drafting_changes_nothing_that_others_see(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)

    async with desk.database.reading() as session:
        found = await inquiries.get(session, inquiry.id)
        assert [event.what for event in await inquiries.history(session, inquiry.id)] == ["opened"]
    assert (found.claimed_by, found.revision) == (None, 1)


async def test_a_draft_of_two_merged_ones_is_kept_as_one(desk, inquiry):
    other = await an_inquiry(desk)
    await drafting.keep(desk, other.id, METTE, replace(TYPED, body="Om RCT"))
    await drafting.keep(desk, inquiry.id, METTE, TYPED)
    await merging.merge(desk, other.id, METTE, inquiry.reference)

    body = (await answering.open_form(desk, inquiry.id, METTE)).body
    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, body=body))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Kære Karen\n\nOm RCT"


async def test_a_stranger_drafts_nothing(desk, inquiry):
    with pytest.raises(NotAMember):
        await drafting.keep(desk, inquiry.id, FATIMA, TYPED)


async def test_an_answer_that_was_sent_leaves_no_draft(desk, inquiry):
    await drafting.keep(desk, inquiry.id, METTE, TYPED)
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    await answering.send(desk, inquiry.id, METTE, replace(TYPED, seen=seen))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == ""


async def test_what_is_taken_back_is_a_draft_with_its_language_and_quotation(desk, inquiry):
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    letter = await answering.send(desk, inquiry.id, METTE, replace(TYPED, seen=seen))
    await answering.undo(desk, inquiry.id, letter, METTE)

    form = await answering.open_form(desk, inquiry.id, METTE)

    assert (form.body, form.language, form.quoted) == ("Kære Karen", "en", True)


async def test_what_slack_tells_late_of_a_form_that_was_sent_is_no_draft(desk, inquiry):
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    await answering.send(desk, inquiry.id, METTE, replace(TYPED, seen=seen))

    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, seen=seen))
    await drafting.keep(desk, inquiry.id, ANDERS, replace(TYPED, seen=seen, body="Hej"))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == ""
    assert (await answering.open_form(desk, inquiry.id, ANDERS)).body == "Hej"


async def test_a_next_answer_is_drafted_as_the_first_was(desk, inquiry):
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    await answering.send(desk, inquiry.id, METTE, replace(TYPED, seen=seen))
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen

    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, seen=seen, body="En ting til"))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "En ting til"


async def test_taken_back_it_is_the_same_draft_once(desk, inquiry):
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    letter = await answering.send(desk, inquiry.id, METTE, replace(TYPED, seen=seen))
    await answering.undo(desk, inquiry.id, letter, METTE)
    await drafting.keep(desk, inquiry.id, METTE, replace(TYPED, seen=seen))

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Kære Karen"
