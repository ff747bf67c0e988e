from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.inquiries import intake, posts
from bot.inquiries.intake import reply_subject, thread_references
from bot.inquiries.lifecycle import Status
from storage import correspondence, finding, inquiries, outbox
from storage.finding import Sought
from storage.tables import OutboxRow
from tests.laid_desk import (
    METTE,
    MONDAY_MORNING,
    OWN_ADDRESS,
    a_desk,
    an_incoming,
    an_inquiry,
    an_understanding,
)


async def parcels(desk, kind):
    async with desk.database.reading() as session:
        return list(
            await session.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id))
        )


async def follow_up(desk, inquiry, **over):
    async with desk.database.transaction() as session:
        return await intake.follow_up(session, desk, inquiry.id, an_incoming(**over), desk.clock.now())


async def test_an_inquiry_gets_number_office_and_deadline(desk):
    inquiry = await an_inquiry(desk)

    assert (inquiry.reference, inquiry.office, inquiry.status) == ("FD-2026-00001", "indsatser", Status.NEW)
    assert inquiry.first_answer_due == datetime(2026, 3, 9, 14, tzinfo=UTC)


async def test_numbers_follow_each_other_and_start_anew_each_year(desk):
    first, second = await an_inquiry(desk), await an_inquiry(desk)
    desk.clock.advance(timedelta(days=365))
    next_year = await an_inquiry(desk)

    assert [each.reference for each in (first, second, next_year)] == [
        "FD-2026-00001",
        "FD-2026-00002",
        "FD-2027-00001",
    ]


async def test_card_and_acknowledgement_are_in_the_outbox_with_the_inquiry(desk):
    inquiry = await an_inquiry(desk)

    assert [row.key for row in await parcels(desk, posts.CARD)] == [f"inquiry:{inquiry.id}/card:1"]
    (acknowledgement,) = await parcels(desk, intake.ACKNOWLEDGEMENT)
    assert acknowledgement.recipient == "karen@fondennordlys.example"


async def test_a_rollback_leaves_no_parcel_behind(desk):
    async def fails_at_the_end():
        async with desk.database.transaction() as session:
            understood = intake.Understood(an_understanding(), "m")
            await intake.open_inquiry(session, desk, an_incoming(), understood, desk.clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_at_the_end()

    assert await parcels(desk, posts.CARD) == []
    assert (await an_inquiry(desk)).reference == "FD-2026-00001"


async def test_nothing_automatic_goes_to_who_may_not_be_answered(desk):
    await an_inquiry(desk, may_be_answered=False)

    assert await parcels(desk, intake.ACKNOWLEDGEMENT) == []


async def test_one_address_gets_no_more_automatic_letters_a_day_than_configured(desk):
    for _ in range(7):
        await an_inquiry(desk)

    assert len(await parcels(desk, intake.ACKNOWLEDGEMENT)) == desk.settings.smtp.auto_per_day == 5


async def test_the_budget_is_anew_the_next_day(desk):
    for _ in range(6):
        await an_inquiry(desk)
    desk.clock.advance(timedelta(days=1, minutes=1))
    await an_inquiry(desk, received_at=desk.clock.now())

    assert len(await parcels(desk, intake.ACKNOWLEDGEMENT)) == 6


async def test_an_old_letter_from_an_archive_is_not_acknowledged(desk):
    await an_inquiry(desk, received_at=MONDAY_MORNING - timedelta(days=4))

    assert await parcels(desk, intake.ACKNOWLEDGEMENT) == []


async def test_without_an_address_of_our_own_no_letter_is_written(tmp_path):
    async with a_desk(tmp_path, smtp=None) as desk:
        await an_inquiry(desk)

        assert await parcels(desk, intake.ACKNOWLEDGEMENT) == []


async def test_what_is_not_understood_surely_goes_to_triage(desk):
    inquiry = await an_inquiry(desk, understanding=an_understanding("temamoeder", 0.4))

    assert (inquiry.office, inquiry.accepted) == ("indsatser", False)


async def test_a_follow_up_joins_the_thread_and_is_said_beside_the_card(desk):
    inquiry = await an_inquiry(desk)

    await follow_up(desk, inquiry, text="En ting til", message_id="<2@fondennordlys.example>")

    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
    assert [letter.text for letter in letters if letter.direction == "in"][-1] == "En ting til"
    assert len(await parcels(desk, posts.THREAD)) == 1
    assert len(await parcels(desk, intake.ACKNOWLEDGEMENT)) == 1


async def test_a_follow_up_reopens_what_was_closed(desk):
    inquiry = await an_inquiry(desk)
    async with desk.database.transaction() as session:
        closed = await inquiries.locked(session, inquiry.id)
        closed.status, closed.claimed_by = Status.CLOSED, METTE

    assert (await follow_up(desk, inquiry)).status == Status.CLAIMED


async def test_a_bounce_reopens_nothing(desk):
    inquiry = await an_inquiry(desk)
    async with desk.database.transaction() as session:
        (await inquiries.locked(session, inquiry.id)).status = Status.CLOSED
    async with desk.database.transaction() as session:
        await intake.machine_mail(session, inquiry.id, "bounce", 7, "550 no such user", desk.clock.now())

    async with desk.database.reading() as session:
        assert (await inquiries.get(session, inquiry.id)).status == Status.CLOSED
        assert [event.what for event in await inquiries.history(session, inquiry.id)] == ["opened", "bounce"]


async def test_whoever_the_writer_brings_in_takes_part(desk):
    inquiry = await an_inquiry(desk, copies=["bo@andet.example"])

    async with desk.database.reading() as session:
        assert await inquiries.takes_part(session, inquiry.id, "bo@andet.example")
        assert not await inquiries.takes_part(session, inquiry.id, "fremmed@tredje.example")


async def test_a_letter_is_found_by_its_words(desk):
    inquiry = await an_inquiry(desk, text="Vi vil gerne evaluere vores mentorordninger")

    async with desk.database.reading() as session:
        assert (await finding.searched(session, Sought(words="mentorordning evaluering"), 9)).ids == [
            inquiry.id
        ]
        assert (await finding.searched(session, Sought(words="hjemløse"), 9)).ids == []


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Evaluering", "Re: Evaluering [FD-2026-00001]"),
        ("SV: Evaluering", "SV: Evaluering [FD-2026-00001]"),
        ("Re: Evaluering [FD-2026-00001]", "Re: Evaluering [FD-2026-00001]"),
        ("", "Re: [FD-2026-00001]"),
    ],
)
def test_a_reply_names_the_number_once(subject, reply):
    assert reply_subject(subject, "FD-2026-00001") == reply


def test_a_long_chain_of_references_keeps_its_root_and_its_newest():
    chain = [f"<{number}@a>" for number in range(40)]

    kept = thread_references(chain, "<new@a>")

    assert (kept[0], kept[-1], len(kept)) == ("<0@a>", "<new@a>", 20)


async def test_a_foreign_language_is_answered_in_the_house_s_own(desk):
    assert (await an_inquiry(desk, understanding=an_understanding(language="other"))).language == "da"
    assert (await an_inquiry(desk, understanding=an_understanding(language="en"))).language == "en"


async def test_the_acknowledgement_s_message_id_is_fixed_before_it_leaves(desk):
    inquiry = await an_inquiry(desk)

    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
        queue = await outbox.queue(session)
    (held,) = [letter for letter in letters if letter.kind == "acknowledgement"]
    assert held.message_id.endswith(f"@{OWN_ADDRESS.rpartition('@')[2]}>")
    assert (held.state, held.references, queue.waiting) == ("held", ["<1@fondennordlys.example>"], 2)
