import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.mail import smtp
from bot.outbox import courier as courier_module
from bot.outbox import pace, record
from bot.outbox.bell import Bell
from bot.outbox.courier import LEASE, LONGEST, Courier, LaneBroke
from bot.outbox.delivery import Dropped, PermanentFailure, Postponed, Sent, TemporaryFailure, Unreachable
from bot.outbox.pace import LANES
from bot.outbox.pauses import wait_before_retry
from storage import leases, outbox, service
from storage.outbox import Parcel, ParcelState, Priority


class ListCarrier:
    """Delivers by noting; its answers can be planned by key."""

    part = "a"

    def __init__(self):
        self.delivered = []
        self.given_up_on = []
        self.answers = {}
        self.pause = None

    async def deliver(self, row):
        self.delivered.append(row.key)
        if self.pause:
            await self.pause.wait()
        answer = self.answers.get(row.key, Sent())
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else Sent()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def given_up(self, _session, row, reason, _now):
        self.given_up_on.append((row.key, reason))


@pytest.fixture
def carrier():
    return ListCarrier()


@pytest.fixture
def courier(desk, carrier):
    return Courier(desk, {"test": carrier}, Bell())


async def put(desk, *keys, lane="a", due=timedelta(0), kind="test", priority=Priority.USUAL):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        for key in keys:
            await outbox.put(session, Parcel(key, kind, lane, now + due, priority=priority), now)


async def row(desk, key):
    async with desk.database.reading() as session:
        return await outbox.by_key(session, key)


async def test_what_is_due_is_delivered_once(desk, courier, carrier):
    await put(desk, "one", "two")

    await courier.run_until_empty()
    await courier.run_until_empty()

    assert carrier.delivered == ["one", "two"]
    assert (await row(desk, "one")).state == "sent"


async def test_of_what_is_taken_together_what_has_priority_is_handed_over_first(desk, courier, carrier):
    for number in range(3):
        await put(desk, f"mass {number}", lane=str(number), priority=Priority.MASS)
    await put(desk, "answer", lane="b")

    await courier.run_until_empty()

    assert carrier.delivered[0] == "answer"


async def test_what_is_not_due_waits(desk, courier, carrier):
    await put(desk, "later", due=timedelta(minutes=1))
    await courier.run_until_empty()
    assert carrier.delivered == []

    desk.clock.advance(timedelta(minutes=2))
    await courier.run_until_empty()

    assert carrier.delivered == ["later"]


async def test_what_nobody_here_carries_waits_for_another_process(desk, courier, carrier):
    await put(desk, "elsewhere", kind="other")

    await courier.run_until_empty()

    assert (await row(desk, "elsewhere")).state == "pending"


async def test_a_temporary_failure_is_tried_again_later(desk, courier, carrier):
    carrier.answers["one"] = [TemporaryFailure("451 try later")]
    await put(desk, "one", "two")
    await courier.run_until_empty()
    assert carrier.delivered == ["one", "two"]

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert carrier.delivered == ["one", "two", "one"]
    assert (await row(desk, "one")).state == "sent"


@pytest.mark.parametrize("failure", [TemporaryFailure("ratelimited", 3), Unreachable("slack", "gone")])
async def test_what_would_meet_the_same_waits_in_its_order(desk, courier, carrier, failure):
    carrier.answers["one"] = [failure]
    await put(desk, "one", "two")
    await courier.run_until_empty()
    assert carrier.delivered == ["one"]

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert carrier.delivered == ["one", "one", "two"]


async def test_the_courier_outlives_a_database_that_is_gone_for_a_moment(desk, carrier, monkeypatch):
    bell = Bell()
    courier = Courier(desk, {"test": carrier}, bell)
    await put(desk, "one")
    with monkeypatch.context() as gone:

        async def fails(*_args):
            raise OperationalError("SELECT", {}, Exception())

        gone.setattr(leases, "next_due", fails)
        running = asyncio.create_task(courier.run())
        await asyncio.sleep(0.05)
    bell.ring()
    async with asyncio.timeout(2):
        while not carrier.delivered:
            await asyncio.sleep(0.01)

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert carrier.delivered == ["one"]


async def test_what_the_other_side_asks_for_is_waited(desk, courier, carrier):
    carrier.answers["one"] = [TemporaryFailure("ratelimited", 30)]
    await put(desk, "one")
    await courier.run_until_empty()

    waits = (await row(desk, "one")).due_at - desk.clock.now()

    assert timedelta(seconds=29) < waits <= timedelta(seconds=30)


