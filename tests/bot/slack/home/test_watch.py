"""Home tabs drawn anew by what happens elsewhere, on the local Slack."""

from datetime import timedelta

import pytest

from bot.inquiries import claiming, handling, lifecycle, splitting
from bot.inquiries.splitting import Question
from bot.slack.home import watch as home_watch
from bot.slack.home.watch import HomeWatch, is_meant
from bot.staff import own_settings as colleagues
from storage import home_tabs, inquiries

ANNE, BO, CARLA, DAN, EVA = "U1ANNE", "U2BO", "U3CARLA", "U4DAN", "U5EVA"
A_WHILE = home_watch.APART + timedelta(seconds=1)


@pytest.fixture
def hire_watch(client, counter):
    """Make one that knows nothing yet: of another process, or after a restart."""
    return lambda: HomeWatch(client, counter)


@pytest.fixture
def watch(hire_watch):
    """What keeps home tabs up."""
    return hire_watch()


@pytest.fixture
def published(slack_proxy):
    """Whose tabs were published, in order."""

    def _published():
        calls = [call for call in slack_proxy.calls if call.method == "views.publish"]
        return [call.arguments["user_id"] for call in calls]

    return _published


@pytest.fixture
async def opened(staff, watch, clock, slack_proxy):
    """Have people open their tabs, and let the watch have seen them; what is published counts from there."""

    async def _opened(*users):
        for user in users:
            await staff.open_home(user)
        clock.advance(A_WHILE)
        await watch.look()
        slack_proxy.calls.clear()

    return _opened


@pytest.fixture
def tab(desk):
    """Read what is kept of somebody's tab."""

    async def _tab(user):
        async with desk.database.reading() as session:
            found = await home_tabs.opened_since(session, desk.clock.now() - timedelta(days=365))
        return next((each for each in found if each.user == user), None)

    return _tab


async def shows(slack, user, text):
    """Wait until somebody's tab says something."""
    return await slack.wait(lambda _: text in str(slack.home(user)))


