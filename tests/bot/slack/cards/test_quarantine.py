import pytest
from hypothesis import given

from bot.slack.cards import quarantine
from storage.tables import LedgerEntry
from tests.slack_texts import nasty_texts


@pytest.fixture(scope="session")
def an_entry(now):
    """Make a ledger row of a message that could not be read."""

    def _an_entry(**over):
        values = {"id": 9, "source": "INBOX", "seen_at": now, "reason": "no_sender"}
        return LedgerEntry(**(values | over))

    return _an_entry


def test_it_says_what_came_and_what_can_be_done(an_entry, any_words, buttons, passes):
    post = quarantine.draw(an_entry(), 10_240, any_words)

    passes(post)
    assert list(buttons(post)) == ["quarantine.create", "quarantine.retry", "quarantine.discard"]
    assert {button["value"] for button in post.blocks[-1]["elements"]} == {"9"}


def test_it_names_the_time_the_place_the_size_and_the_reason(an_entry, words, shown):
    said = shown(quarantine.draw(an_entry(), 10_240, words))

    assert (
        "Modtaget torsdag den 5. marts kl. 10.00 i INBOX · 10 KB · Grund: der står ikke, hvem den er fra"
        in said
    )


@given(text=nasty_texts)
def test_whatever_its_source_and_reason_it_passes(an_entry, words, passes, text):
    passes(quarantine.draw(an_entry(source=text, reason=text), 1, words))


def test_what_became_of_it_has_no_buttons(words, buttons, passes):
    post = quarantine.settled(words("quarantine-discarded", who="<@U1ANNE>"))

    passes(post)
    assert buttons(post) == {}


def test_a_message_from_slack_is_not_called_a_mail_and_its_place_is_named(an_entry, words, shown):
    channel = shown(quarantine.draw(an_entry(source="slack:C4NORDLYS"), 1, words))
    direct = shown(quarantine.draw(an_entry(source="slack:D0KAREN"), 1, words))

    assert "En besked fra Slack skal ses af et menneske" in channel
    assert "i <#C4NORDLYS> ·" in channel
    assert "i en direkte besked ·" in direct
    assert "mail" not in channel.lower()
