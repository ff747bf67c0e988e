from bot.outbox.delivery import DeliveryFailed, PermanentFailure, TemporaryFailure, Unreachable


def test_a_failure_of_one_parcel_keeps_no_other_waiting():
    assert not TemporaryFailure("greylisted").whole_lane


def test_where_the_other_side_asks_for_time_the_whole_lane_waits():
    failure = TemporaryFailure("ratelimited", 7.0)

    assert (failure.whole_lane, failure.retry_after) == (True, 7.0)


def test_a_service_out_of_reach_is_named_and_the_whole_lane_waits():
    failure = Unreachable("smtp", "connection refused")

    assert (failure.whole_lane, failure.part, failure.reason) == (True, "smtp", "connection refused")


def test_every_failure_says_why():
    for failure in (
        DeliveryFailed("x"),
        PermanentFailure("x"),
        TemporaryFailure("x"),
        Unreachable("slack", "x"),
    ):
        assert isinstance(failure, DeliveryFailed)
        assert (failure.reason, str(failure)) == ("x", "x")
