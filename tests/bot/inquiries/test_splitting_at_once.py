"""An inquiry in questions on both databases, and what several people do with it in one moment."""

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace

import pytest

from bot.inquiries import answering, claiming, handling, merging, splitting
from bot.inquiries.answering import Answer
from bot.inquiries.errors import AlreadyClaimed, InParts, NotNow, OnlyWhole, PartSettled
from bot.inquiries.lifecycle import Status
from storage import correspondence, inquiries, outbox, parts
from tests.bot.inquiries.test_splitting import EFFECT, MEETING, happened, now_of
from tests.laid_desk import FATIMA, JONAS, METTE, a_desk, an_inquiry


@pytest.fixture
async def desks(tmp_path, database_url):
    """The desks of two processes; where the record is embedded there is but one."""
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(a_desk(tmp_path, database={"url": database_url}))
        if database_url.startswith("sqlite"):
            yield one, one
            return
        yield one, await stack.enter_async_context(a_desk(tmp_path, database={"url": database_url}))


@pytest.fixture
async def asked(desks):
    """An inquiry split into two questions."""
    main = await an_inquiry(desks[0], text="Hvad ved I om effekt, og kan vi mødes?")
    await splitting.split(desks[0], main.id, METTE, [EFFECT, MEETING])
    effect, meeting = [each.inquiry.id for each in await parts_of(desks[0], main.id)]
    return SimpleNamespace(main=main.id, effect=effect, meeting=meeting)


async def parts_of(desk, main_id):
    async with desk.database.reading() as session:
        return await parts.asked_in(session, main_id)


async def told(desk, asked):
    """How many answers were missing each time that one was told of in the main inquiry's thread."""
    found = []
    async with desk.database.reading() as session:
        for each in (asked.effect, asked.meeting):
            revision = (await inquiries.get(session, each)).revision
            row = await outbox.by_key(session, f"inquiry:{asked.main}/part_answered:{each}:{revision}")
            found.append(row.payload["missing"])
    return found


async def send(desk, asked, user=METTE):
    """Send the one letter that answers the whole."""
    form = await answering.open_form(desk, asked.main, user)
    answer = Answer(form.recipients, form.subject, form.body or "Tak.", form.seen)
    return await answering.send(desk, asked.main, user, answer)


async def at_once(*doing):
    """Do several things in one moment; gives what each returned or raised."""
    return await asyncio.gather(*doing, return_exceptions=True)


async def test_two_answer_their_questions_at_once_and_the_last_to_be_told_has_all(desks, asked):
    one, other = desks

    ended = await at_once(
        splitting.answer(one, asked.effect, FATIMA, "Effekten er god."),
        splitting.answer(other, asked.meeting, JONAS, "Ja, den 4. maj."),
    )

    assert ended == [None, None]
    assert sorted(await told(one, asked)) == [0, 1]
    assert (await happened(one, asked.main)).count("part_answered") == 2
    assert (await answering.open_form(other, asked.main, METTE)).body == "Effekten er god.\n\nJa, den 4. maj."


async def test_of_two_who_answer_one_question_at_once_one_is_told_that_it_has_an_answer(desks, asked):
    ended = await at_once(
        *(splitting.answer(desk, asked.effect, FATIMA, f"Svar {n}") for n, desk in enumerate(desks))
    )

    [refused] = [each for each in ended if each is not None]
    assert isinstance(refused, NotNow)
    assert (await happened(desks[0], asked.effect)).count("question_answered") == 1
    [first, _] = await parts_of(desks[0], asked.main)
    assert first.asked.answer == f"Svar {ended.index(None)}"


async def test_two_who_split_at_once_split_it_once(desks):
    main = await an_inquiry(desks[0], message_id="<9@fond.example>")

    ended = await at_once(
        *(splitting.split(desk, main.id, METTE, [EFFECT, MEETING]) for desk in desks),
    )

    assert [type(each) for each in ended if each is not None] == [InParts]
    assert [each.asked.number for each in await parts_of(desks[0], main.id)] == [1, 2]


async def test_a_question_answered_while_it_is_taken_back_is_one_or_the_other(desks, asked):
    one, other = desks

    answered, taken_back = await at_once(
        splitting.answer(one, asked.effect, FATIMA, "Ja."),
        splitting.take_back(other, asked.main, METTE, asked.effect),
    )

    assert taken_back is None
    assert answered is None or isinstance(answered, NotNow)
    assert [each.inquiry.id for each in await parts_of(one, asked.main)] == [asked.meeting]
    assert (await now_of(one, asked.effect)).status == Status.CLOSED


