from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inquiries import (
    answering,
    claiming,
    confiding,
    correcting,
    drafting,
    handling,
    intake,
    merging,
    splitting,
)
from bot.inquiries.answer import Seen
from bot.inquiries.answering import Answer
from bot.inquiries.errors import (
    AlreadyClaimed,
    Barred,
    Confidential,
    EmptyAnswer,
    InParts,
    MergedAlready,
    NotAMember,
    NotNow,
    OnlyWhole,
    PartSettled,
    QuestionsMissing,
)
from bot.inquiries.lifecycle import Status
from bot.inquiries.splitting import Question
from bot.settings.sections import BarredMember
from bot.staff.members import Members
from bot.staff.overview import Section, listing
from storage import correspondence, finding, inquiries, outbox, parts
from storage.finding import Sought
from tests.laid_desk import ANDERS, FATIMA, JONAS, METTE, an_incoming, an_inquiry

EFFECT = Question("analyse", "Hvad ved I om effekt?")
MEETING = Question("moeder", "Kan vi mødes i maj?")


@pytest.fixture
async def main(desk):
    """An inquiry that asks two offices at once."""
    return await an_inquiry(desk, text="Hvad ved I om effekt, og kan vi mødes?")


@pytest.fixture
async def asked(desk, main):
    """It, split: the two questions in their order."""
    await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])
    return [part.inquiry.id for part in await parts_of(desk, main)]


async def parts_of(desk, main):
    async with desk.database.reading() as session:
        return await parts.asked_in(session, main.id)


async def now_of(desk, inquiry_id):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry_id)


async def happened(desk, inquiry_id):
    async with desk.database.reading() as session:
        return [event.what for event in await inquiries.history(session, inquiry_id)]


async def answered_and_gone(desk, main):
    form = await answering.open_form(desk, main.id, METTE)
    body = form.body or "Tak."
    letter = await answering.send(
        desk, main.id, METTE, Answer(form.recipients, form.subject, body, form.seen)
    )
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())
    return letter


async def test_each_question_is_an_inquiry_of_its_office(desk, main, asked):
    effect, meeting = [await now_of(desk, each) for each in asked]

    assert (effect.office, effect.subject) == ("analyse", "Hvad ved I om effekt?")
    assert (meeting.office, meeting.subject) == ("moeder", "Kan vi mødes i maj?")
    assert {effect.part_of, meeting.part_of} == {main.id}
    assert effect.reference != meeting.reference != main.reference


async def test_each_has_a_card_and_nothing_is_sent_to_anybody(desk, main, asked):
    async with desk.database.reading() as session:
        cards = [await outbox.by_key(session, f"inquiry:{each}/card:1") for each in asked]
        letters = await correspondence.of_inquiry(session, asked[0])

    assert [card.lane for card in cards] == ["slack:analyse", "slack:moeder"]
    assert letters == []


async def test_both_ways_they_are_linked_and_it_stands_in_both_histories(desk, main, asked):
    async with desk.database.reading() as session:
        linked = [each.id for each in await inquiries.linked(session, main.id)]

    assert linked == asked
    assert await happened(desk, main.id) == ["opened", "split"]
    assert await happened(desk, asked[0]) == ["asked"]


@pytest.mark.parametrize(
    "questions",
    [[], [EFFECT], [EFFECT] * 6, [EFFECT, Question("", "Hvad?")], [EFFECT, replace(EFFECT, text="")]],
)
async def test_two_to_five_questions_with_an_office_each_are_wanted(desk, main, questions):
    with pytest.raises(QuestionsMissing):
        await splitting.split(desk, main.id, METTE, questions)

    assert await parts_of(desk, main) == []


async def test_an_inquiry_is_split_once_at_a_time(desk, main, asked):
    with pytest.raises(InParts):
        await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])


async def test_a_question_is_not_split_further(desk, asked):
    with pytest.raises(OnlyWhole):
        await splitting.split(desk, asked[0], METTE, [EFFECT, MEETING])


