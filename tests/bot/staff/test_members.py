import pytest

from bot.inquiries.errors import NotAMember, OnlyStaff
from bot.settings import BarredMember, Office
from bot.staff.members import Members

ANNE, BO, DAN, EVA = "U1ANNE", "U2BO", "U4DAN", "U5EVA"


@pytest.fixture
def members():
    """Two offices and triage, with a person each."""
    return Members(
        [
            Office(key="uip", name="UIP", members=[ANNE]),
            Office(key="politik", name="Politik", members=[BO]),
            Office(key="visitation", name="Visitation", members=[DAN], triage=True),
        ]
    )


def test_configured_members_belong_to_their_office_only(members):
    assert members.of("uip") == {ANNE}
    assert members.may_act(ANNE, "uip")
    assert not members.may_act(ANNE, "politik")


def test_whoever_is_in_an_office_works_here(members):
    members.refresh("politik", [ANNE])

    assert members.offices_of(ANNE) == ["uip", "politik"]
    assert members.offices_of(DAN) == ["visitation"]
    assert members.works_here(BO)
    assert not members.works_here(EVA)


def test_triage_may_act_everywhere_and_nobody_else_on_triages(members):
    assert all(members.may_act(DAN, office) for office in ("uip", "politik", "visitation"))
    assert not members.may_act(ANNE, "visitation")


def test_triage_may_act_on_what_an_office_that_is_no_more_left_behind(members):
    assert members.of("gone") == frozenset()
    assert members.may_act(DAN, "gone")
    assert not members.may_act(ANNE, "gone")


def test_a_groups_people_come_on_top_of_the_configured_ones(members):
    members.refresh("uip", [EVA])

    assert members.of("uip") == {ANNE, EVA}


def test_a_refresh_replaces_the_groups_people_and_keeps_the_configured_ones(members):
    members.refresh("uip", [EVA])
    members.refresh("uip", [BO])

    assert members.of("uip") == {ANNE, BO}


def test_the_people_of_triages_group_may_act_everywhere(members):
    members.refresh("visitation", [EVA])

    assert members.may_act(EVA, "politik")


def test_whoever_may_not_is_named_with_the_office(members):
    members.require(ANNE, "uip")

    with pytest.raises(NotAMember) as refused:
        members.require(ANNE, "politik")

    assert (refused.value.user, refused.value.office) == (ANNE, "politik")


def test_whoever_belongs_to_no_office_is_not_of_the_house(members):
    members.require_colleague(ANNE)

    with pytest.raises(OnlyStaff):
        members.require_colleague("U0STRANGER")


def test_each_is_barred_from_their_own_organisations_only():
    pairs = [
        (ANNE, "nordlys.example"),
        (BO, "sol.example"),
        (ANNE, "Aalborg Fonden"),
        (ANNE, "nordlys.example"),
    ]
    members = Members([], [BarredMember(member=member, organisation=of) for member, of in pairs])

    assert members.barred_from(ANNE) == ["Aalborg Fonden", "nordlys.example"]
    assert members.barred_from(BO) == ["sol.example"]
    assert members.barred_from(DAN) == []
