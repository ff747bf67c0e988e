"""A page of what a search found, and the ways to the others."""

import json
import re

import pytest
from hypothesis import given, settings

from bot.slack.cards import found
from bot.slack.cards.found import FoundPage, Place, asked_for, place_named
from storage.search import Mark
from tests.slack_texts import nasty_texts

MARK = Mark(712, 340)
LAST = 2**31 - 1


def link(of):
    """Know the address of what has a card."""
    return of.card_ts and "https://ministeriet.slack.example/archives/C1/p1234"


def a_page(lines=(), offset=0, asked="hjemløse", **over):
    return FoundPage(lines, Place(offset, MARK, "da", asked), **({"size": 10} | over))


def leads(blocks):
    """Where the buttons lead, by what they say."""
    ways = [block for block in blocks if block["type"] == "actions"]
    return {
        each["text"]["text"]: place_named(each["value"]).offset for way in ways for each in way["elements"]
    }


class TestTheAnswerToACommand:
    def test_what_was_found_leads_to_its_cards(self, a_line, words, now, passes, shown):
        lines = [a_line(id=1), a_line(id=2, card_ts=None)]
        post = found.answered(a_page(lines), link, words, now)

        passes(post)
        assert '*2 henvendelser om "hjemløse"*' in shown(post)
        assert len([block for block in post.blocks if "accessory" in block]) == 1
        assert leads(post.blocks) == {}

    def test_one_is_one(self, a_line, words, now, shown):
        assert '*1 henvendelse om "unge"*' in shown(
            found.answered(a_page([a_line()], asked="unge"), link, words, now)
        )

    @pytest.mark.parametrize(
        ("offset", "more", "ways", "title"),
        [
            (0, True, {"Næste": 10}, "nr. 1–10"),
            (10, True, {"Forrige": 0, "Næste": 20}, "nr. 11–20"),
            (20, False, {"Forrige": 10}, "nr. 21–30"),
            (5, False, {"Forrige": 0}, "nr. 6–15"),
        ],
    )
    def test_there_is_a_way_wherever_there_is_more(
        self, a_line, words, now, passes, shown, offset, more, ways, title
    ):
        lines = [a_line(id=number) for number in range(10)]
        post = found.answered(a_page(lines, offset, more=more), link, words, now)

        passes(post)
        assert leads(post.blocks) == ways
        assert f'Henvendelser om "hjemløse", {title}' in shown(post)

    def test_nothing_found_is_said_kindly(self, words, now, shown):
        post = found.answered(a_page(asked="<!channel>"), link, words, now)

        assert "Prøv færre eller andre ord." in shown(post)
        assert "<!channel>" not in shown(post)

    def test_a_page_that_has_become_empty_leads_back(self, words, now, shown):
        post = found.answered(a_page(offset=10), link, words, now)

        assert "Der er ikke flere." in shown(post)
        assert leads(post.blocks) == {"Forrige": 0}

    @pytest.mark.parametrize("lines", [0, 1])
    def test_that_only_the_newest_letters_were_looked_at_is_said(self, a_line, words, now, shown, lines):
        post = found.answered(a_page([a_line()] * lines, newest_only=True), link, words, now)

        assert "Kun de nyeste 40.000 breve med de ord er set igennem. Skriv et ord mere" in shown(post)

    def test_it_is_said_in_english_too(self, a_line, words, now, shown):
        english = words.for_reader("en")
        post = found.answered(a_page([a_line()], newest_only=True), link, english, now)

        assert (
            "Only the newest 40,000 letters with those words have been looked through. Add a word"
            in shown(post)
        )

    def test_it_is_not_said_where_all_were_looked_at(self, a_line, words, now, shown):
        assert "nyeste" not in shown(found.answered(a_page([a_line()]), link, words, now))


class TestTheWindow:
    def test_nothing_found_is_said_kindly(self, words, now, view_passes):
        view = found.window(a_page(), "{}", link, words, now)

        view_passes(view)
        assert "Prøv færre ord" in str(view)

    def test_a_page_says_which_it_is(self, a_line, words, now):
        view = found.window(a_page([a_line()] * 2, 20), "{}", link, words, now)

        assert "Nr. 21–22, nyeste først" in str(view)

    def test_all_there_is_needs_no_number(self, a_line, words, now):
        assert "Nr." not in str(found.window(a_page([a_line()]), "{}", link, words, now))


@given(text=nasty_texts)
@settings(max_examples=20)
def test_whatever_was_typed_and_found_it_passes(a_line, any_words, now, passes, view_passes, text):
    nasty = {"subject": text * 9, "organisation": text, "sender_name": text, "sender": text}
    lines = [a_line(id=LAST - number, **nasty) for number in range(20)]
    place = Place(LAST, Mark(LAST, LAST), any_words.texts.language, asked_for(text * 900))
    fields = {"words": asked_for('"' * 5000), "organisation": asked_for(text * 90, found.NAME_ASKED)}
    metadata = json.dumps(fields | {"initiative": "x" * 60, "office": "x" * 60}, ensure_ascii=False)

    for page in (
        FoundPage(lines, place, 20, more=True, newest_only=True),
        FoundPage([], place, 20, newest_only=True),
    ):
        passes(found.answered(page, link, any_words, now))
        view_passes(found.window(page, metadata, link, any_words, now))


@given(text=nasty_texts)
def test_a_button_names_its_place_whatever_was_typed(text):
    place = Place(20, MARK, "en", asked_for(text))

    assert place_named(str(place)) == place


@given(text=nasty_texts)
def test_what_is_asked_for_is_one_line_that_can_be_shown_and_is_asked_the_same_again(text):
    asked = asked_for(text * 200)

    assert asked.isprintable()
    assert len(asked) <= found.WORDS_ASKED
    assert asked_for(asked) == asked
    assert not re.search(r"\s\s", asked)
