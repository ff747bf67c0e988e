from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.slack import usergroups
from bot.staff.members import Members


@pytest.fixture
def desk_with_group(desk):
    """A desk whose first office has a user group besides its members."""
    first, *rest = desk.settings.office
    offices = (first.model_copy(update={"usergroup": "S1", "members": ("U1ANNE",)}), *rest)
    settings = desk.settings.model_copy(update={"office": offices})
    return replace(desk, settings=settings, members=Members(offices))


async def test_the_groups_people_belong_to_the_office(client, desk_with_group, slack_proxy):
    slack_proxy.usergroups["S1"] = ["U2BO", "U3CARLA"]

    await usergroups.refresh(client, desk_with_group)

    assert desk_with_group.members.of("uip") == {"U1ANNE", "U2BO", "U3CARLA"}


async def test_who_left_the_group_belongs_no_more(client, desk_with_group, slack_proxy):
    for people in (["U2BO"], ["U3CARLA"]):
        slack_proxy.usergroups["S1"] = people
        await usergroups.refresh(client, desk_with_group)

    assert desk_with_group.members.of("uip") == {"U1ANNE", "U3CARLA"}


@pytest.mark.parametrize("fault", ["unknown", "cut", "down"])
async def test_where_slack_does_not_say_the_last_known_people_stay(
    client, desk_with_group, slack_proxy, fault
):
    slack_proxy.usergroups["S1"] = ["U2BO"]
    await usergroups.refresh(client, desk_with_group)
    match fault:
        case "unknown":
            slack_proxy.usergroups.clear()
        case "cut":
            slack_proxy.cut("usergroups.users.list", times=2)
        case "down":
            slack_proxy.fail_all(503)

    with capture_logs() as logs:
        await usergroups.refresh(client, desk_with_group)

    assert desk_with_group.members.of("uip") == {"U1ANNE", "U2BO"}
    assert [line["event"] for line in logs] == ["user group not read"]


async def test_offices_without_a_group_are_not_asked_about(client, desk, slack_proxy):
    await usergroups.refresh(client, desk)

    assert slack_proxy.calls == []
