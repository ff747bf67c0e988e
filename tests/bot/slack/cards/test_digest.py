import pytest
from hypothesis import given

from bot.digests.words import Teller
from bot.slack.cards import digest
from bot.slack.cards.outside import safe_line
from bot.slack.rounds.news import NAME_SHOWN
from consultation.rounds.digest import Change, Curve, Digest, RoundNews, Task, ToDo
from consultation.rounds.digesting import Told
from consultation.rounds.lifecycle import Act
from consultation.rounds.record import Case
from consultation.rounds.words import AnswerKind, PartyState
from storage.tables import Party, Round, Submission
from tests.slack_texts import nasty_texts


@pytest.fixture(scope="session")
def drawn(now):
    """Draw a digest of some rounds with some changes each, whoever they are from."""

    def _drawn(words, name="Fonden Nordlys", title="Fokusområder", rounds=1, many=1):
        change = Change(now, AnswerKind.SUBMISSION, party=1, message=9, late=True)
        curve = Curve(title, 4, (1, 2))
        news = [
            RoundNews(each, (change,) * many, 7, 5, {PartyState.ANSWERED: 4}, curve, (curve,))
            for each in range(rounds)
        ]
        cases = {
            each: Case(
                Round(id=each, key="uip-2027", title=title, state="open"),
                (),
                {party: Party(id=party, organisation=name) for party in range(1, 31)},
                {},
                [Submission(id=9, party_id=1, kind="submission", undecided="not_plain")],
                {},
            )
            for each in range(rounds)
        }
        to_do = (
            ToDo(Task.APPROVE, tuple((each, Act.APPROVE) for each in range(rounds))),
            ToDo(Task.PHONE, tuple((0, party) for party in range(1, 31))),
            ToDo(Task.DECIDE, ((0, 9),) * many),
        )
        teller = Teller(words.texts, words.timezone, lambda each: safe_line(each, NAME_SHOWN))
        told = Told(Digest("digest:uip/2026-03-05", to_do, tuple(news)), cases)
        return digest.draw(teller(told, name, now, now), words)

    return _drawn


def test_it_says_first_what_waits_then_what_is_new_in_each_round(drawn, any_words, passes, shown):
    post = drawn(any_words)

    passes(post)
    said = shown(post)
    assert said.index("Fonden Nordlys") < said.index("*Fokusområder* ·") < said.index("▓")


def test_an_office_with_many_rounds_and_many_answers_stays_within_slacks_limits(drawn, any_words, passes):
    passes(drawn(any_words, name="Å" * 300, title="&" * 300, rounds=60, many=500))


@given(text=nasty_texts)
def test_whatever_the_names_it_passes(drawn, words, passes, text):
    passes(drawn(words, name=text, title=text, rounds=3, many=12))