async def test_a_permanent_failure_is_given_up_and_told(desk, courier, carrier):
    carrier.answers["one"] = PermanentFailure("550 no such user")
    await put(desk, "one")

    await courier.run_until_empty()

    assert (await row(desk, "one")).state == "failed"
    assert carrier.given_up_on == [("one", "550 no such user")]


async def test_what_fails_for_days_is_given_up(desk, courier, carrier):
    carrier.answers["one"] = TemporaryFailure("451 try later")
    carrier.answers["two"] = Unreachable("b", "gone")
    await put(desk, "one", lane="a")
    await put(desk, "two", lane="b")
    await courier.run_until_empty()
    desk.clock.advance(timedelta(days=5))
    await courier.run_until_empty()

    assert carrier.given_up_on == [("one", "451 try later")]
    assert (await row(desk, "two")).state == "pending"


async def test_what_is_no_longer_true_is_dropped_with_its_reason(desk, courier, carrier):
    carrier.answers["one"] = Dropped("answered meanwhile")
    await put(desk, "one")

    await courier.run_until_empty()

    ended = await row(desk, "one")
    assert (ended.state, ended.reason) == ("dropped", "answered meanwhile")


async def test_a_fault_in_one_parcel_stops_no_other(desk, courier, carrier):
    carrier.answers["one"] = ZeroDivisionError()
    await put(desk, "one", lane="a")
    await put(desk, "two", lane="b")

    await courier.run_until_empty()

    assert (await row(desk, "two")).state == "sent"
    assert (await row(desk, "one")).state == "pending"


async def test_a_delivery_that_meets_no_database_is_no_fault_of_the_programs(desk, courier, carrier):
    carrier.answers["one"] = [OperationalError("SELECT", {}, OSError())]
    await put(desk, "one")

    with capture_logs() as logs:
        await courier.run_until_empty()

    assert [(line["log_level"], line["event"]) for line in logs] == [("warning", "delivery postponed")]
    assert (await row(desk, "one")).state == "pending"


@pytest.mark.parametrize("failure", [PermanentFailure, TemporaryFailure])
async def test_what_a_server_said_is_on_record_and_its_codes_alone_in_the_log(
    desk, courier, carrier, failure
):
    carrier.answers["one"] = [failure('554 "Mit CPR er" 010203-1234', logged="554")]
    await put(desk, "one")

    with capture_logs() as logs:
        await courier.run_until_empty()

    assert [line["reason"] for line in logs if "reason" in line] == ["554"]
    assert (await row(desk, "one")).reason == '554 "Mit CPR er" 010203-1234'


async def test_the_effect_is_recorded_with_the_delivery(desk, courier, carrier):
    async def effect(session, now):
        await service.next_number(session, "effects")

    carrier.answers["one"] = Sent({"ts": "1"}, effect)
    await put(desk, "one")

    await courier.run_until_empty()

    assert (await row(desk, "one")).result == {"ts": "1"}
    async with desk.database.transaction() as session:
        assert await service.next_number(session, "effects") == 2


async def test_an_unreachable_service_is_in_trouble_until_something_gets_through(desk, courier, carrier):
    carrier.answers["one"] = [Unreachable("a", "connection refused")]
    await put(desk, "one", lane="letters:1")
    await courier.run_until_empty()
    async with desk.database.reading() as session:
        (trouble,) = await service.parts(session)
    since = trouble.since
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()
    async with desk.database.reading() as session:
        (well,) = await service.parts(session)

    assert (trouble.part, trouble.trouble) == ("a", "connection refused")
    assert well.trouble is None
    assert well.since > since


async def test_a_slow_service_is_handed_no_more_than_it_can_take_and_no_other_waits_for_it(desk, carrier):
    prompt = ListCarrier()
    prompt.part = "b"
    courier = Courier(desk, {"test": carrier, "prompt": prompt}, Bell())
    carrier.pause = asyncio.Event()
    for number in range(LANES + 10):
        await put(desk, f"parcel {number}", lane=str(number))
    await put(desk, "prompt", lane="b", kind="prompt")
    running = asyncio.create_task(courier.run_until_empty())
    async with asyncio.timeout(5):
        while not prompt.delivered:
            await asyncio.sleep(0.01)

    # nothing of the slow service has ended, so nothing more of it is under way
    assert len(carrier.delivered) == LANES
    carrier.pause.set()
    await running
    assert len(carrier.delivered) == LANES + 10