class TestWhatIsPublished:
    async def test_a_new_inquiry_appears_on_the_tabs_of_its_office(self, watch, record, opened, slack):
        await opened(ANNE, BO)
        await record.open()

        await watch.look()

        for user in (ANNE, BO):
            await shows(slack, user, "*Ikke taget endnu* (1)")

    async def test_another_offices_people_are_left_alone(self, watch, record, opened, published):
        await opened(ANNE, CARLA)
        await record.open()

        await watch.look()

        assert published() == [ANNE]

    async def test_what_a_colleague_takes_is_gone_from_the_others(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await opened(ANNE, BO)
        await claiming.claim(desk, inquiry_id, BO)

        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (0)")
        await shows(slack, BO, "*Mine* (1)")

    async def test_what_is_given_back_is_there_again(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await claiming.claim(desk, inquiry_id, BO)
        await opened(ANNE)
        await claiming.release(desk, inquiry_id, BO)

        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (1)")

    async def test_what_is_handed_over_moves_from_one_to_the_other(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await claiming.claim(desk, inquiry_id, ANNE)
        await opened(ANNE, BO)
        await claiming.hand_to(desk, inquiry_id, ANNE, BO)

        await watch.look()

        await shows(slack, ANNE, "*Mine* (0)")
        await shows(slack, BO, "*Mine* (1)")

    async def test_what_a_colleague_closes_is_gone(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await claiming.claim(desk, inquiry_id, ANNE)
        await opened(ANNE)
        await handling.close(desk, inquiry_id, BO)

        await watch.look()

        await shows(slack, ANNE, "*Mine* (0)")

    async def test_what_is_answered_waits_for_the_foundation(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await claiming.claim(desk, inquiry_id, ANNE)
        await opened(ANNE)
        async with desk.database.transaction() as session:
            inquiry = await inquiries.locked(session, inquiry_id)
            lifecycle.answered(inquiry, desk.clock.now())
            await inquiries.record(session, inquiry_id, desk.clock.now(), ANNE, "answered")

        await watch.look()

        await shows(slack, ANNE, "*Mine* (0)")

    async def test_an_office_that_is_asked_sees_the_question(self, watch, record, desk, opened, slack):
        inquiry_id = await record.open()
        await opened(CARLA)
        questions = [Question("politik", "Hvad siger loven?"), Question("uip", "Hvad siger vi?")]
        await splitting.split(desk, inquiry_id, ANNE, questions)

        await watch.look()

        await shows(slack, CARLA, "*Ikke taget endnu* (1)")

    async def test_a_deadline_that_passes_makes_it_late(self, watch, record, opened, clock, slack, published):
        inquiry_id = await record.open()
        await opened(ANNE, CARLA)
        await record.change(inquiry_id, first_answer_due=clock.now() + timedelta(seconds=10))
        await watch.look()
        assert published() == []
        clock.advance(timedelta(seconds=20))

        await watch.look()

        await shows(slack, ANNE, "*Over fristen* (1)")
        assert published() == [ANNE]

    async def test_the_page_that_somebody_went_to_stays_before_them(
        self, watch, record, staff, opened, slack, clock
    ):
        for _ in range(8):
            await record.open()
        await opened(ANNE)
        await staff.click(ANNE, "home.page", "unclaimed:0")
        await shows(slack, ANNE, "1–8 af 8")
        clock.advance(A_WHILE)
        await record.open()

        await watch.look()

        await shows(slack, ANNE, "1–9 af 9")

    async def test_it_is_in_each_ones_own_language(self, watch, record, opened, slack):
        await record.prefers(BO, language="en")
        await opened(ANNE, BO)
        await record.open()

        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (1)")
        await shows(slack, BO, "*Not taken yet* (1)")

    async def test_somebody_who_left_the_house_sees_nothing_of_it_any_more(
        self, watch, record, desk, opened, slack, clock
    ):
        await record.open()
        desk.members.refresh("uip", [EVA])
        await opened(EVA)
        desk.members.refresh("uip", [])
        clock.advance(home_watch.ALL_EVERY)

        await watch.look()

        await shows(slack, EVA, "Hører du til et kontor")

    async def test_a_confidential_inquiry_appears_for_nobody_else(self, watch, record, opened, published):
        await opened(ANNE, BO)
        inquiry_id = await record.open()
        await record.change(inquiry_id, confidential=[BO])

        await watch.look()

        assert published() == [BO]


class TestWhatIsNot:
    async def test_where_nothing_happened_nothing_is_published(self, watch, opened, published, clock):
        await opened(ANNE, BO)
        for _ in range(3):
            clock.advance(timedelta(minutes=2))
            await watch.look()

        assert published() == []

    async def test_what_changes_nothing_on_the_page_is_not_published(
        self, watch, record, desk, opened, published
    ):
        inquiry_id = await record.open()
        await opened(BO)
        await handling.note(desk, inquiry_id, ANNE, "Kun en note")

        await watch.look()

        assert published() == []

    async def test_a_tab_that_nobody_opened_is_not_drawn(self, watch, record, opened, published):
        await opened(BO)
        await record.open()

        await watch.look()

        assert published() == [BO]

    async def test_one_opened_long_ago_is_let_be(self, watch, record, opened, published, clock):
        await opened(ANNE)
        clock.advance(home_watch.LATELY)
        await record.open()

        await watch.look()

        assert published() == []

    async def test_what_its_owner_did_there_is_not_published_twice(
        self, watch, record, staff, opened, published, clock
    ):
        inquiry_id = await record.open()
        await opened(ANNE)
        await staff.click(ANNE, "home.claim", f"{inquiry_id}/overview")
        clock.advance(A_WHILE)

        await watch.look()

        assert published() == [ANNE]


class TestHowOften:
    async def test_many_changes_within_seconds_are_one_publishing(
        self, watch, record, opened, published, clock, slack
    ):
        await opened(ANNE)
        for _ in range(10):
            await record.open()
            await watch.look()
        assert published() == [ANNE]
        clock.advance(A_WHILE)

        await watch.look()

        assert published() == [ANNE, ANNE]
        await shows(slack, ANNE, "*Ikke taget endnu* (10)")

    async def test_more_than_slack_takes_in_a_minute_wait_for_the_next(
        self, watch, record, opened, published, clock, monkeypatch
    ):
        monkeypatch.setattr(home_watch, "A_MINUTE", 1)
        await opened(ANNE, BO)
        await record.open()

        await watch.look()
        await watch.look()
        assert len(published()) == 1
        clock.advance(timedelta(seconds=70))
        await watch.look()

        assert sorted(published()) == [ANNE, BO]

    async def test_those_who_opened_theirs_last_come_first(
        self, watch, record, opened, staff, published, clock
    ):
        await opened(ANNE, BO)
        clock.advance(timedelta(seconds=1))
        await opened(ANNE)
        await record.open()

        await watch.look()

        assert published() == [ANNE, BO]

    async def test_a_flood_of_events_concerns_everybody(self, watch, record, opened, slack, monkeypatch):
        monkeypatch.setattr(home_tabs, "MOST_EVENTS", 2)
        await opened(ANNE)
        for _ in range(3):
            await record.open()

        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (3)")


class TestWhenSlackOrAProcessFails:
    async def test_after_a_restart_what_was_missed_is_found(self, record, opened, hire_watch, slack):
        await opened(ANNE)
        await record.open()

        await hire_watch().look()

        await shows(slack, ANNE, "*Ikke taget endnu* (1)")

    async def test_a_second_process_publishes_nothing_again(
        self, watch, record, opened, hire_watch, published, clock
    ):
        await opened(ANNE)
        await record.open()
        await watch.look()
        clock.advance(A_WHILE)

        await hire_watch().look()

        assert published() == [ANNE]

    async def test_a_rate_limit_is_waited_for_as_long_as_slack_asks(
        self, watch, record, opened, published, slack_proxy, clock
    ):
        await opened(ANNE, BO)
        await record.open()
        slack_proxy.limit("views.publish", 30)

        await watch.look()
        await watch.look()
        assert len(published()) == 1
        clock.advance(timedelta(seconds=31))
        await watch.look()

        assert sorted(set(published())) == [ANNE, BO]

    async def test_a_page_that_its_owner_left_meanwhile_is_not_thrown_over_the_new_one(
        self, watch, record, desk, client, opened, slack, tab, clock
    ):
        await opened(ANNE)
        elsewhere = {"type": "home", "blocks": [{"type": "divider"}]}
        await client.views_publish(user_id=ANNE, view=elsewhere)
        await record.open()

        await watch.look()

        assert slack.home(ANNE)["blocks"][0]["type"] == "divider"
        assert (await tab(ANNE)).guard is None
        await watch.look()
        await shows(slack, ANNE, "*Ikke taget endnu* (1)")

    async def test_somebody_whom_slack_does_not_know_is_forgotten_and_the_others_are_served(
        self, watch, record, opened, slack_proxy, published, tab
    ):
        await opened(ANNE, BO)
        await record.open()
        slack_proxy.fail("views.publish", "user_not_found")

        await watch.look()

        first, second = published()
        assert await tab(first) is None
        assert await tab(second) is not None

    @pytest.mark.parametrize("trouble", ["invalid_auth", "internal_error"])
    async def test_while_slack_is_out_of_order_they_wait(
        self, watch, record, opened, slack_proxy, slack, trouble
    ):
        await opened(ANNE)
        await record.open()
        slack_proxy.fail("views.publish", trouble)

        await watch.look()
        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (1)")

    async def test_a_cut_connection_is_no_reason_to_stop(self, watch, record, opened, slack_proxy, slack):
        await opened(ANNE)
        await record.open()
        slack_proxy.cut("views.publish")

        await watch.look()
        await watch.look()

        await shows(slack, ANNE, "*Ikke taget endnu* (1)")

    async def test_a_fault_in_one_tab_stops_nobody_elses(
        self, watch, record, desk, opened, published, tab, monkeypatch
    ):
        await opened(ANNE, BO)
        await record.open()
        whole = colleagues.preferences

        async def broken(session, user):
            if user == ANNE:
                raise ValueError(user)
            return await whole(session, user)

        monkeypatch.setattr(colleagues, "preferences", broken)

        await watch.look()

        assert published() == [BO]
        assert await tab(ANNE) is None


class TestWhomItConcerns:
    @pytest.mark.parametrize(
        ("names", "meant"),
        [
            ({"uip"}, True),
            ({ANNE}, True),
            ({"politik", BO, "fondsdialog"}, False),
            (set(), False),
        ],
    )
    def test_the_offices_people_and_those_who_are_named(self, names, meant):
        assert is_meant(ANNE, ["uip"], frozenset(names)) is meant


@pytest.mark.parametrize(("took", "pause"), [(0.01, 2.0), (0.5, 4.5), (60.0, 30.0)])
def test_the_longer_a_look_takes_the_longer_it_waits_for_the_next(took, pause):
    assert home_watch.pause_after(took) == pause
