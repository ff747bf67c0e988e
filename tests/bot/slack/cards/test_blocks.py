import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.cards import blocks
from tests.servers.slack_rules import refused_message, refused_view
from tests.slack_texts import powers_in


def message(block):
    return refused_message({"text": "x", "blocks": [block]})


@pytest.mark.parametrize("make", [blocks.section, blocks.context])
def test_a_text_too_long_for_its_block_is_cut_and_says_so(make):
    block = make("x" * 5000)

    assert message(block) is None
    assert "x…" in str(block)


@given(st.text(st.sampled_from("ab &;"), min_size=15, max_size=30), st.integers(2, 20))
def test_cutting_never_leaves_half_an_entity(text, limit):
    safe = text.replace("&", "&amp;")

    assert powers_in(blocks.mrkdwn(safe, limit)["text"]) == []


def test_what_only_looks_like_a_link_does_not_become_one():
    assert blocks.section("fond.example")["text"]["verbatim"] is True


def test_a_row_of_buttons_and_a_menu_pass():
    row = blocks.actions(
        [
            blocks.button("x" * 100, "a", "1", "danger"),
            blocks.button("Svar", "b", "1"),
            blocks.overflow("c", [("note", "x" * 100), ("close", "Luk")]),
        ],
        "row",
    )

    assert message(row) is None
    assert [element.get("style") for element in row["elements"]] == ["danger", None, None]


def test_a_field_has_its_name_as_block_id_and_as_action_id():
    field = blocks.labelled(
        "body", "Svar", blocks.text_input("body", "Kære", multiline=True), hint="Husk hilsen"
    )

    assert (field["block_id"], field["element"]["action_id"]) == ("body", "body")
    assert field["element"]["initial_value"] == "Kære"
    assert field["hint"]["text"] == "Husk hilsen"


def test_an_empty_field_has_no_initial_value_and_a_long_one_is_cut_to_what_can_be_typed():
    assert "initial_value" not in blocks.text_input("body")
    assert len(blocks.text_input("body", "x" * 5000)["initial_value"]) == 3000


def test_a_menu_starts_with_what_is_chosen_and_with_nothing_where_that_is_not_offered():
    choices = [("uip", "UIP"), ("rct", "RCT")]

    assert blocks.select("initiative", choices, "rct")["initial_option"]["value"] == "rct"
    assert "initial_option" not in blocks.select("initiative", choices, "gone")


def test_a_modal_with_long_labels_passes():
    field = blocks.labelled("until", "x" * 3000, blocks.date_input("until", "2026-03-12"), hint="y" * 3000)

    view = blocks.modal("a", "t" * 30, [field], "{}", submit="s" * 30, close="c" * 30)

    assert refused_view(view) is None
    assert view["title"]["text"].endswith("…")
