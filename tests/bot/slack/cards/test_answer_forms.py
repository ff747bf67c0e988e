import json

import pytest

from bot.slack.cards import answer_forms


def fields(view):
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_standard_answer_starts_as_the_letter_in_its_language(a_letter, any_words, view_passes, language):
    view = answer_forms.template(a_letter(language=language), "Kære {navn}", any_words)

    view_passes(view)
    assert (view["callback_id"], json.loads(view["private_metadata"])) == ("answer.template", {"letter": 7})
    assert list(fields(view)) == ["title", "body_da", "body_en", "valid_until"]
    filled = {name: field.get("initial_value") for name, field in fields(view).items()}
    assert filled.pop(f"body_{language}") == "Kære {navn}"
    assert set(filled.values()) == {None}


def test_each_language_has_the_fields_in_its_own_words(a_letter, words):
    view = answer_forms.template(a_letter(language="en"), "Dear {name}", words)

    hints = {block["block_id"]: block["hint"]["text"] for block in view["blocks"] if "hint" in block}
    assert hints["body_da"].endswith("{navn} {sag} {emne} {organisation}")
    assert hints["body_en"].endswith("{name} {reference} {subject} {organisation}")


def test_the_longest_letter_makes_a_form_that_says_what_is_left_out(a_letter, any_words, view_passes):
    long, fits = (
        answer_forms.template(a_letter(language="da"), text, any_words) for text in ("<&>" * 5000, "x" * 3000)
    )

    view_passes(long)
    assert any_words("template-shortened") in str(long)
    assert any_words("template-shortened") not in str(fits)


def test_what_should_be_different_is_asked(any_words, view_passes):
    view = answer_forms.send_back(42, 7, any_words)

    view_passes(view)
    assert view["callback_id"] == "inquiry.sendback"
    assert json.loads(view["private_metadata"]) == {"inquiry": 42, "letter": 7}
    assert list(fields(view)) == ["reason"]
