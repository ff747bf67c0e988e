from datetime import UTC, datetime, timedelta

import pytest

from bot.slack.cards.lines import line, named
from storage.finding import Deed
from tests.slack_texts import powers_in

ADDRESS = "https://ministeriet.slack.example/archives/C1/p1234"


def link(_of):
    """Know every address."""
    return ADDRESS


def no_link(_of):
    """Know no addresses."""


def test_a_line_says_what_it_is_and_when_it_is_due(a_line, words, now):
    assert line(a_line(), link, words, now) == (
        f"*<{ADDRESS}|FD-2026-00042>*  ·  Fonden Nordlys\n"
        "Evaluering af mentorordning\n"
        "Svar senest torsdag den 12. marts kl. 15.00"
    )


def test_without_a_card_the_number_stands_alone(a_line, words, now):
    assert line(a_line(), no_link, words, now).startswith("*FD-2026-00042*")
    assert named(Deed(now, "claimed", "FD-2026-00042", "", None, None), no_link) == "FD-2026-00042"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"first_answer_due": datetime(2026, 3, 4, 14, 0, tzinfo=UTC)}, "*Skulle være besvaret onsdag"),
        ({"status": "waiting", "snoozed_until": datetime(2026, 3, 9, 8, 0, tzinfo=UTC)}, "Udsat til mandag"),
        ({"status": "answered", "answered_at": datetime(2026, 3, 3, 8, 0, tzinfo=UTC)}, "Besvaret tirsdag"),
        ({"status": "answered"}, "Besvaret"),
        ({"status": "closed"}, "Lukket"),
    ],
)
def test_a_line_says_where_the_inquiry_stands(a_line, words, now, values, said):
    assert said in line(a_line(**values), link, words, now)


def test_an_open_line_says_who_has_it_where_that_is_asked(a_line, words, now):
    assert "<@U1ANNE> har sagen" in line(a_line(), link, words, now, holder=True)
    assert "Ingen har taget sagen" in line(a_line(claimed_by=None), link, words, now, holder=True)
    assert "<@U1ANNE>" not in line(a_line(status="closed"), link, words, now, holder=True)


def test_whoever_can_be_named_is_named(a_line, words, now):
    nobody = {"organisation": None, "sender_name": "", "sender": ""}

    assert "Karen Lyngholt" in line(a_line(organisation=None), link, words, now)
    assert "karen@" in line(a_line(organisation=None, sender_name=""), link, words, now)
    assert "Ukendt afsender" in line(a_line(**nobody), link, words, now)


def test_nothing_from_outside_has_any_power_in_a_line(a_line, words, now):
    nasty = a_line(subject="<!channel> 311299-1234", organisation="<https://evil.example|Fonden>")

    shown = line(nasty, no_link, words, now + timedelta(days=1))
    assert powers_in(shown) == []
    assert "311299-1234" not in shown
