from bot.inquiries import posts
from storage import inquiries, outbox
from tests.laid_desk import an_inquiry


async def lane(desk, inquiry, **values):
    """The lane in which the inquiry's next card goes, where it stands so."""
    async with desk.database.transaction() as session:
        changed = await inquiries.locked(session, inquiry.id)
        for name, value in values.items():
            setattr(changed, name, value)
        await posts.show_card(session, changed, desk.clock.now())
    async with desk.database.reading() as session:
        return (await outbox.by_key(session, f"inquiry:{inquiry.id}/card:{changed.revision}")).lane


async def lane_of_thread(desk, inquiry, **values):
    """The lane in which something goes that is said beside the inquiry's card."""
    async with desk.database.transaction() as session:
        changed = await inquiries.locked(session, inquiry.id)
        for name, value in values.items():
            setattr(changed, name, value)
        await posts.say_in_thread(session, changed, "note:1", desk.clock.now())
    async with desk.database.reading() as session:
        return (await outbox.by_key(session, f"inquiry:{inquiry.id}/note:1")).lane


async def test_what_is_said_beside_a_card_that_stands_waits_for_no_new_card(desk):
    inquiry = await an_inquiry(desk)
    new_card = await lane(desk, inquiry)

    beside = await lane_of_thread(desk, inquiry, card_channel="C1", card_ts="1.1")

    assert (new_card, beside) == ("slack:indsatser", "slack:indsatser/threads")


async def test_what_is_said_beside_a_card_that_does_not_stand_yet_comes_after_it(desk):
    inquiry = await an_inquiry(desk)

    assert await lane_of_thread(desk, inquiry) == await lane(desk, inquiry)


async def test_new_cards_of_an_office_are_posted_one_after_the_other(desk):
    first, second = [await an_inquiry(desk) for _ in range(2)]

    assert await lane(desk, first) == await lane(desk, second) == "slack:indsatser"


async def test_a_card_that_stands_changes_without_waiting_for_the_offices_others(desk):
    first, second = [await an_inquiry(desk) for _ in range(2)]

    lanes = {await lane(desk, each, card_channel="C1", card_ts=f"{each.id}.1") for each in (first, second)}

    assert lanes == {f"slack:indsatser/{first.id}", f"slack:indsatser/{second.id}"}
