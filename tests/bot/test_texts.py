from importlib import resources

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.inquiries.lifecycle import Status
from bot.texts import TextError, Texts
from storage.outcomes import Outcome

LANGUAGES = ("da", "en")


class Variables(Visitor):
    """Gathers the variables of one text."""

    def __init__(self):
        self.names = set()

    def visit_VariableReference(self, node):  # noqa: N802 - the name is fluent's
        self.names.add(node.id.name)


def variables(entry):
    visitor = Variables()
    visitor.visit(entry)
    return visitor.names


def texts_by_file(language):
    """Give, for each file, the variables of each key."""
    folder = resources.files("bot.texts") / language
    return {
        file.name: {
            entry.id.name: variables(entry)
            for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
            if isinstance(entry, ast.Message)
        }
        for file in folder.iterdir()
    }


@pytest.fixture
def made_of(monkeypatch):
    """Make texts of a source written in the test."""

    def _made_of(*sources, language="da"):
        files = [(f"{number}.ftl", source) for number, source in enumerate(sources)]
        monkeypatch.setattr("bot.texts._files", lambda _: files)
        return Texts(language)

    return _made_of


def test_both_languages_have_the_same_keys_and_variables_in_the_same_files():
    assert texts_by_file("da") == texts_by_file("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_language_is_read(language):
    texts = Texts(language)

    for keys in texts_by_file(language).values():
        for key, names in keys.items():
            assert texts(key, **dict.fromkeys(names, "x"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_and_outcome_has_a_word(language):
    texts = Texts(language)

    assert all(texts(f"status-{status}") for status in Status)
    assert all(texts(f"outcome-{outcome}") for outcome in Outcome)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_fits_into_slack(language):
    texts = Texts(language)

    buttons = [texts(key) for key in texts_by_file(language)["buttons.ftl"]]

    assert max(map(len, buttons)) <= 75
    assert len(set(buttons)) == len(buttons)


@pytest.mark.parametrize(
    ("language", "key", "values", "text"),
    [
        ("da", "round-rows-more", {"count": 1}, "Og 1 linje til."),
        ("en", "round-rows-more", {"count": 1}, "And 1 more line."),
        (
            "da",
            "statements-head",
            {"count": 0, "waiting": 0, "who": "Bo"},
            "Bo · der er ingen udsagn at gennemgå",
        ),
        ("da", "statements-head", {"count": 2, "waiting": 0, "who": "Bo"}, "Bo · 2 udsagn, ingen venter"),
        ("en", "statements-head", {"count": 1, "waiting": 1, "who": "Bo"}, "Bo · one statement, 1 waiting"),
    ],
)
def test_what_counts_reads_well_with_none_and_with_one(language, key, values, text):
    assert Texts(language)(key, **values) == text


def test_values_are_put_in_with_nothing_around_them(made_of):
    assert made_of("hej = Hej { $name }!")("hej", name="Åse") == "Hej Åse!"


@pytest.mark.parametrize(("count", "text"), [(1, "én sag"), (2, "2 sager"), (1200, "1.200 sager")])
def test_numbers_are_counted_in_the_language(made_of, count, text):
    texts = made_of("sager = { $count ->\n    [one] én sag\n   *[other] { $count } sager\n }")

    assert texts("sager", count=count) == text


def test_a_key_that_is_not_there_is_an_error():
    with pytest.raises(TextError) as caught:
        Texts("da")("button-nothing")

    assert (caught.value.language, caught.value.key) == ("da", "button-nothing")


def test_a_value_that_is_not_given_is_an_error(made_of):
    with pytest.raises(TextError, match="name"):
        made_of("hej = Hej { $name }")("hej")


def test_a_value_of_no_use_is_an_error(made_of):
    with pytest.raises(TextError, match="name"):
        made_of("hej = Hej { $name }")("hej", name=None)


def test_a_value_that_is_too_long_is_an_error(made_of):
    with pytest.raises(TextError, match="Too many characters"):
        made_of("hej = Hej { $name }")("hej", name="x" * 2501)


def test_a_faulty_file_is_an_error(made_of):
    with pytest.raises(TextError, match="not Fluent"):
        made_of("hej = Hej { $name")


def test_a_key_that_is_there_twice_is_an_error(made_of):
    with pytest.raises(TextError, match="there twice"):
        made_of("hej = Hej", "hej = Goddag")


def test_a_language_that_is_not_there_is_an_error():
    with pytest.raises(TextError, match="no such language"):
        Texts("sv")
