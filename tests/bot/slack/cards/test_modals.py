import json
from datetime import date

import pytest
from hypothesis import given

from bot.inquiries.merging import Choice
from bot.slack.cards import modals
from tests.slack_texts import nasty_texts, read_as_slack_shows, texts_in


def fields(view):
    """Give what stands in each field of a form, by block id."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert all(block["element"]["action_id"] == block["block_id"] for block in inputs)
    return {block["block_id"]: block["element"] for block in inputs}


def said(view):
    return "\n".join(texts_in(view))


def test_the_reroute_form_starts_with_where_it_is_and_what_it_is_about(an_inquiry, words, view_passes):
    offices = [("indsatser", "Indsatser"), ("moeder", "Møder & Partnerskaber")]
    initiatives = [(label.key, label.da) for label in words.taxonomy.initiatives]

    view = modals.reroute(an_inquiry(), offices, initiatives, words)

    view_passes(view)
    assert view["callback_id"] == "inquiry.reroute"
    assert fields(view)["office"]["initial_option"]["value"] == "indsatser"
    assert fields(view)["initiative"]["initial_option"]["text"]["text"] == "Vidensalliancer"


def test_the_note_form_says_that_it_stays_in_the_house(any_words, view_passes):
    view = modals.note(42, any_words)

    view_passes(view)
    assert view["callback_id"] == "inquiry.note"
    assert list(fields(view)) == ["note"]
    assert "Slack" in view["blocks"][0]["hint"]["text"]


def test_the_snooze_form_proposes_a_day(any_words, view_passes):
    view = modals.snooze(42, date(2026, 3, 6), any_words)

    view_passes(view)
    assert view["callback_id"] == "inquiry.snooze"
    assert fields(view)["until"]["initial_date"] == "2026-03-06"


def test_the_original_shows_every_letter_whole(a_letter, words, now, view_passes):
    mail = "\n".join(f"Linje {number} & <b>" for number in range(300))
    letters = [a_letter(full_text=mail), a_letter(direction="out", sender="fonde@ministeriet.example")]

    view = modals.original("FD-2026-00042", letters, words, now)

    view_passes(view)
    assert view["title"]["text"] == "FD-2026-00042"
    assert "submit" not in view
    shown = "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")
    assert read_as_slack_shows(shown) == f"{mail}\nKan vi få en snak om evaluering?"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("received", ""),
        ("sent", ""),
        ("awaiting", "Ikke sendt: venter på godkendelse"),
        ("held", "Ikke sendt endnu"),
        ("withdrawn", "Ikke sendt: trukket tilbage"),
        ("failed", "Nåede ikke frem"),
    ],
)
def test_the_original_says_of_each_letter_whether_it_was_sent(a_letter, words, now, state, told):
    view = modals.original("FD-2026-00042", [a_letter(state=state)], words, now)

    head = view["blocks"][0]["elements"][0]["text"]
    assert head.partition("kl. 10.00")[2] == (f" · *{told}*" if told else "")


def test_of_more_than_slack_can_show_the_original_says_where_to_find_it(a_letter, words, now, view_passes):
    view = modals.original("FD-2026-00042", [a_letter(full_text="& " * 100_000)], words, now)

    view_passes(view)
    assert said(view).endswith("fondsdialog inquiry export FD-2026-00042")


def test_an_original_without_a_word_still_opens(a_letter, any_words, now, view_passes):
    view_passes(modals.original("FD-2026-00042", [], any_words, now))
    view_passes(modals.original("FD-2026-00042", [a_letter(text="\n\n")], any_words, now))


@given(text=nasty_texts, sender=nasty_texts)
def test_whatever_was_written_the_original_passes(a_letter, words, now, view_passes, text, sender):
    view_passes(modals.original("FD-2026-00042", [a_letter(text=text * 9, sender=sender)], words, now))


def test_the_merge_form_asks_for_a_number_and_offers_those_of_the_same_party(
    an_inquiry, any_words, view_passes
):
    others = [an_inquiry(reference=f"FD-2026-0003{n}", subject="*<!channel>* " * 400) for n in range(5)]
    view = modals.merge(Choice(an_inquiry(), others), any_words)

    view_passes(view)
    assert (view["callback_id"], json.loads(view["private_metadata"])) == ("inquiry.merge", {"inquiry": 42})
    assert list(fields(view)) == ["into"]
    assert "FD-2026-00034  *&lt;!channel&gt;*" in said(view)


def test_where_there_are_no_others_none_are_offered(an_inquiry, words):
    view = modals.merge(Choice(an_inquiry(), []), words)

    assert [block["type"] for block in view["blocks"]] == ["section", "input"]
