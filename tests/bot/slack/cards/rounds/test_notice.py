import pytest
from hypothesis import given

from bot.slack.cards.rounds import notice
from storage.tables import Party, Round, RoundEvent
from tests.slack_texts import nasty_texts

TOLD = ("open", "close", "not_opened", "not_delivered", "refused", "file_infected")


@pytest.fixture(scope="session")
def drawn():
    """Draw what happened to a round with three parties, two of which have settled."""

    def _drawn(words, what, *, title="Fokus", name="Stille Fond", **details):
        event = RoundEvent(what=what, party_id=7, details=details)
        of, party = Round(key="uip-2027", title=title), Party(id=7, organisation=name)
        return notice.draw(of, party, event, words, asked=3, answered=2)

    return _drawn


@pytest.mark.parametrize("what", TOLD)
def test_everything_that_is_told_has_its_sentence_in_both_languages(drawn, any_words, passes, what):
    passes(drawn(any_words, what, reason="550 no such user", letter="invitation", address="a@b.example"))


def test_a_round_that_the_clock_closed_says_how_many_answered(drawn, words, shown):
    assert "*Fokus* er lukket, for fristen er udløbet. 2 af 3 har svaret." in shown(drawn(words, "close"))


def test_a_letter_that_nobody_got_is_named_with_the_party_and_the_reason(drawn, words, shown):
    said = shown(drawn(words, "not_delivered", reason="550 no such user", letter="reminder"))

    assert "*Stille Fond* har ikke fået vores brev om *Fokus* (rykker): 550 no such user." in said


@given(text=nasty_texts)
def test_whatever_its_names_and_reasons_it_passes(drawn, words, passes, text):
    passes(drawn(words, "refused", title=text, name=text, reason=text, address=text))
