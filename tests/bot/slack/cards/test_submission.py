import pytest
from hypothesis import given

from bot.slack.cards import submission as card
from storage.tables import Party, Round, Submission
from tests.slack_texts import nasty_texts


@pytest.fixture(scope="session")
def drawn():
    """Draw the card of an answer."""

    def _drawn(words, text="Unge hjemløse bør komme først.", **over):
        values = {
            "id": 7,
            "kind": "submission",
            "late": False,
            "contains_cpr": False,
            "undecided": None,
            "texts": [{"source": "", "text": text}],
            "attachments": [],
        }
        party = Party(organisation="Fonden Nordlys", invited=over.pop("invited", True))
        return card.draw(Submission(**(values | over)), party, Round(key="uip-2026", title="Fokus"), words)

    return _drawn


def test_it_says_who_answers_what_and_how_it_was_understood(drawn, words, shown, passes):
    post = drawn(words)

    passes(post)
    assert "*Fonden Nordlys* · høringssvar · Fokus" in shown(post)
    assert "Unge hjemløse bør komme først." in shown(post)


def test_what_is_late_unasked_or_private_is_marked(drawn, words, shown):
    said = shown(drawn(words, late=True, invited=False, contains_cpr=True))

    assert all(mark in said for mark in ("efter fristen", "ikke spurgt", "CPR-nummer"))


def test_a_cpr_number_is_not_shown(drawn, words, shown):
    assert "1234" not in shown(drawn(words, text="Min mor, 010203-1234, bor der."))


def test_what_is_not_plain_says_how_to_decide_it(drawn, words, shown):
    assert "fondsdialog round decide uip-2026 7" in shown(drawn(words, undecided="not_plain"))


@given(text=nasty_texts)
def test_whatever_was_written_slack_takes_it(drawn, words, passes, text):
    passes(drawn(words, text=text))