async def test_what_is_answered_is_split_no_more(desk, main):
    await answered_and_gone(desk, main)

    with pytest.raises(NotNow):
        await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])


async def test_only_the_office_of_the_inquiry_splits_it(desk, main):
    with pytest.raises(NotAMember):
        await splitting.split(desk, main.id, FATIMA, [EFFECT, MEETING])


async def test_a_question_is_due_a_working_day_before_the_answer(desk, main, asked):
    part = await now_of(desk, asked[0])
    calendar = desk.calendar

    due = calendar.end_of(calendar.working_day_before(main.first_answer_due))
    assert part.first_answer_due == due
    assert due < main.first_answer_due
    assert part.remind_at < due < part.escalate_at < main.first_answer_due


async def test_where_that_day_is_past_it_is_due_with_the_answer(desk, main):
    desk.clock.advance(main.first_answer_due - desk.clock.now() - timedelta(hours=2))

    await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])

    part = (await parts_of(desk, main))[0].inquiry
    assert part.first_answer_due == main.first_answer_due
    assert part.remind_at is None
    assert part.escalate_at > part.first_answer_due


async def test_an_office_answers_its_colleague_and_no_letter_is_made(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "  Effekten er god.  ")

    part = (await parts_of(desk, main))[0]
    assert (part.asked.answer, part.asked.answered_by) == ("Effekten er god.", FATIMA)
    assert (part.inquiry.status, part.inquiry.claimed_by) == (Status.ANSWERED, FATIMA)
    assert await happened(desk, asked[0]) == ["asked", "question_answered"]
    assert await happened(desk, main.id) == ["opened", "split", "part_answered"]
    async with desk.database.reading() as session:
        written = await correspondence.of_inquiry(session, main.id)
        assert [each.kind for each in written] == ["letter", "acknowledgement"]


async def test_the_main_card_shows_whatever_happens_to_a_question(desk, main, asked):
    before = (await now_of(desk, main.id)).revision

    await claiming.claim(desk, asked[0], FATIMA)
    await splitting.answer(desk, asked[0], FATIMA, "Ja.")

    assert (await now_of(desk, main.id)).revision == before + 2


async def test_one_of_two_who_claim_a_question_has_it(desk, asked):
    await claiming.claim(desk, asked[0], FATIMA)

    with pytest.raises(AlreadyClaimed):
        await claiming.claim(desk, asked[0], METTE)


async def test_a_question_is_not_answered_twice_nor_with_nothing(desk, asked):
    with pytest.raises(EmptyAnswer):
        await splitting.answer(desk, asked[0], FATIMA, " \n ")
    await splitting.answer(desk, asked[0], FATIMA, "Ja.")

    with pytest.raises(NotNow):
        await splitting.answer(desk, asked[0], FATIMA, "Nej.")


async def test_no_letter_is_written_in_a_question(desk, asked):
    with pytest.raises(OnlyWhole):
        await answering.open_form(desk, asked[0], FATIMA)
    with pytest.raises(OnlyWhole):
        await answering.send(desk, asked[0], FATIMA, Answer("a@b.example", "Emne", "Svar", seen=Seen(1)))


async def test_the_answer_form_of_the_whole_begins_with_the_answers_in_order(desk, main, asked):
    await splitting.answer(desk, asked[1], JONAS, "Ja, den 4. maj.")
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")

    form = await answering.open_form(desk, main.id, METTE)

    assert form.body == "Effekten er god.\n\nJa, den 4. maj."
    assert [each.asked.number for each in form.parts] == [1, 2]


async def test_a_draft_of_ones_own_stands_and_the_answers_beside_it(desk, main, asked):
    form = await answering.open_form(desk, main.id, METTE)
    await drafting.keep(desk, main.id, METTE, Answer(form.recipients, form.subject, "Kære Karen", form.seen))
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")

    opened = await answering.open_form(desk, main.id, METTE)

    assert opened.body == "Kære Karen"
    assert await splitting.text_of(desk, main.id, METTE, asked[0]) == "Effekten er god."
    assert await splitting.text_of(desk, main.id, METTE, asked[1]) == ""


