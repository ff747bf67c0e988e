import pytest

from bot.inquiries import claiming, handling
from bot.inquiries.errors import AlreadyClaimed, NotAMember, NotClaimed, NotNow, NotTheirs
from bot.inquiries.lifecycle import Status
from storage import inquiries
from tests.laid_desk import ANDERS, FATIMA, METTE, an_inquiry, an_understanding


@pytest.fixture
async def claimed(desk):
    """An inquiry that Mette has."""
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)
    return inquiry.id


async def stands(desk, inquiry_id):
    async with desk.database.reading() as session:
        found = await inquiries.get(session, inquiry_id)
    return found.status, found.claimed_by


async def events(desk, inquiry_id):
    async with desk.database.reading() as session:
        return [
            (event.what, event.actor, event.details) for event in await inquiries.history(session, inquiry_id)
        ]


async def test_what_is_given_back_can_be_taken_by_another(desk, claimed):
    await claiming.release(desk, claimed, METTE)

    assert await stands(desk, claimed) == (Status.NEW, None)
    assert (await events(desk, claimed))[-1] == ("released", METTE, {"from": METTE})
    await claiming.claim(desk, claimed, ANDERS)
    assert await stands(desk, claimed) == (Status.CLAIMED, ANDERS)


async def test_a_colleague_may_give_back_what_somebody_ill_has(desk, claimed):
    await claiming.release(desk, claimed, ANDERS)

    assert (await events(desk, claimed))[-1] == ("released", ANDERS, {"from": METTE})


async def test_a_snoozed_one_that_is_given_back_stays_snoozed(desk, claimed):
    await handling.snooze(desk, claimed, METTE, desk.clock.now())

    await claiming.release(desk, claimed, METTE)

    assert await stands(desk, claimed) == (Status.WAITING, None)


async def test_what_nobody_has_cannot_be_given_back(desk):
    inquiry = await an_inquiry(desk)

    with pytest.raises(NotClaimed):
        await claiming.release(desk, inquiry.id, METTE)


async def test_what_is_settled_is_neither_given_back_nor_handed_on(desk, claimed):
    await handling.close(desk, claimed, METTE)

    with pytest.raises(NotNow):
        await claiming.release(desk, claimed, METTE)
    with pytest.raises(NotNow):
        await claiming.hand_to(desk, claimed, METTE, ANDERS)


async def test_a_colleague_is_handed_the_inquiry_and_told_in_the_thread(desk, claimed):
    await claiming.hand_to(desk, claimed, METTE, ANDERS)

    assert await stands(desk, claimed) == (Status.CLAIMED, ANDERS)
    assert (await events(desk, claimed))[-1] == ("handed_over", METTE, {"to": ANDERS})
    with pytest.raises(AlreadyClaimed):
        await claiming.claim(desk, claimed, METTE)


async def test_handed_to_who_has_it_nothing_happens(desk, claimed):
    before = await events(desk, claimed)

    await claiming.hand_to(desk, claimed, ANDERS, METTE)

    assert await events(desk, claimed) == before


async def test_what_nobody_has_can_be_handed_to_somebody(desk):
    inquiry = await an_inquiry(desk)

    await claiming.hand_to(desk, inquiry.id, METTE, ANDERS)

    assert await stands(desk, inquiry.id) == (Status.CLAIMED, ANDERS)


async def test_only_the_office_s_people_and_triage_are_handed_it(desk, claimed):
    with pytest.raises(NotTheirs) as refused:
        await claiming.hand_to(desk, claimed, METTE, FATIMA)
    assert (refused.value.colleague, refused.value.office) == (FATIMA, "indsatser")

    theirs = await an_inquiry(desk, understanding=an_understanding("rct"))
    await claiming.hand_to(desk, theirs.id, FATIMA, METTE)
    assert await stands(desk, theirs.id) == (Status.CLAIMED, METTE)


async def test_a_stranger_neither_gives_back_nor_hands_on(desk, claimed):
    with pytest.raises(NotAMember):
        await claiming.release(desk, claimed, FATIMA)
    with pytest.raises(NotAMember):
        await claiming.hand_to(desk, claimed, FATIMA, METTE)
