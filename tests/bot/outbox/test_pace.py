import pytest

from bot.outbox import pace
from bot.outbox.pace import LANES, MOST, Pace


@pytest.fixture
def at(monkeypatch):
    """Sets the clock that seconds are counted by."""
    now = [1000.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])

    def _at(seconds):
        now[0] = 1000.0 + seconds

    return _at


def took(paced, count, part="smtp"):
    for _ in range(count):
        paced.took(part)


def test_a_service_of_which_nothing_is_known_is_handed_the_least():
    assert Pace().room("smtp", 0) == LANES


def test_a_service_is_handed_as_many_as_it_took_in_the_last_second(at):
    paced = Pace()
    took(paced, 50)
    at(0.5)
    took(paced, 100)
    assert paced.lanes("smtp") == 150

    at(1.2)
    assert paced.lanes("smtp") == 100

    at(5)
    assert paced.lanes("smtp") == LANES


def test_the_fastest_is_handed_no_more_than_it_could_take_if_it_became_slow(at):
    paced = Pace()
    took(paced, MOST * 3)

    assert paced.lanes("smtp") == MOST


def test_how_fast_one_service_is_says_nothing_of_another(at):
    paced = Pace()
    took(paced, 200)

    assert paced.lanes("slack") == LANES


@pytest.mark.parametrize(("under_way", "more"), [(0, LANES), (LANES // 2, LANES // 2), (LANES // 2 + 1, 0)])
def test_more_is_handed_out_once_half_has_gone(under_way, more):
    assert Pace().room("smtp", under_way) == more
