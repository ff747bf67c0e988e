import pytest

from nlp import parts, requests


def asked(text):
    found = requests.find(text, parts.lines(text, has_subject=False))
    return [text[span.start : span.end].strip() for span in found]


def test_the_sentence_that_asks_is_found_among_others():
    assert asked("Vi er en lille fond. Vi vil gerne holde et oplæg. Det regner.") == [
        "Vi vil gerne holde et oplæg."
    ]


def test_capitals_ask_as_well_and_more_than_once():
    assert asked("VI VIL GERNE mødes. Det regner. Ønsker I det?") == ["VI VIL GERNE mødes.", "Ønsker I det?"]


def test_a_letter_that_is_two_in_lower_case_moves_no_sentence():
    assert asked("Fra İzmir. Vi søger råd. Hilsen") == ["Vi søger råd."]


@pytest.mark.parametrize(
    "text",
    [
        "Vi ville gerne være med",
        "I hører gerne fra os",
        "Jeg anmoder om svar",
        "De foreslår et møde",
        "Tilmelding af to",
        "Skriv til os",
        "Vi er parate til det",
        "We would like to join",
        "Let us know",
        "Two requests",
        "What now?",
    ],
)
def test_words_that_ask_are_known_in_both_languages(text):
    assert asked(text) == [text]


@pytest.mark.parametrize(
    "text",
    ["De gør det gerne", "Vi ses til jul", "Vi sendte det", "Udsend det", "Tilgerne", "Outlet us knows"],
)
def test_words_that_only_look_alike_ask_nothing(text):
    assert asked(text) == []


def test_questions_in_quotes_are_not_the_writers():
    assert asked("Ja.\n> Kommer I?") == []


@pytest.mark.parametrize("text", ["Jeg søger aktindsigt.", "agtindsigt tak", "I ask for access to documents"])
def test_a_wish_for_documents_is_seen(text):
    assert requests.asks_for_access(text)


def test_insight_in_general_is_no_wish_for_documents():
    assert not requests.asks_for_access("Det gav os indsigt i målgruppen.")
