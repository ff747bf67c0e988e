from hypothesis import given, settings

from bot.slack.cards import search
from tests.slack_texts import nasty_texts

OFFICES = [("indsatser", "Indsatser & UIP"), ("politik", "Politik")]
INITIATIVES = [("uip", "Udviklings- og investeringsprogrammer")]


def no_link(_of):
    """Know no addresses."""


def test_nothing_in_the_form_must_be_filled_in(any_words, view_passes):
    view = search.form(OFFICES, INITIATIVES, any_words)

    view_passes(view)
    assert all(block["optional"] for block in view["blocks"])
    assert [block["block_id"] for block in view["blocks"]] == [
        "words",
        "organisation",
        "office",
        "initiative",
        "status",
        "since",
        "until",
    ]


def test_nothing_found_is_said_kindly(words, now, view_passes):
    view = search.found([], more=False, link=no_link, words=words, now=now)

    view_passes(view)
    assert "Prøv færre ord" in str(view)


def test_more_than_is_shown_is_said(a_line, words, now):
    view = search.found([a_line()], more=True, link=no_link, words=words, now=now)

    assert "Der er flere" in str(view)


@given(text=nasty_texts)
@settings(max_examples=20)
def test_whatever_was_found_it_passes(a_line, any_words, now, view_passes, text):
    lines = [a_line(id=n, subject=text * 9, organisation=text, sender=text) for n in range(20)]

    view_passes(search.found(lines, more=True, link=no_link, words=any_words, now=now))
