import pytest

from consultation.rounds import cues
from consultation.rounds.words import ProposalType, Stance, SusiPhase

FILES = ("stances", "proposals", "phases", "checklist")


def keys(name):
    return {cue.key for cue in cues.read(name)}


def denied(text, word):
    return next(
        hit.denied
        for hit in cues.find(text, cues.read("stances"))
        if word in text[hit.start : hit.end].lower() and hit.cue.firm
    )


@pytest.mark.parametrize("name", FILES)
def test_words_are_lower_case_and_none_is_repeated_within_a_group(name):
    for table in cues.tables(name):
        assert [word for word in table["words"] if word != word.lower()] == []
        assert len(set(table["words"])) == len(table["words"])


def test_every_stance_type_and_phase_has_its_words():
    assert keys("stances") >= set(Stance)
    assert keys("proposals") >= set(ProposalType)
    assert keys("phases") >= set(SusiPhase)
    assert {phase for table in cues.tables("checklist") for phase in table["phases"]} == set(SusiPhase)


def test_what_is_denied_says_something_that_exists():
    assert {cue.denied for cue in cues.read("stances") if cue.denied} <= set(Stance)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Vi støtter forslaget", "støtter", False),
        ("Vi støtter\nikke\nforslaget", "støtter", True),
        ("Det er ikke godt, vi støtter forslaget", "støtter", False),
        ("Vi støtter forslaget, ikke kun af hensyn til os", "støtter", False),
        ("Vi har INGEN indvendinger", "indvending", True),
        ("Det er ikke for at rose jer at vi fuldt ud støtter forslaget", "støtter", False),
        ("Ikke uden forbehold", "forbehold", False),
        ("Vi er hverken imod eller betænkelige", "betænkelig", True),
        ("We fully support the draft", "fully", False),
        ("We cannot fully support the draft", "fully", True),
    ],
)
def test_a_cue_is_denied_within_its_clause(text, word, expected):
    assert denied(text, word) is expected


def test_words_with_a_gap_stay_within_the_clause():
    phrase = [cue for cue in cues.read("stances") if cue.key == Stance.SUPPORT and cue.firm]

    assert cues.find("Vi støtter i det hele forslaget", phrase)
    assert not cues.find("Vi støtter unge. Dernæst forslaget", phrase)


def test_positions_are_those_of_the_text_as_it_stands():
    text = "İ alt: VI FORESLÅR mere tid"
    (hit,) = [one for one in cues.find(text, cues.read("stances")) if one.key == Stance.PROPOSAL]

    assert text[hit.start : hit.end] == "VI FORESLÅR"
