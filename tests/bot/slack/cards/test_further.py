import pytest

from bot.slack.cards import further


def pressed(view):
    """The value of each button, by the label that people see."""
    return {block["accessory"]["text"]["text"]: block["accessory"]["value"] for block in view["blocks"]}


def test_each_choice_stands_on_a_line_with_its_button(an_inquiry, any_words, view_passes):
    for merged_into in (None, 31):
        view = further.draw(an_inquiry(merged_into=merged_into), any_words)

        view_passes(view)
        assert {block["accessory"]["action_id"] for block in view["blocks"]} == {"inquiry.further.choice"}
        assert all(block["block_id"].startswith("inquiry:42/") for block in view["blocks"])


@pytest.mark.parametrize(
    ("over", "choices"),
    [
        ({"status": "new"}, ["handover", "split", "link", "correct", "seal", "history", "files", "why"]),
        (
            {"status": "new", "confidential": ["U1ANNE"]},
            ["handover", "split", "link", "correct", "reseal", "unseal", "history", "files", "why"],
        ),
        (
            {"status": "claimed", "claimed_by": "U1ANNE"},
            ["release", "handover", "split", "link", "correct", "seal", "history", "files", "why"],
        ),
        (
            {"status": "closed", "claimed_by": "U1ANNE"},
            ["link", "correct", "seal", "history", "files", "why"],
        ),
        ({"status": "closed", "merged_into": 31}, ["original", "history", "files", "why"]),
        ({"status": "new", "part_of": 41}, ["handover", "link", "history", "files"]),
        ({"status": "closed", "part_of": 41, "claimed_by": "U2BO"}, ["link", "history", "files"]),
    ],
)
def test_only_what_the_state_allows_is_offered(an_inquiry, over, choices):
    assert further.choices(an_inquiry(**over)) == choices


def test_what_is_done_is_said(any_words, view_passes):
    view_passes(further.done("release", any_words))
    for state in ("coming", "none"):
        view_passes(further.files(state, "FD-2026-00042", any_words))


def test_of_a_merged_inquiry_the_letters_can_still_be_read(an_inquiry, words):
    assert pressed(further.draw(an_inquiry(merged_into=31), words)) == {
        "Vis original": "original",
        "Vis historik": "history",
        "Hent filer": "files",
        "Hvorfor?": "why",
    }
