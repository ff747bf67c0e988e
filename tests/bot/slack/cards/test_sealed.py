"""What a confidential inquiry shows instead: within Slack's limits, and without a word from outside."""

import json

import pytest

from bot.slack.cards import inquiry as inquiry_card
from bot.slack.cards import sealed, thread
from bot.slack.cards.blocks import actions, button, section
from bot.slack.cards.inquiry import Guess, RoundGuess
from bot.slack.cards.post import Post

KEY = "inquiry:42/follow_up:7"


def pressed(post):
    """What can be pressed, in order."""
    return [
        each["action_id"]
        for block in post.blocks
        for each in block.get("elements", ())
        if "action_id" in each
    ]


@pytest.mark.parametrize("status", ["new", "claimed", "waiting", "answered", "closed"])
def test_the_card_says_nothing_of_who_asks_what(a_card, words, status, now):
    secret = "X" * 5000
    shown = inquiry_card.draw(
        a_card(
            status=status,
            confidential=True,
            claimed_by="U1ANNE",
            organisation=secret,
            sender=secret,
            sender_name=secret,
            subject=secret,
            excerpt=secret,
            topics=[secret],
            attachments=[secret],
            linked=[secret],
            rounds=[secret],
            handed_to=secret,
            merged=[secret],
            doubts=[{"what": "unproven"}],
            guesses=[Guess("uip", 0.5, "uip", secret)],
            round_guesses=[RoundGuess(1, secret, secret, now)],
        ),
        words,
    )

    said = json.dumps([shown.text, shown.blocks], ensure_ascii=False)
    assert "XX" not in said
    assert "FD-2026-00042" in said
    assert "🔒 Fortrolig" in said
    assert "inquiry.show" in pressed(shown)


@pytest.mark.parametrize(
    "what", ["follow_up", "bounce", "auto_reply", "undeliverable", "file_lost", "new one"]
)
def test_a_first_line_that_may_name_somebody_is_left_out(words, what):
    shown = sealed.veiled(Post("Fra Karen", [section("Fra Karen")]), what, KEY, words)

    assert "Karen" not in json.dumps([shown.text, shown.blocks])
    assert pressed(shown) == ["inquiry.show"]


@pytest.mark.parametrize("what", ["note", "preview", "preview_sent", "merged", "sent_back"])
def test_a_first_line_of_staff_stands_and_the_rest_does_not(words, what):
    post = Post("Notat af Anne", [section("Notat af Anne"), section("Karen ringede")])

    shown = sealed.veiled(post, what, KEY, words)

    assert shown.text == "Notat af Anne"
    assert "Karen" not in json.dumps(shown.blocks)


def test_what_says_all_in_its_first_line_has_nothing_more_to_show(words):
    shown = sealed.veiled(thread.overtaken(words), "overtaken", KEY, words)

    assert pressed(shown) == []


def test_the_buttons_of_an_answer_stay_but_for_the_one_that_gives_it_to_others(words):
    row = [button("x", each, "1") for each in ("inquiry.approve", "inquiry.undo", "answer.keep")]
    post = Post("Sendt", [section("Sendt"), section("Karen"), actions(row, "letter:1")])

    shown = sealed.veiled(post, "preview_awaiting", KEY, words)

    assert pressed(shown) == ["inquiry.approve", "inquiry.undo", "inquiry.show"]


def test_a_reminder_names_its_number_alone(an_inquiry, words, now):
    inquiry = an_inquiry(subject="Karen spørger", confidential=["U1ANNE"], claimed_by="U1ANNE")

    for draw in (thread.reminder, thread.reminder_of_deputy, thread.unclaimed, thread.escalation):
        text = draw(inquiry, None, words, now).text
        assert "Karen" not in text
        assert "FD-2026-00042" in text


def test_shown_to_those_named_it_is_whole_but_for_its_buttons(any_words, view_passes):
    row = actions([button("x", "inquiry.undo", "1")], "letter:1")
    post = Post("Sendt", [section("Sendt"), *(section("Karen " * 400) for _ in range(9)), row])

    view = sealed.unveiled(post, "FD-2026-00042", any_words)

    view_passes(view)
    assert [block["type"] for block in view["blocks"]] == ["section"] * 10


def test_the_form_has_those_who_are_in(an_inquiry, any_words, view_passes):
    chosen = [f"U{number:09}" for number in range(300)]

    view = sealed.form(an_inquiry(), chosen, any_words)

    view_passes(view)
    assert view["blocks"][1]["element"]["initial_users"] == chosen
