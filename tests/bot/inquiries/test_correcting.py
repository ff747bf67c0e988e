from dataclasses import replace

import pytest

from bot.inquiries import claiming, correcting, splitting
from bot.inquiries.errors import NoSuchNumber, NotAMember, SameInquiry
from bot.inquiries.splitting import Question
from bot.settings import BarredMember
from bot.staff.members import Members
from storage import answers, inquiries
from storage.tables import Round
from tests.laid_desk import ANDERS, FATIMA, METTE, an_inquiry, an_understanding


async def stands(desk, inquiry):
    async with desk.database.reading() as session:
        found = await inquiries.get(session, inquiry.id)
        return found.topics, await inquiries.organisation_name(session, found)


async def events(desk, inquiry):
    async with desk.database.reading() as session:
        return [(event.what, event.details) for event in await inquiries.history(session, inquiry.id)][1:]


async def test_topics_are_corrected_and_what_they_were_is_kept(desk):
    inquiry = await an_inquiry(desk)

    await correcting.correct(desk, inquiry.id, METTE, ["effektanalyse"], "")

    assert (await stands(desk, inquiry))[0] == ["effektanalyse"]
    assert await events(desk, inquiry) == [
        ("corrected", {"topics_before": ["evaluering"], "topics_after": ["effektanalyse"]})
    ]


async def test_the_organisation_is_corrected_for_the_inquiry_and_for_what_its_writer_sends_next(desk):
    inquiry = await an_inquiry(desk)

    await correcting.correct(desk, inquiry.id, METTE, ["evaluering"], "  Nordlys   Fonden ")

    assert (await stands(desk, inquiry))[1] == "Nordlys Fonden"
    assert (await stands(desk, await an_inquiry(desk, message_id="<2@x>")))[1] == "Nordlys Fonden"


async def test_nobody_has_it_who_is_barred_from_whose_it_is_now(desk):
    inquiry = await an_inquiry(desk)
    await splitting.split(desk, inquiry.id, METTE, [Question("indsatser", "A?"), Question("analyse", "B?")])
    for number in (inquiry.id, inquiry.id + 1):
        await claiming.claim(desk, number, ANDERS)
    barred = [BarredMember(member=ANDERS, organisation="Nordlys Fonden")]
    kept_away = replace(desk, members=Members(desk.settings.office, barred))

    await correcting.correct(kept_away, inquiry.id, METTE, ["evaluering"], "Nordlys Fonden")

    async with desk.database.reading() as session:
        found = await inquiries.of_ids(session, [inquiry.id, inquiry.id + 1])
    assert [(each.claimed_by, each.status) for each in found] == [(None, "new"), (None, "new")]


@pytest.mark.parametrize("named", ["Fonden Sydlys", "fonden sydlys", "fondensydlys.example"])
async def test_a_known_organisation_is_found_by_name_or_domain(desk, named):
    known = await an_inquiry(
        desk, sender="eva@fondensydlys.example", text="Hilsen\nFonden Sydlys", sender_name="Eva"
    )
    inquiry = await an_inquiry(desk)

    await correcting.correct(desk, inquiry.id, METTE, ["evaluering"], named)

    async with desk.database.reading() as session:
        found = await inquiries.get(session, inquiry.id)
    assert found.organisation_id == known.organisation_id


async def test_an_unknown_writer_gets_an_organisation(desk):
    inquiry = await an_inquiry(desk, sender="karen@gmail.com", text="Hej")

    await correcting.correct(desk, inquiry.id, METTE, ["evaluering"], "Fonden Åben")

    assert (await events(desk, inquiry)) == [
        ("corrected", {"organisation_before": None, "organisation_after": "Fonden Åben"})
    ]


async def test_what_is_as_it_was_is_no_correction(desk):
    inquiry = await an_inquiry(desk)
    topics, organisation = await stands(desk, inquiry)

    await correcting.correct(desk, inquiry.id, METTE, topics, organisation)

    assert await events(desk, inquiry) == []


async def test_two_are_linked_once_and_both_say_so(desk):
    one, two = await an_inquiry(desk), await an_inquiry(desk)

    for _ in range(2):
        await correcting.link(desk, one.id, METTE, f" {two.reference.lower()} ")
    await correcting.link(desk, two.id, METTE, one.reference)

    async with desk.database.reading() as session:
        assert [each.id for each in await inquiries.linked(session, two.id)] == [one.id]
    assert await events(desk, one) == [("linked", {"to": two.reference})]
    assert await events(desk, two) == [("linked", {"to": one.reference})]


async def test_neither_itself_nor_a_number_that_is_none_is_linked(desk):
    inquiry = await an_inquiry(desk)

    with pytest.raises(SameInquiry):
        await correcting.link(desk, inquiry.id, METTE, inquiry.reference)
    with pytest.raises(NoSuchNumber):
        await correcting.link(desk, inquiry.id, METTE, "FD-2026-99999")


async def test_only_what_somebody_may_act_on_is_linked_or_corrected(desk):
    theirs, other = await an_inquiry(desk, understanding=an_understanding("rct")), await an_inquiry(desk)

    with pytest.raises(NotAMember):
        await correcting.link(desk, theirs.id, FATIMA, other.reference)
    with pytest.raises(NotAMember):
        await correcting.correct(desk, other.id, FATIMA, [], "")
    assert await events(desk, other) == []


async def test_an_inquiry_is_about_a_round(desk):
    inquiry = await an_inquiry(desk)
    async with desk.database.transaction() as session:
        words = dict.fromkeys(("kind", "state", "text", "office", "created_by"), "x")
        session.add(
            Round(
                **words,
                key="uip-2026",
                title="Nye indsatser",
                deadline=desk.clock.now(),
                created_at=desk.clock.now(),
                closing_time_stated=True,
                reminders={},
            )
        )

    for _ in range(2):
        await correcting.link_round(desk, inquiry.id, METTE, "uip-2026")

    async with desk.database.reading() as session:
        assert [of.key for of in await answers.rounds_of(session, inquiry.id)] == ["uip-2026"]
    assert await events(desk, inquiry) == [("linked", {"to": "Nye indsatser"})]
    with pytest.raises(NoSuchNumber):
        await correcting.link_round(desk, inquiry.id, METTE, "gone")
    with pytest.raises(NotAMember):
        await correcting.link_round(desk, inquiry.id, FATIMA, "uip-2026")
