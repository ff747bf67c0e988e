"""The note's phrases: both languages, the same values, all of them used; names as Danes sort them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consultation.rounds import note
from consultation.rounds.note.completeness import Lack
from consultation.rounds.note.publication import Place
from consultation.rounds.note.wording import Words, table
from consultation.rounds.words import Consent, PartyState, ProposalType, RoundKind, Stance, SusiPhase, Verdict

WORDS = Words("da", ZoneInfo("Europe/Copenhagen"))
BY_VALUE = {
    "kind": RoundKind,
    "lack": Lack,
    "state": PartyState,
    "consent": Consent,
    "stance": Stance,
    "says": Stance,
    "verdict": Verdict,
    "place": Place,
    "phase": SusiPhase,
    "type": ProposalType,
}


def values_in(phrase):
    forms = phrase if isinstance(phrase, list) else [phrase]
    return set(re.findall(r"{(\w+)}", " ".join(forms)))


@pytest.mark.parametrize("key", table())
def test_a_phrase_has_both_languages_with_the_same_values(key):
    assert set(table()[key]) == {"da", "en"}
    assert values_in(table()[key]["da"]) == values_in(table()[key]["en"])


@pytest.mark.parametrize(("key", "words"), BY_VALUE.items())
def test_every_value_has_its_phrase(key, words):
    assert {f"{key}-{word}" for word in words} <= set(table())


def test_every_phrase_is_used():
    folder = Path(next(iter(note.__path__)))
    code = "".join(path.read_text("utf-8") for path in [*folder.rglob("*.py"), *folder.rglob("*.html")])
    openings = set(re.findall(r'f"([\w-]+-){', code))
    unused = [
        key
        for key in table()
        if not re.search(rf"""["']{key}["']""", code)
        and not any(key.startswith(one) and f'"{key.removeprefix(one)}"' in code for one in openings)
        and not any(key.startswith(f"{one}-") for one in (*BY_VALUE, "own-words", "silent"))
    ]
    assert unused == []


def test_a_phrase_that_counts_takes_the_form_of_its_count():
    assert WORDS("sum-asked", count=1) == "1 part i alt"
    assert WORDS("sum-asked", count=2000) == "2.000 parter i alt"


def test_moments_are_local_and_written_out_with_the_weekday():
    moment = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)
    assert WORDS.moment(moment) == "tirsdag den 31. marts 2026 kl. 00.30"
    assert Words("en", WORDS.timezone).moment(moment) == "Tuesday 31 March 2026 at 00:30"
    assert WORDS.day(moment) == "tirsdag den 31. marts 2026"


def test_names_are_joined_as_one_says_them():
    assert [WORDS.joined(names) for names in (["A"], ["A", "B"], ["A", "B", "C"])] == [
        "A",
        "A og B",
        "A, B og C",
    ]
