import pytest

from bot.inquiries import routing
from tests.laid_desk import the_settings


@pytest.fixture
def settings(tmp_path):
    return the_settings(tmp_path)


def office(settings, initiative, topics=(), *, accepted=True):
    found = routing.office_for(
        initiative, topics, accepted=accepted, routes=settings.route, offices=settings.office
    )
    return found.key


def test_the_first_route_that_matches_wins(settings):
    assert office(settings, "vidensalliancer", ["effektanalyse", "evaluering"]) == "analyse"


def test_a_route_with_topics_wants_one_of_them(settings):
    assert office(settings, "vidensalliancer", ["evaluering"]) == "indsatser"


def test_what_no_route_names_goes_to_triage(settings):
    assert office(settings, "none") == "indsatser"
    assert office(settings, "socialdoegnet") == "indsatser"


def test_what_is_not_understood_surely_goes_to_triage(settings):
    assert office(settings, "temamoeder", accepted=False) == "indsatser"


def test_guesses_are_the_likeliest_initiatives_that_have_an_office(settings):
    scores = {"none": 0.4, "temamoeder": 0.1, "rct": 0.3, "vidensalliancer": 0.2}

    guesses = routing.guesses(scores, settings.route, settings.office)

    assert [(initiative, found.key) for initiative, found in guesses] == [
        ("rct", "analyse"),
        ("vidensalliancer", "indsatser"),
    ]


def test_an_unknown_office_is_an_error(settings):
    with pytest.raises(KeyError):
        routing.office_named("nowhere", settings.office)