async def test_taken_back_twice_at_once_it_is_taken_back_once(desks, asked):
    ended = await at_once(
        *(splitting.take_back(desk, asked.main, METTE, asked.effect) for desk in desks),
    )

    assert [type(each) for each in ended if each is not None] == [PartSettled]
    assert (await happened(desks[0], asked.main)).count("took_back") == 1


async def test_the_common_letter_is_sent_in_once_though_two_send_it_at_once(desks, asked):
    one, other = desks
    await splitting.answer(one, asked.effect, FATIMA, "Effekten er god.")

    ended = await at_once(send(one, asked), send(other, asked))

    letters = [each for each in ended if isinstance(each, int)]
    assert len(letters) == 1, ended
    async with one.database.reading() as session:
        written = await correspondence.of_inquiry(session, asked.main)
    assert [each.id for each in written if each.author] == letters


async def test_a_letter_that_was_undone_leaves_its_questions_open_to_answers(desks, asked):
    one, other = desks
    await splitting.answer(one, asked.effect, FATIMA, "Effekten er god.")
    letter = await send(one, asked)

    await answering.undo(other, asked.main, letter, METTE)
    await splitting.answer(other, asked.meeting, JONAS, "Ja, den 4. maj.")

    assert [bool(each.asked.answered_at) for each in await parts_of(one, asked.main)] == [True, True]
    assert (await now_of(one, asked.main)).status != Status.ANSWERED


async def test_once_the_letter_has_left_what_is_open_ends_and_nobody_answers_it_any_more(desks, asked):
    one, other = desks
    await splitting.answer(one, asked.effect, FATIMA, "Effekten er god.")
    letter = await send(one, asked)
    left = answering.has_left(one, letter)

    async def leaves():
        async with one.database.transaction() as session:
            await left(session, one.clock.now())

    gone, answered = await at_once(leaves(), splitting.answer(other, asked.meeting, JONAS, "Ja."))

    assert gone is None
    assert answered is None or isinstance(answered, NotNow)
    assert (await now_of(one, asked.meeting)).status in (Status.ANSWERED, Status.CLOSED)
    assert (await now_of(one, asked.main)).status == Status.ANSWERED
    assert await parts_of(one, asked.main) == []


async def test_claimed_by_two_at_once_it_is_one_persons(desks, asked):
    ended = await at_once(
        claiming.claim(desks[0], asked.effect, FATIMA), claiming.claim(desks[1], asked.effect, METTE)
    )

    assert [type(each) for each in ended if each is not None] == [AlreadyClaimed]


async def test_an_answer_is_taken_up_again_while_a_colleague_answers_the_other(desks, asked):
    one, other = desks
    await splitting.answer(one, asked.effect, FATIMA, "Effekten er god.")

    ended = await at_once(
        handling.reopen(one, asked.effect, FATIMA), splitting.answer(other, asked.meeting, JONAS, "Ja.")
    )

    assert ended == [None, None]
    assert [bool(each.asked.answered_at) for each in await parts_of(one, asked.main)] == [False, True]


async def test_closing_the_whole_while_a_question_is_answered_waits_for_no_other_for_ever(desks, asked):
    """Whoever closes takes the whole first, and whoever answers does too: none waits for the other's."""
    one, other = desks

    async with asyncio.timeout(10):
        closed, answered = await at_once(
            handling.close(one, asked.main, METTE), splitting.answer(other, asked.effect, FATIMA, "Ja.")
        )

    assert closed is None
    assert answered is None or isinstance(answered, NotNow)
    assert (await now_of(one, asked.main)).status == Status.CLOSED
    assert (await now_of(one, asked.effect)).status in (Status.ANSWERED, Status.CLOSED)


async def test_what_is_in_questions_is_not_merged_away_while_it_is_split(desks):
    one, other = desks
    main = await an_inquiry(one, message_id="<8@fond.example>")
    another = await an_inquiry(one, message_id="<7@fond.example>")

    split, merged = await at_once(
        splitting.split(one, main.id, METTE, [EFFECT, MEETING]),
        merging.merge(other, main.id, METTE, another.reference),
    )

    assert (split is None) != (merged is None)
    if split is None:
        assert isinstance(merged, InParts | OnlyWhole)
