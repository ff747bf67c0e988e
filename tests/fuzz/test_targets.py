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
