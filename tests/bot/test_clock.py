from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock, start_clock
from bot.settings import SettingsError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SOON = timedelta(seconds=5)


def test_a_clock_tells_the_time_in_utc():
    now = Clock().now()

    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < SOON


def test_a_started_clock_tells_its_start_and_runs_on(monkeypatch):
    start = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
    clock = Clock(start)

    first = clock.now()
    while (second := clock.now()) == first:  # two looks within a microsecond
        pass

    assert start <= first < second < start + SOON


def test_a_clock_jumps_ahead():
    clock = Clock(datetime(2026, 3, 12, tzinfo=UTC))

    clock.advance(timedelta(days=3))

    assert clock.now().date().isoformat() == "2026-03-15"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2026-03-12T15:00", datetime(2026, 3, 12, 14, 0, tzinfo=UTC)),
        ("2026-07-12T15:00", datetime(2026, 7, 12, 13, 0, tzinfo=UTC)),
        ("2026-03-12T15:00Z", datetime(2026, 3, 12, 15, 0, tzinfo=UTC)),
        ("2026-03-12T15:00-05:00", datetime(2026, 3, 12, 20, 0, tzinfo=UTC)),
        ("2026-03-12", datetime(2026, 3, 11, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_environment_starts_the_clock_at_a_local_or_exact_time(text, start):
    clock = start_clock({"FONDSDIALOG_NOW": text}, COPENHAGEN)

    assert timedelta(0) <= clock.now() - start < SOON


def test_a_rehearsal_says_so_on_standard_error(capsys):
    start_clock({"FONDSDIALOG_NOW": "2026-03-12T15:00"}, COPENHAGEN)

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "The clock starts at 2026-03-12T15:00:00+01:00 (FONDSDIALOG_NOW).\n"


@pytest.mark.parametrize("environ", [{}, {"FONDSDIALOG_NOW": ""}])
def test_without_the_variable_the_clock_is_right_and_silent(environ, capsys):
    assert abs(start_clock(environ, COPENHAGEN).now() - datetime.now(UTC)) < SOON
    assert capsys.readouterr().err == ""


def test_what_is_no_time_is_a_mistake_with_its_name():
    with pytest.raises(SettingsError, match='FONDSDIALOG_NOW is "i morgen"'):
        start_clock({"FONDSDIALOG_NOW": "i morgen"}, COPENHAGEN)
