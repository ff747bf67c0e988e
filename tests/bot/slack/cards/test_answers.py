import pytest
from hypothesis import given, settings

from bot.slack.cards import answers
from tests.slack_texts import nasty_texts


def link(of):
    """Know the address of what has a card."""
    return of.card_ts and "https://ministeriet.slack.example/archives/C1/p1234"


def pressable(post):
    """What stands beside each line: where it leads."""
    return [block["accessory"]["url"] for block in post.blocks if "accessory" in block]


@pytest.mark.parametrize("command", ["/henvendelse", "/inquiry"])
def test_the_guide_names_the_command_that_was_typed(any_words, passes, shown, command):
    post = answers.guide(command, any_words)

    passes(post)
    assert shown(post).count(f"`{command} ") == 6


def test_what_was_found_leads_to_its_cards(a_line, words, now, passes, shown):
    lines = [a_line(id=1), a_line(id=2, card_ts=None)]
    post = answers.found(lines, "hjemløse", more=False, link=link, words=words, now=now)

    passes(post)
    assert '2 henvendelser om "hjemløse"' in shown(post)
    assert len(pressable(post)) == 1
    assert "Der er flere" not in shown(post)


def test_one_is_one_and_more_is_said_to_be_more(a_line, words, now, shown):
    post = answers.found([a_line()], "unge", more=True, link=link, words=words, now=now)

    assert '*1 henvendelse om "unge"*' in shown(post)
    assert "Der er flere. Skriv et ord mere" in shown(post)


def test_nothing_found_is_said_kindly(words, now, shown):
    post = answers.found([], "<!channel>", more=False, link=link, words=words, now=now)

    assert "Prøv færre eller andre ord." in shown(post)
    assert "<!channel>" not in shown(post)


def test_the_form_for_a_call_passes_and_asks_for_no_more_than_it_needs(any_words, view_passes):
    view = answers.call_form(any_words)

    view_passes(view)
    needed = [block["block_id"] for block in view["blocks"] if not block.get("optional")]
    assert (view["callback_id"], needed) == ("inquiry.create", ["subject", "text"])


@given(text=nasty_texts)
@settings(max_examples=30)
def test_whatever_was_typed_and_found_the_answer_passes(a_line, any_words, now, passes, text):
    nasty = {"subject": text * 9, "organisation": text, "sender_name": text, "sender": text}
    lines = [a_line(id=number, **nasty) for number in range(10)]

    passes(answers.found(lines, text * 9, more=True, link=link, words=any_words, now=now))
    passes(answers.found([], text * 9, more=False, link=link, words=any_words, now=now))
