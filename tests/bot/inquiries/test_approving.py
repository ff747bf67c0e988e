from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inquiries import answering, approving, claiming, drafting, enclosing, handling, intake, merging
from bot.inquiries.answer import Uploaded
from bot.inquiries.answering import Answer
from bot.inquiries.errors import FileUnderway, LetterUnderway, NotAMember, NotAwaiting, NotOwnAnswer
from storage import correspondence, inquiries, outbox
from storage.tables import AnswerFile, Correspondence
from tests.laid_desk import ANDERS, FATIMA, METTE, a_desk, an_incoming, an_inquiry


@pytest.fixture
async def desk(tmp_path):
    """A desk whose first office wants four eyes on each answer."""
    async with a_desk(tmp_path) as laid:
        first, *rest = laid.settings.office
        offices = (first.model_copy(update={"four_eyes": True}), *rest)
        yield replace(laid, settings=laid.settings.model_copy(update={"office": offices}))


@pytest.fixture
async def inquiry(desk):
    return await an_inquiry(desk)


@pytest.fixture
async def letter(desk, inquiry):
    """Mette's answer, which waits for approval."""
    return await written(desk, inquiry)


async def written(desk, inquiry, **over):
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(form.recipients, form.subject, "Tak, vi ringer.", form.seen, **over)
    return await answering.send(desk, inquiry.id, METTE, answer)


async def now_of(desk, letter_id):
    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, letter_id)
        return letter, await outbox.by_key(session, answering.answer_key(letter))


async def happened(desk, inquiry):
    async with desk.database.reading() as session:
        return [event.what for event in await inquiries.history(session, inquiry.id)]


async def test_an_answer_waits_for_a_colleague(desk, letter):
    found, parcel = await now_of(desk, letter)

    assert (found.state, parcel) == ("awaiting", None)


async def test_until_then_its_inquiry_is_not_closed(desk, inquiry, letter):
    with pytest.raises(LetterUnderway):
        await handling.close(desk, inquiry.id, METTE)

    await approving.approve(desk, inquiry.id, letter, ANDERS)
    await handling.close(desk, inquiry.id, METTE)
    assert (await happened(desk, inquiry))[-1] == "closed"


async def test_another_office_needs_no_approval(desk):
    theirs = await an_inquiry(desk)
    async with desk.database.transaction() as session:
        (await inquiries.locked(session, theirs.id)).office = "analyse"

    found, parcel = await now_of(desk, await written(desk, theirs))

    assert (found.state, parcel.state) == ("held", "pending")


async def test_where_one_waits_for_approval_the_inquiry_stays_in_its_office(desk, inquiry, letter):
    with pytest.raises(LetterUnderway):
        await handling.reroute(desk, inquiry.id, ANDERS, "analyse", "rct")

    await approving.approve(desk, inquiry.id, letter, ANDERS)


async def test_once_approved_it_is_held_and_says_by_whom(desk, inquiry, letter):
    desk.clock.advance(timedelta(hours=2))
    await approving.approve(desk, inquiry.id, letter, ANDERS)

    found, parcel = await now_of(desk, letter)
    assert (found.state, found.approved_by, len(found.approved_digest)) == ("held", ANDERS, 64)
    assert parcel.due_at > desk.clock.now()
    assert (await happened(desk, inquiry))[-1] == "answer_approved"


async def test_nobody_approves_their_own_answer(desk, inquiry, letter):
    with pytest.raises(NotOwnAnswer):
        await approving.approve(desk, inquiry.id, letter, METTE)

    assert (await now_of(desk, letter))[0].state == "awaiting"


async def test_nor_does_a_stranger_or_anybody_twice(desk, inquiry, letter):
    with pytest.raises(NotAMember):
        await approving.approve(desk, inquiry.id, letter, FATIMA)
    await approving.approve(desk, inquiry.id, letter, ANDERS)
    with pytest.raises(NotAwaiting):
        await approving.approve(desk, inquiry.id, letter, ANDERS)


