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


def test_of_a_merged_inquiry_the_letters_can_still_be_read(an_inquiry, words):
    assert pressed(further.draw(an_inquiry(merged_into=31), words)) == {
        "Vis original": "original",
        "Hvorfor?": "why",
    }
