from dataclasses import replace

import pytest

from bot.inquiries import claiming, merging
from bot.inquiries.errors import Barred, ColleagueBarred, NotAMember
from bot.settings import BarredMember
from bot.staff import overview, permissions
from bot.staff.members import Members
from bot.staff.overview import Section
from tests.laid_desk import ANDERS, FATIMA, METTE, a_desk, an_inquiry, an_understanding

NORDLYS = "fondennordlys.example"


@pytest.fixture
async def desk(tmp_path):
    """A desk where Anders has nothing to do with Fonden Nordlys, nor Fatima with Solgaard."""
    barred = [
        {"member": ANDERS, "organisation": NORDLYS},
        {"member": FATIMA, "organisation": "Solgaard Fonden"},
    ]
    async with a_desk(tmp_path, barred=barred) as laid:
        yield laid


async def from_solgaard(desk, **over):
    text = "Hej\n\nBo\nSolgaard Fonden"
    return await an_inquiry(desk, sender="bo@solgaardfonden.example", text=text, **over)


async def refused(desk, inquiry, user):
    async with desk.database.reading() as session:
        try:
            await permissions.require(session, desk, inquiry, user)
        except (Barred, NotAMember) as error:
            return type(error)
    return None


async def test_a_member_is_barred_from_one_foundation_and_its_colleagues_are_not(desk):
    nordlys, solgaard = await an_inquiry(desk), await from_solgaard(desk)

    assert await refused(desk, nordlys, ANDERS) is Barred
    assert await refused(desk, solgaard, ANDERS) is None
    assert await refused(desk, nordlys, METTE) is None


async def test_an_organisation_may_be_named_as_cards_name_it(desk):
    inquiry = await from_solgaard(desk, understanding=an_understanding("rct"))

    assert (inquiry.office, await refused(desk, inquiry, FATIMA)) == ("analyse", Barred)


async def test_whoever_is_no_member_is_told_that_first(desk):
    inquiry = await from_solgaard(desk)

    assert await refused(desk, inquiry, FATIMA) is NotAMember


async def test_what_their_letters_went_on_in_is_theirs_too_until_it_is_parted(desk):
    nordlys, solgaard = await an_inquiry(desk), await from_solgaard(desk)

    await merging.merge(desk, nordlys.id, METTE, solgaard.reference)
    assert await refused(desk, solgaard, ANDERS) is Barred

    await merging.part(desk, nordlys.id, METTE)
    assert await refused(desk, solgaard, ANDERS) is None


async def test_nobody_barred_merges_with_what_they_may_not_see(desk):
    nordlys, solgaard = await an_inquiry(desk), await from_solgaard(desk)

    for one, other in ((nordlys, solgaard), (solgaard, nordlys)):
        with pytest.raises(Barred):
            await merging.merge(desk, one.id, ANDERS, other.reference)


async def test_a_merge_is_not_offered_with_what_somebody_may_not_see(desk):
    first = await an_inquiry(desk, sender="karen@gmail.com")
    await an_inquiry(desk, sender="karen@gmail.com", subject="Igen")
    async with desk.database.transaction() as session:
        inquiry = await session.get_one(type(first), first.id)
        inquiry.sender = f"karen@{NORDLYS}"

    assert len((await merging.open_form(desk, 2, METTE)).others) == 1
    assert (await merging.open_form(desk, 2, ANDERS)).others == []


async def test_nobody_is_given_what_they_are_barred_from(desk):
    inquiry = await an_inquiry(desk)

    with pytest.raises(ColleagueBarred) as stopped:
        await claiming.hand_to(desk, inquiry.id, METTE, ANDERS)

    assert stopped.value.colleague == ANDERS
    async with desk.database.reading() as session:
        assert (await session.get_one(type(inquiry), inquiry.id)).claimed_by is None


async def test_the_home_lists_leave_it_out(desk):
    await an_inquiry(desk)
    solgaard = await from_solgaard(desk)

    async with desk.database.reading() as session:
        now = desk.clock.now()
        theirs = await overview.listing(session, desk, ANDERS, Section.UNCLAIMED, now)
        others = await overview.listing(session, desk, METTE, Section.UNCLAIMED, now)

    assert ([line.id for line in theirs.lines], theirs.count) == ([solgaard.id], 1)
    assert others.count == 2


async def test_what_somebody_did_before_is_no_longer_shown_to_them(desk):
    await claiming.claim(desk, (await an_inquiry(desk)).id, METTE)
    too = BarredMember(member=METTE, organisation=NORDLYS)
    later = replace(desk, members=Members(desk.offices, [too]))

    async with desk.database.reading() as session:
        before = await overview.overview(session, desk, METTE, desk.clock.now())
        after = await overview.overview(session, later, METTE, desk.clock.now())

    assert ([deed.what for deed in before.deeds], after.deeds) == (["claimed"], [])