async def test_what_is_approved_holds_until_anything_in_it_changes(desk, inquiry, letter):
    await approving.approve(desk, inquiry.id, letter, ANDERS)

    for change in ({"text": "Nej."}, {"subject": "x"}, {"recipients": ["x@y.example"]}, {"language": "en"}):
        async with desk.database.transaction() as session:
            found = await correspondence.letter(session, letter)
            before = {name: getattr(found, name) for name in change}
            assert await approving.holds(session, found)
            for name, value in change.items():
                setattr(found, name, value)
            assert not await approving.holds(session, found)
            for name, value in before.items():
                setattr(found, name, value)


def test_a_quotation_and_files_are_part_of_what_is_approved(desk):
    letter = Correspondence(recipients=["a@b.example"], subject="x", text="y", language="da")
    quoted = Correspondence(sender="k@f.example", at=desk.clock.now(), text="Spørgsmål")
    file = AnswerFile(name="a.pdf", sha256="0" * 64)

    prints = {
        approving.digest(letter, *parts)
        for parts in ((None, []), (quoted, []), (None, [file]), (None, [file, file]), (quoted, [file]))
    }

    assert len(prints) == 5


async def test_what_is_sent_back_is_a_draft_again_and_why_is_said_in_the_thread_alone(desk, inquiry, letter):
    await approving.send_back(desk, inquiry.id, letter, ANDERS, " Nævn fristen. ")

    assert (await now_of(desk, letter))[0].state == "withdrawn"
    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Tak, vi ringer."
    async with desk.database.reading() as session:
        said = await outbox.by_key(session, f"inquiry:{inquiry.id}/sent_back:{letter}")
    assert (said.kind, said.payload["reason"], said.payload["to"]) == ("slack.thread", "Nævn fristen.", METTE)
    assert (await happened(desk, inquiry))[-1] == "answer_sent_back"
    with pytest.raises(NotAwaiting):
        await approving.approve(desk, inquiry.id, letter, ANDERS)


async def test_its_writer_may_take_it_back_while_it_waits(desk, inquiry, letter):
    await answering.undo(desk, inquiry.id, letter, METTE)

    assert (await now_of(desk, letter))[0].state == "withdrawn"
    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "Tak, vi ringer."


async def test_something_new_makes_it_a_draft_instead_of_approving_it(desk, inquiry, letter):
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Glem det"), desk.clock.now())

    await approving.approve(desk, inquiry.id, letter, ANDERS)

    found, parcel = await now_of(desk, letter)
    assert (found.state, parcel) == ("withdrawn", None)
    assert "answer_overtaken" in await happened(desk, inquiry)


async def test_a_file_must_be_here_before_it_is_approved(desk, inquiry):
    file = Uploaded("a.pdf", "application/pdf", 4, "https://files.slack.com/a.pdf")
    letter = await written(desk, inquiry, uploaded=[file])

    with pytest.raises(FileUnderway):
        await approving.approve(desk, inquiry.id, letter, ANDERS)
    async with desk.database.transaction() as session:
        await enclosing.fetched(1, b"%PDF")(session, desk.clock.now())
    await approving.approve(desk, inquiry.id, letter, ANDERS)

    assert (await now_of(desk, letter))[0].state == "held"


async def test_an_inquiry_whose_answer_waits_is_not_merged_away(desk, inquiry, letter):
    other = await an_inquiry(desk)

    with pytest.raises(LetterUnderway):
        await merging.merge(desk, inquiry.id, METTE, other.reference)


async def test_whoever_answers_has_the_inquiry_while_the_answer_waits(desk, inquiry, letter):
    async with desk.database.reading() as session:
        assert (await inquiries.get(session, inquiry.id)).claimed_by == METTE
    await claiming.hand_to(desk, inquiry.id, METTE, ANDERS)


async def test_what_its_writer_began_meanwhile_is_not_lost_when_it_is_sent_back(desk, inquiry, letter):
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    await drafting.keep(desk, inquiry.id, METTE, Answer("k@f.example", "x", "En ting til", seen))

    await approving.send_back(desk, inquiry.id, letter, ANDERS, "Nævn fristen")

    assert (await answering.open_form(desk, inquiry.id, METTE)).body == "En ting til\n\nTak, vi ringer."
