from bot.inquiries import posts
from storage import inquiries, outbox
from storage.outbox import Priority
from tests.laid_desk import an_inquiry


async def card(desk, inquiry, **values):
    """The parcel of the inquiry's next card, where it stands so."""
    async with desk.database.transaction() as session:
        changed = await inquiries.locked(session, inquiry.id)
        for name, value in values.items():
            setattr(changed, name, value)
        await posts.show_card(session, changed, desk.clock.now())
    async with desk.database.reading() as session:
        return await outbox.by_key(session, f"inquiry:{inquiry.id}/card:{changed.revision}")


async def said_beside(desk, inquiry, **values):
    """The parcel of something that is said beside the inquiry's card."""
    async with desk.database.transaction() as session:
        changed = await inquiries.locked(session, inquiry.id)
        for name, value in values.items():
            setattr(changed, name, value)
        await posts.say_in_thread(session, changed, "note:1", desk.clock.now())
    async with desk.database.reading() as session:
        return await outbox.by_key(session, f"inquiry:{inquiry.id}/note:1")


async def test_what_is_said_beside_a_card_that_stands_waits_for_no_new_card(desk):
    inquiry = await an_inquiry(desk)
    new_card = await card(desk, inquiry)

    beside = await said_beside(desk, inquiry, card_channel="C1", card_ts="1.1")

    assert (new_card.lane, beside.lane) == ("slack:indsatser", "slack:indsatser/threads")
    assert (new_card.priority, beside.priority) == (Priority.USUAL, Priority.WATCHED)


async def test_what_is_said_beside_a_card_that_does_not_stand_yet_comes_after_it(desk):
    inquiry = await an_inquiry(desk)

    beside, new_card = await said_beside(desk, inquiry), await card(desk, inquiry)

    assert (beside.lane, beside.priority) == (new_card.lane, new_card.priority)


async def test_new_cards_of_an_office_are_posted_one_after_the_other(desk):
    first, second = [await card(desk, await an_inquiry(desk)) for _ in range(2)]

    assert first.lane == second.lane == "slack:indsatser"


async def test_a_card_that_stands_changes_without_waiting_for_the_offices_others(desk):
    both = [await an_inquiry(desk) for _ in range(2)]

    cards = [await card(desk, each, card_channel="C1", card_ts=f"{each.id}.1") for each in both]

    assert [each.lane for each in cards] == [f"slack:indsatser/{each.id}" for each in both]
    assert {each.priority for each in cards} == {Priority.WATCHED}
