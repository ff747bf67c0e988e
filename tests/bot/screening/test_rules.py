import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.parsing import parse
from bot.screening import screen
from bot.screening.rules import RULES, duplicate, too_large
from storage.outcomes import Outcome
from tests.sample_mails import EXPECTED, LETTERS, MACHINES, facts, mail, sample


@pytest.mark.parametrize("name", MACHINES)
def test_every_machines_sample_mail_is_recognised(name):
    verdict = screen(parse(sample(name)), facts())

    assert verdict is not None
    assert verdict.outcome == EXPECTED[name]["outcome"]
    assert verdict.reason == EXPECTED[name]["reason"]
    assert list(verdict.about) == EXPECTED[name].get("about", [])


@pytest.mark.parametrize("name", LETTERS)
def test_no_persons_sample_mail_is_taken_for_a_machines(name):
    assert screen(parse(sample(name)), facts()) is None


def test_what_names_no_sender_is_kept_aside():
    verdict = screen(parse(b"Subject: Anonym\n\nDer er ingen afsender.\n"), facts())

    assert (verdict.outcome, verdict.reason) == (Outcome.QUARANTINED, "no_sender")


def test_what_was_seen_before_is_a_duplicate_whatever_it_is():
    for name in ("letter-da", "bounce-postfix", "loop-own-id"):
        assert screen(parse(sample(name)), facts(duplicate_of=7)).outcome == Outcome.DUPLICATE


def test_what_is_too_large_is_kept_aside():
    assert screen(mail(), facts(size=10_001)).outcome == Outcome.QUARANTINED
    assert screen(mail(), facts(size=10_000)) is None


def test_a_bounce_that_returns_a_large_letter_is_still_a_bounce():
    assert screen(parse(sample("bounce-postfix")), facts(size=10_001)).outcome == Outcome.BOUNCE


def test_duplicates_are_asked_first_and_size_last():
    assert RULES[0] is duplicate
    assert RULES[-1] is too_large


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_words_can_be_screened(text, subject):
    screen(mail(text, subject=" ".join(subject.split())), facts())
