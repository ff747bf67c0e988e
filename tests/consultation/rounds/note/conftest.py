"""Charts cost half a second each: tests that aren't about them use one that is drawn once."""

import pytest

from consultation.rounds.note.chapters import figures
from consultation.rounds.note.charts import Line, arrivals


@pytest.fixture(scope="session")
def one_chart():
    texts = dict.fromkeys(("days", "share", "deadline"), "")
    return arrivals([Line("", 1, (1.0,))], 28, texts, str)


@pytest.fixture
def quick_charts(monkeypatch, one_chart):
    """The same chart wherever one is asked for."""
    monkeypatch.setattr(figures, "arrivals", lambda *_: one_chart)
    monkeypatch.setattr(figures, "stances", lambda *_: one_chart)