async def test_a_fast_service_is_handed_more_at_once_and_a_slow_one_beside_it_no_more(
    desk, carrier, monkeypatch
):
    monkeypatch.setattr(pace, "SPAN", 60.0)
    fast = ListCarrier()
    fast.part = "b"
    courier = Courier(desk, {"test": carrier, "fast": fast}, Bell())
    for _ in range(LANES * 2):
        courier._pace.took("b")
    carrier.pause = fast.pause = asyncio.Event()
    for number in range(LANES * 2):
        await put(desk, f"parcel {number}", lane=str(number))
    for number in range(LANES * 2):
        await put(desk, f"fast {number}", lane=f"fast {number}", kind="fast")

    running = asyncio.create_task(courier.run_until_empty())
    async with asyncio.timeout(5):
        while len(fast.delivered) < LANES * 2:
            await asyncio.sleep(0.01)

    assert len(carrier.delivered) == LANES
    # what was given back counts as untried
    assert (await row(desk, f"parcel {LANES}")).attempts == 0
    carrier.pause.set()
    await running
    assert len(carrier.delivered) == LANES * 2


@pytest.fixture
def few_a_minute(desk, carrier, courier):
    """A courier whose service takes three parcels a minute."""
    courier._a_minute = {"a": 3}
    return courier


async def test_no_more_than_a_minutes_share_leaves_and_the_rest_counts_as_untried(
    desk, carrier, few_a_minute
):
    for number in range(5):
        await put(desk, f"parcel {number}", lane=str(number))
    await few_a_minute.run_until_empty()
    assert carrier.delivered == ["parcel 0", "parcel 1", "parcel 2"]
    assert (await row(desk, "parcel 3")).attempts == 0

    desk.clock.advance(timedelta(seconds=59))
    await few_a_minute.run_until_empty()
    assert len(carrier.delivered) == 3

    desk.clock.advance(timedelta(seconds=7))
    await few_a_minute.run_until_empty()
    assert len(carrier.delivered) == 5


async def test_a_minutes_share_is_that_of_all_processes_together(desk, carrier, few_a_minute):
    other = Courier(desk, {"test": carrier}, Bell())
    other._a_minute = {"a": 3}
    for number in range(9):
        await put(desk, f"parcel {number}", lane=str(number))

    await asyncio.gather(few_a_minute.run_until_empty(), other.run_until_empty())

    assert len(carrier.delivered) == 3


async def test_what_does_not_count_by_the_minute_does_not_wait_for_what_does(desk, carrier, few_a_minute):
    free = ListCarrier()
    free.part = "b"
    few_a_minute._carriers["free"] = free
    few_a_minute._kinds = ("test", "free")
    for number in range(9):
        await put(desk, f"parcel {number}", lane=str(number))
        await put(desk, f"free {number}", lane=f"free {number}", kind="free")

    await few_a_minute.run_until_empty()

    assert (len(carrier.delivered), len(free.delivered)) == (3, 9)


async def test_an_unreachable_service_is_not_tried_by_every_lane_in_turn(desk, courier, carrier):
    carrier.answers = {f"parcel {number}": Unreachable("a", "connection refused") for number in range(100)}
    for number in range(100):
        await put(desk, f"parcel {number}", lane=str(number))

    await courier.run_until_empty()

    assert len(carrier.delivered) == LANES


@pytest.mark.parametrize("may_have_left", [False, True])
async def test_once_a_service_is_back_nothing_waits_long_but_what_may_have_left(
    desk, courier, carrier, may_have_left
):
    carrier.answers["one"] = [Unreachable("a", "gone", may_have_left=may_have_left)] * 10
    await put(desk, "one")
    for _ in range(10):
        await courier.run_until_empty()
        desk.clock.advance((await row(desk, "one")).due_at - desk.clock.now())
    before = desk.clock.now()
    await courier.run_until_empty()

    assert (await row(desk, "one")).state == "sent"
    assert carrier.delivered == ["one"] * 11
    waits = before - (await row(desk, "one")).created_at
    assert (waits > timedelta(hours=1)) is may_have_left


async def test_a_letter_that_breaks_the_connection_holds_up_no_other(desk, courier, carrier):
    carrier.answers["parcel 0"] = Unreachable("a", "connection lost", may_have_left=True)
    for number in range(100):
        await put(desk, f"parcel {number}", lane=str(number))

    await courier.run_until_empty()

    assert len(carrier.delivered) == 100


async def test_what_a_killed_service_held_is_delivered_at_once_where_nobody_else_can_hold_it(
    desk, courier, carrier
):
    await put(desk, "held")
    async with desk.database.transaction() as session:
        await leases.take(session, desk.clock.now(), ("test",), lasting=LEASE, limit=9)
    await courier.run_until_empty()
    assert carrier.delivered == []

    await courier.take_over()
    await courier.run_until_empty()

    assert carrier.delivered == ["held"]


