"""A loop that hangs is told from one that has nothing to do, or whose work is another's turn."""

import pytest

from bot.monitoring.life import in_words
from bot.pulse import Pulse


@pytest.fixture
def passes():
    return [1000.0]


@pytest.fixture
def pulse(passes):
    return Pulse(lambda: passes[0])


def test_a_loop_that_leaves_no_sign_of_life_in_its_time_hangs(pulse, passes):
    with pulse.of("home tabs", 300):
        passes[0] += 300
        assert pulse.hung() == {}
        passes[0] += 60

        assert pulse.hung() == {"home tabs": 360}
        assert in_words(pulse.hung()) == "no sign of life from home tabs for 6 minutes"


def test_one_that_beats_again_hangs_no_more(pulse, passes):
    with pulse.of("home tabs", 300):
        passes[0] += 301
        pulse.beat("home tabs")

        assert pulse.hung() == {}
        assert in_words(pulse.hung()) is None


def test_what_is_done_no_more_is_missed_by_nobody_even_if_it_beats_once_more(pulse, passes):
    with pulse.of("imap", 300):
        pass
    pulse.beat("imap")
    passes[0] += 1000

    assert pulse.hung() == {}
