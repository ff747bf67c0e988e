"""A short look at each target; the long one is `make fuzz`."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_broken_is_refused_in_the_way_that_is_said(name):
    target = TARGETS[name]
    brief = settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    brief(given(target.inputs)(target.run))()


FOUND = {
    "a NUL before a letter in RTF": (
        "parsing",
        b"MIME-Version: 1.0\nContent-Type: text/rtf\n\n\0{\\rtf1\\ansi\\ansicpg1252 K\\'e6re fond\\par}\n",
    ),
}
"""What long looks found, by what it is: the target, and what it was given."""


@pytest.mark.parametrize("what", FOUND)
def test_what_was_found_once_is_found_no_more(what):
    name, given_then = FOUND[what]

    TARGETS[name].run(given_then)
