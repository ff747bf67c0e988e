from datetime import UTC, datetime

import pytest
from hypothesis import given

from bot.slack.cards.rounds import card
from bot.slack.cards.rounds.card import RoundCard
from consultation.rounds.asking import Asked, Wish
from consultation.rounds.lifecycle import Act
from consultation.rounds.words import PartyState, RoundState
from tests.slack_texts import nasty_texts

DEADLINE = datetime(2026, 4, 10, 10, 0, tzinfo=UTC)
LOOKS = {"round.parties", "round.plan"}


@pytest.fixture(scope="session")
def a_round_card(now):
    """Make what a round's card shows, from plain values."""

    def _a_round_card(state=RoundState.OPEN, **over):
        values = {
            "round_id": 12,
            "key": "uip-2026",
            "kind": "uip",
            "state": state,
            "title": "Fokusområder for 2026",
            "deadline": DEADLINE,
            "opens_at": None,
            "counts": {PartyState.INVITED: 6, PartyState.ANSWERED: 3, PartyState.NO_REMARKS: 1},
            "uninvited": 2,
            "undecided": 0,
            "want_time": 0,
            "statements": 0,
            "letters": 9,
            "first": ("Fonden Nordlys", "Havblik Fonden", "Stille Fond"),
            "now": now,
        }
        return RoundCard(**(values | over))

    return _a_round_card


def pressed(post):
    """Everything that can be pressed on a post, by action id."""
    return {
        element["action_id"]: element
        for block in post.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_an_open_round_shows_its_deadline_how_many_answered_and_what_the_others_did(
    a_round_card, words, shown, passes
):
    post = card.draw(a_round_card(), words)

    passes(post)
    said = shown(post)
    assert "*Fokusområder for 2026*   `uip-2026`" in said
    assert "*Åben*   ·   Frist fredag den 10. april kl. 12.00" in said
    assert "*4 af 10 har svaret* (40 %)\n`▓▓▓▓▓▓▓▓░░░░░░░░░░░░`" in said
    assert (
        "6 afventer   ·   3 har svaret   ·   1 uden bemærkninger   ·   2 har svaret uden at være spurgt"
        in said
    )


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (RoundState.DRAFT, {"round.approve", "round.cancel", "round.check", "round.invite"}),
        (RoundState.APPROVED, {"round.open", "round.extend", "round.cancel", "round.check"}),
        (RoundState.OPEN, {"round.extend", "round.close", "round.cancel"}),
        (RoundState.CLOSED, {"round.report", "round.extend", "round.cancel", "round.feedback"}),
        (RoundState.REPORTED, {"round.feedback"}),
        (RoundState.CANCELLED, set()),
    ],
)
def test_it_offers_what_can_be_done_in_its_state(a_round_card, any_words, passes, state, moves):
    post = card.draw(a_round_card(state), any_words)

    passes(post)
    offered = set(pressed(post)) - LOOKS - {"round.chart"}
    assert offered == moves
    assert all(each["value"] == "12" for each in pressed(post).values())


def test_before_a_round_is_sent_out_it_says_how_many_letters_go_to_whom(a_round_card, words, shown):
    post = card.draw(a_round_card(RoundState.APPROVED), words)

    asks = pressed(post)["round.open"]["confirm"]
    assert asks["text"]["text"] == (
        "Der sendes 9 breve til Fonden Nordlys, Havblik Fonden, Stille Fond og 6 til. "
        "Frist fredag den 10. april kl. 12.00."
    )
    assert "10 høringsparter, 9 breve" in shown(post)


def test_a_round_that_waits_for_its_day_says_when_that_is(a_round_card, words, shown):
    opens = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)

    assert "Sendes ud mandag den 9. marts kl. 09.00" in shown(
        card.draw(a_round_card(RoundState.APPROVED, opens_at=opens), words)
    )


def test_closing_says_how_many_have_not_answered(a_round_card, words):
    asks = pressed(card.draw(a_round_card(), words))["round.close"]["confirm"]

    assert asks["text"]["text"].startswith("6 parter har ikke svaret.")


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"undecided": 1}, "*En besked skal afgøres*"),
        ({"undecided": 3}, "*3 beskeder skal afgøres*"),
        ({"want_time": 2}, "2 parter venter på svar om længere frist"),
        ({"statements": 1}, "*Et udsagn venter på, at et menneske bekræfter det"),
        ({"statements": 1200}, "*1.200 udsagn venter på, at et menneske bekræfter dem"),
    ],
)
def test_what_waits_for_a_person_stands_out(a_round_card, words, shown, over, said):
    assert said in shown(card.draw(a_round_card(**over), words))


def test_statements_that_wait_are_a_click_away(a_round_card, words, passes):
    post = card.draw(a_round_card(statements=3), words)
    passes(post)
    (look,) = [block["accessory"] for block in post.blocks if "accessory" in block]
    assert (look["action_id"], look["value"]) == ("round.statements", str(a_round_card().round_id))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(Act.APPROVE), "<@U1ANNE> beder om, at høringen godkendes."),
        (Wish(Act.CLOSE), "<@U1ANNE> beder om, at høringen lukkes."),
        (Wish(Act.REPORT), "<@U1ANNE> melder notatet færdigt."),
        (Wish(Act.EXTEND, DEADLINE), "ny frist for alle: fredag den 10. april kl. 12.00."),
        (
            Wish(Act.EXTEND_PARTY, DEADLINE, 7, "Bestyrelsesmøde"),
            'ny frist for Stille Fond: fredag den 10. april kl. 12.00.* Begrundelse: "Bestyrelsesmøde"',
        ),
    ],
)
def test_who_asked_for_what_is_shown_to_whoever_confirms_it(a_round_card, words, shown, passes, wish, said):
    post = card.draw(a_round_card(asked=Asked(wish, 31, "U1ANNE"), asked_party="Stille Fond"), words)

    passes(post)
    assert said in shown(post)
    assert pressed(post)["round.confirm"]["value"] == pressed(post)["round.withdraw"]["value"] == "12:31"


@given(text=nasty_texts)
def test_whatever_a_round_and_its_parties_are_called_slack_takes_it(a_round_card, any_words, passes, text):
    wish = Wish(Act.EXTEND_PARTY, DEADLINE, 7, text)
    for state in RoundState:
        named = a_round_card(state, title=text, first=(text, text, text), letters=300)
        passes(card.draw(named, any_words))
    asked = a_round_card(title=text * 50, asked=Asked(wish, 1, text), asked_party=text)
    passes(card.draw(asked, any_words))


def test_a_title_of_5000_characters_and_the_longest_names_fit(a_round_card, any_words, passes):
    long = "Æ & <ø> " * 625

    for state in RoundState:
        passes(card.draw(a_round_card(state, title=long, first=(long,) * 3), any_words))


@pytest.mark.parametrize(("settled", "invited", "full"), [(0, 0, 0), (0, 5, 0), (5, 5, 20), (1, 3, 7)])
def test_the_share_that_has_answered_is_drawn_as_a_bar(a_round_card, words, shown, settled, invited, full):
    counts = {PartyState.ANSWERED: settled, PartyState.INVITED: invited - settled}

    said = shown(card.draw(a_round_card(counts=counts), words))

    assert "▓" * full + "░" * (20 - full) in said


def test_where_slack_refuses_the_text_the_buttons_are_still_there(a_round_card, any_words, passes):
    post = card.draw_bare(a_round_card(), any_words)

    passes(post)
    assert "round.parties" in pressed(post)
