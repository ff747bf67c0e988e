import pytest

from bot.slack.cards import answers


@pytest.mark.parametrize("command", ["/henvendelse", "/inquiry"])
def test_the_guide_names_the_command_that_was_typed(any_words, passes, shown, command):
    post = answers.guide(command, any_words)

    passes(post)
    assert shown(post).count(f"`{command} ") == 8


def test_the_form_for_a_call_passes_and_asks_for_no_more_than_it_needs(any_words, view_passes):
    view = answers.call_form(any_words)

    view_passes(view)
    needed = [block["block_id"] for block in view["blocks"] if not block.get("optional")]
    assert (view["callback_id"], needed) == ("inquiry.create", ["subject", "text"])