async def test_two_couriers_never_deliver_the_same(desk, carrier):
    couriers = [Courier(desk, {"test": carrier}, Bell()) for _ in range(2)]
    for number in range(20):
        await put(desk, f"parcel {number}", lane=str(number))

    await asyncio.gather(*(courier.run_until_empty() for courier in couriers))

    assert sorted(carrier.delivered) == sorted(f"parcel {number}" for number in range(20))


async def test_a_postponed_parcel_waits_with_its_reason_and_holds_up_no_other(desk, courier, carrier):
    carrier.answers["one"] = [Postponed(desk.clock.now() + timedelta(hours=1), "outside working hours")]
    await put(desk, "one", lane="a")
    await put(desk, "two", lane="b")

    await courier.run_until_empty()

    assert (await row(desk, "one")).reason == "outside working hours"
    assert (await row(desk, "two")).state == "sent"


async def test_stopping_lets_what_is_under_way_end(desk, carrier):
    courier = Courier(desk, {"test": carrier}, Bell())
    carrier.pause = asyncio.Event()
    await put(desk, "one")
    running = asyncio.create_task(courier.run())
    while not carrier.delivered:
        await asyncio.sleep(0.01)

    running.cancel()
    carrier.pause.set()
    await asyncio.gather(running, return_exceptions=True)

    assert (await row(desk, "one")).state == "sent"


class _Listened(Bell):
    """A bell that says when somebody waits for it."""

    def __init__(self):
        super().__init__()
        self.waited_for = asyncio.Event()

    async def heard(self, seconds):
        self.waited_for.set()
        await super().heard(seconds)


async def test_a_ring_is_heard_at_once(desk, carrier, monkeypatch):
    monkeypatch.setattr(courier_module, "POLL", 3600)
    bell = _Listened()
    running = asyncio.create_task(Courier(desk, {"test": carrier}, bell).run())
    async with asyncio.timeout(20):
        await bell.waited_for.wait()
        await put(desk, "one")

        bell.ring()
        while not carrier.delivered:
            await asyncio.sleep(0.005)

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_waits_double_up_to_an_hour():
    waits = [wait_before_retry(attempt).total_seconds() for attempt in range(1, 15)]

    assert waits[:3] == [5, 10, 20]
    assert max(waits) == 3600


async def test_what_was_delivered_while_the_record_was_away_is_recorded_later_and_not_delivered_again(
    desk, courier, carrier, monkeypatch
):
    monkeypatch.setattr(record, "AGAIN", 0)
    away = [OperationalError("COMMIT", {}, Exception())] * 3
    end_all = outbox.end_all

    async def goes_away(session, ended, now):
        await end_all(session, ended, now)
        if ended and away:
            raise away.pop()

    await put(desk, "one")
    monkeypatch.setattr(outbox, "end_all", goes_away)

    await courier.run_until_empty()

    assert carrier.delivered == ["one"]
    assert (await row(desk, "one")).state == "sent"


async def test_what_follows_on_a_parcel_given_up_may_break_and_holds_up_nothing(desk, courier, carrier):
    async def breaks(*_):
        raise ZeroDivisionError

    carrier.given_up = breaks
    carrier.answers["one"] = PermanentFailure("550 no such user")
    await put(desk, "one", "two")

    await courier.run_until_empty()

    assert [(await row(desk, key)).state for key in ("one", "two")] == ["failed", "sent"]


async def test_what_another_delivered_meanwhile_is_not_given_up(desk, courier, carrier):
    # as by whoever took it over from a process that was halted
    carrier.answers["one"] = PermanentFailure("550 no such user")
    carrier.pause = asyncio.Event()
    await put(desk, "one")
    delivering = asyncio.create_task(courier.run_until_empty())
    while not carrier.delivered:
        await asyncio.sleep(0)
    async with desk.database.transaction() as session:
        await outbox.end(session, 1, ParcelState.SENT, desk.clock.now())

    carrier.pause.set()
    await delivering

    assert carrier.given_up_on == []
    assert (await row(desk, "one")).state == "sent"


async def test_a_lane_that_breaks_ends_the_courier(desk, courier, monkeypatch):
    # what it had in hand would stay in its hands, and leave nowhere, for as long as it lives
    async def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(record.DeliveryRecord, "ended", breaks)
    await put(desk, "one", "two")

    with pytest.raises(LaneBroke):
        await asyncio.wait_for(courier.run(), 5)


def test_no_delivery_is_broken_off_while_a_mail_server_may_still_say_yes():
    conversation = timedelta(
        seconds=4 * smtp.TIMEOUT + smtp.TAKING
    )  # connect, greet, sender, recipient; text
    assert conversation < LONGEST < LEASE
