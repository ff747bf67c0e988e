import json

from bot.slack.cards import further_forms
from storage.tables import Round


def fields(view):
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def a_round(number, title="Høring"):
    return Round(key=f"uip-{number}", title=title)


def test_three_hundred_rounds_with_long_titles_make_a_form(an_inquiry, words, view_passes):
    rounds = [a_round(number, "<!channel> & " * 400) for number in range(300)]

    view = further_forms.link(an_inquiry(), [Round(key="k" * 200, title="x"), *rounds], words)

    view_passes(view)
    assert len(fields(view)["round"]["options"]) == 99


def test_where_there_is_no_round_only_a_number_is_asked(an_inquiry, words):
    assert list(fields(further_forms.link(an_inquiry(), [], words))) == ["other"]


def test_each_form_is_named_and_asks_for_its_fields(an_inquiry, any_words, view_passes):
    views = [
        further_forms.handover(an_inquiry(), any_words),
        further_forms.link(an_inquiry(), [a_round(1)], any_words),
        further_forms.correct(an_inquiry(), "Fonden Nordlys", any_words),
    ]

    for view in views:
        view_passes(view)
        assert json.loads(view["private_metadata"]) == {"inquiry": 42}
        assert view["submit"]["text"] == any_words(view["callback_id"].replace("inquiry.", "button-"))
    assert {view["callback_id"]: list(fields(view)) for view in views} == {
        "inquiry.handover": ["colleague"],
        "inquiry.link": ["other", "round"],
        "inquiry.correct": ["topics", "organisation"],
    }


def test_the_correction_starts_from_what_stands_now(an_inquiry, words):
    filled = fields(further_forms.correct(an_inquiry(topics=["evaluering", "gone"]), "Fonden Nordlys", words))

    assert [each["value"] for each in filled["topics"]["initial_options"]] == ["evaluering"]
    assert filled["organisation"]["initial_value"] == "Fonden Nordlys"


def test_an_inquiry_without_topics_or_organisation_can_be_given_them(an_inquiry, words, view_passes):
    view = further_forms.correct(an_inquiry(topics=[]), None, words)

    view_passes(view)
    assert "initial_options" not in fields(view)["topics"]
    assert all(block["optional"] for block in view["blocks"])


def test_a_name_of_five_thousand_signs_still_makes_a_form(an_inquiry, words, view_passes):
    view_passes(further_forms.correct(an_inquiry(), "<!channel> & " * 400, words))
