import pytest


class Stopwatch:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def stopwatch() -> Stopwatch:
    """What measures how long something lasts, in seconds."""
    return Stopwatch()