async def test_one_letter_leaves_and_what_was_not_answered_is_asked_no_more(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")

    await answered_and_gone(desk, main)

    first, second = [await now_of(desk, each) for each in asked]
    assert (first.status, second.status) == (Status.ANSWERED, Status.CLOSED)
    assert (second.remind_at, second.escalate_at) == (None, None)
    assert (await happened(desk, asked[1]))[-1] == "question_ended"


async def test_when_the_foundation_writes_again_earlier_answers_are_not_offered_once_more(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")
    await answered_and_gone(desk, main)

    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, main.id, an_incoming(text="Og så?"), desk.clock.now())

    assert (await answering.open_form(desk, main.id, METTE)).body == ""
    await splitting.split(desk, main.id, METTE, [MEETING, EFFECT])
    assert [each.asked.number for each in await parts_of(desk, main)] == [3, 4]


async def test_what_was_split_and_answered_may_be_merged(desk, main, asked):
    other = await an_inquiry(desk, message_id="<2@fond.example>")
    await answered_and_gone(desk, main)

    await merging.merge(desk, main.id, METTE, other.reference)

    assert (await now_of(desk, main.id)).merged_into == other.id


async def test_closing_the_whole_ends_its_questions(desk, main, asked):
    await handling.close(desk, main.id, METTE)

    assert [(await now_of(desk, each)).status for each in asked] == [Status.CLOSED] * 2


async def test_a_question_is_taken_back_and_counts_no_more(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")

    await splitting.take_back(desk, main.id, METTE, asked[0])

    assert [each.inquiry.id for each in await parts_of(desk, main)] == asked[1:]
    assert (await now_of(desk, asked[0])).status == Status.CLOSED
    assert (await answering.open_form(desk, main.id, METTE)).body == ""
    assert (await happened(desk, main.id))[-1] == "took_back"
    with pytest.raises(PartSettled):
        await splitting.take_back(desk, main.id, METTE, asked[0])


async def test_with_all_taken_back_it_can_be_split_anew_and_numbers_go_on(desk, main, asked):
    for each in asked:
        await splitting.take_back(desk, main.id, METTE, each)

    await splitting.split(desk, main.id, METTE, [MEETING, EFFECT])

    assert [each.asked.number for each in await parts_of(desk, main)] == [3, 4]


async def test_who_is_asked_does_not_take_back(desk, main, asked):
    with pytest.raises(NotAMember):
        await splitting.take_back(desk, main.id, FATIMA, asked[0])


async def test_an_answer_is_taken_up_again_and_waits_in_its_form(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")

    await handling.reopen(desk, asked[0], FATIMA)

    part = await now_of(desk, asked[0])
    assert (part.status, part.claimed_by, part.answered_at) == (Status.CLAIMED, FATIMA, None)
    assert part.first_answer_due < main.first_answer_due
    assert (await splitting.open_answer(desk, asked[0], FATIMA)).draft == "Effekten er god."
    assert (await answering.open_form(desk, main.id, METTE)).body == ""


async def test_nothing_is_taken_up_again_once_the_letter_has_left_or_the_question_is_back(desk, main, asked):
    await splitting.take_back(desk, main.id, METTE, asked[1])
    await splitting.answer(desk, asked[0], FATIMA, "Ja.")
    await answered_and_gone(desk, main)

    for each in asked:
        with pytest.raises(PartSettled):
            await handling.reopen(desk, each, METTE)


async def test_what_is_typed_to_a_colleague_is_kept(desk, asked):
    await drafting.keep(desk, asked[0], FATIMA, Answer("", "", "Effekten er", seen=Seen(0)))

    assert (await splitting.open_answer(desk, asked[0], FATIMA)).draft == "Effekten er"


async def test_what_slack_tells_late_of_an_answer_to_a_colleague_does_not_stand_in_for_it(desk, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Effekten er god.")
    await drafting.keep(desk, asked[0], FATIMA, Answer("", "", "Effekten er", seen=Seen(0)))

    await handling.reopen(desk, asked[0], FATIMA)

    assert (await splitting.open_answer(desk, asked[0], FATIMA)).draft == "Effekten er god."


async def test_a_question_goes_on_to_another_office_and_teaches_the_model_nothing(desk, main, asked):
    await handling.reroute(desk, asked[0], FATIMA, "moeder", "rct")

    assert (await now_of(desk, asked[0])).office == "moeder"
    assert (await now_of(desk, main.id)).office == main.office
    assert await happened(desk, asked[0]) == ["asked", "rerouted"]


async def test_neither_a_question_nor_what_is_split_is_merged_away(desk, main, asked):
    other = await an_inquiry(desk, message_id="<2@fond.example>")

    with pytest.raises(OnlyWhole):
        await merging.merge(desk, asked[0], METTE, other.reference)
    with pytest.raises(OnlyWhole):
        await merging.merge(desk, other.id, METTE, (await now_of(desk, asked[0])).reference)
    with pytest.raises(InParts):
        await merging.merge(desk, main.id, METTE, other.reference)
    with pytest.raises(OnlyWhole):
        await merging.open_form(desk, asked[0], METTE)


async def test_questions_are_not_among_what_an_inquiry_may_be_merged_with(desk, main, asked):
    other = await an_inquiry(desk, message_id="<2@fond.example>")

    choice = await merging.open_form(desk, other.id, METTE)

    assert [each.id for each in choice.others] == [main.id]


async def test_an_earlier_deadline_of_the_whole_is_one_of_its_questions_too(desk, main):
    desk.clock.advance(timedelta(days=2))
    later = await an_inquiry(desk, message_id="<2@fond.example>", received_at=desk.clock.now())
    await splitting.split(desk, later.id, METTE, [EFFECT, MEETING])
    before = (await parts_of(desk, later))[0].inquiry.first_answer_due

    await merging.merge(desk, main.id, METTE, later.reference)

    assert (await parts_of(desk, later))[0].inquiry.first_answer_due < before


async def test_a_merged_inquiry_is_not_split(desk, main):
    other = await an_inquiry(desk, message_id="<2@fond.example>")
    await merging.merge(desk, main.id, METTE, other.reference)

    with pytest.raises(MergedAlready):
        await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])


async def test_questions_of_a_confidential_inquiry_are_open_to_the_same_people(desk, main):
    await confiding.seal(desk, main.id, METTE, [FATIMA])
    await splitting.split(desk, main.id, METTE, [EFFECT, MEETING])
    effect, meeting = [each.inquiry.id for each in await parts_of(desk, main)]

    await splitting.answer(desk, effect, FATIMA, "Ja.")

    with pytest.raises(Confidential):
        await splitting.answer(desk, meeting, JONAS, "Ja.")


async def test_sealing_and_opening_the_whole_reaches_its_questions(desk, main, asked):
    await confiding.seal(desk, main.id, METTE, [])
    with pytest.raises(Confidential):
        await splitting.open_answer(desk, asked[0], FATIMA)

    await confiding.unseal(desk, main.id, METTE)

    assert (await splitting.open_answer(desk, asked[0], FATIMA)).main.id == main.id
    with pytest.raises(OnlyWhole):
        await confiding.seal(desk, asked[0], FATIMA, [])


async def test_whoever_is_barred_from_the_foundation_is_from_its_questions(desk, main, asked):
    barred = [BarredMember(member=FATIMA, organisation="fondennordlys.example")]
    kept_away = replace(desk, members=Members(desk.settings.office, barred))
    async with desk.database.reading() as session:
        seen = await finding.count(
            session, Sought(offices=["analyse"], barred=kept_away.members.barred_from(FATIMA))
        )
    assert seen == 0

    with pytest.raises(Barred):
        await splitting.open_answer(kept_away, asked[0], FATIMA)


async def test_a_corrected_organisation_is_that_of_the_questions(desk, main, asked):
    await correcting.correct(desk, main.id, METTE, [], "Fonden Ny")

    assert (await now_of(desk, asked[0])).organisation_id == (await now_of(desk, main.id)).organisation_id


async def test_an_answered_question_does_not_wait_for_the_foundation(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Ja.")
    await claiming.claim(desk, asked[1], JONAS)

    async with desk.database.reading() as session:
        waits = await listing(session, desk, FATIMA, Section.FOUNDATION, desk.clock.now())
        mine = await listing(session, desk, JONAS, Section.MINE, desk.clock.now())

    assert waits.count == 0
    assert [line.subject for line in mine.lines] == ["Kan vi mødes i maj?"]


async def test_a_colleague_may_put_the_letter_together(desk, main, asked):
    await splitting.answer(desk, asked[0], FATIMA, "Ja.")

    assert (await answering.open_form(desk, main.id, ANDERS)).body == "Ja."


class TestFoundByItsWords:
    async def found(self, desk, user, words):
        """The numbers of what somebody finds, within what they may see."""
        asked = Sought(words=words, offices=desk.members.may_see(user), seen_by=user)
        async with desk.database.reading() as session:
            return (await finding.searched(session, asked, 50)).ids

    async def test_whoever_is_asked_finds_the_question_and_whoever_asked_the_inquiry(self, desk, main, asked):
        assert await self.found(desk, FATIMA, "maj") == await self.found(desk, JONAS, "effekt") == []
        assert await self.found(desk, JONAS, "maj") == [asked[1]]
        assert await self.found(desk, FATIMA, "effekt") == [asked[0]]

    async def test_an_answer_is_found_by_both_and_by_nobody_else(self, desk, main, asked):
        await splitting.answer(desk, asked[0], FATIMA, "Se registerundersøgelsen.")

        assert await self.found(desk, FATIMA, "registerundersøgelser") == [asked[0]]
        assert main.id in await self.found(desk, METTE, "registerundersøgelser")
        assert await self.found(desk, JONAS, "registerundersøgelser") == []

    async def test_an_answer_that_is_written_anew_is_found_as_it_is_then(self, desk, main, asked):
        await splitting.answer(desk, asked[0], FATIMA, "Se registerundersøgelsen.")
        await handling.reopen(desk, asked[0], FATIMA)
        assert await self.found(desk, FATIMA, "registerundersøgelser") == []
        await splitting.answer(desk, asked[0], FATIMA, "Se forløbsundersøgelsen.")

        assert await self.found(desk, FATIMA, "registerundersøgelser") == []
        assert await self.found(desk, FATIMA, "forløbsundersøgelser") == [asked[0]]

    async def test_one_taken_back_is_no_word_of_the_inquiry_any_more(self, desk, main, asked):
        await splitting.answer(desk, asked[0], FATIMA, "Se registerundersøgelsen.")
        await splitting.take_back(desk, main.id, METTE, asked[0])

        assert main.id not in await self.found(desk, METTE, "registerundersøgelser")
        assert await self.found(desk, FATIMA, "registerundersøgelser") == [asked[0]]

    async def test_those_named_alone_find_what_is_confidential(self, desk, main, asked):
        await splitting.answer(desk, asked[0], FATIMA, "Se registerundersøgelsen.")
        await confiding.seal(desk, main.id, METTE, [METTE])

        assert await self.found(desk, FATIMA, "registerundersøgelser") == []
        assert main.id in await self.found(desk, METTE, "registerundersøgelser")

    async def test_merging_and_separating_leave_each_where_it_was(self, desk, main, asked):
        await splitting.answer(desk, asked[0], FATIMA, "Se registerundersøgelsen.")
        before = await self.found(desk, METTE, "registerundersøgelser")
        other = await an_inquiry(desk, text="Hvad ved I om effekt?")

        await merging.merge(desk, other.id, METTE, main.reference)
        assert await self.found(desk, METTE, "registerundersøgelser") == before
        await merging.part(desk, other.id, METTE)

        assert await self.found(desk, METTE, "registerundersøgelser") == before
