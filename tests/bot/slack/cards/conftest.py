"""Cards drawn without anything around them: words, a plain card, and Slack's own verdict."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import texts
from bot.inquiries.lifecycle import Status
from bot.slack.cards.inquiry import InquiryCard
from bot.slack.cards.wording import Wording
from nlp import taxonomy
from storage.finding import Line
from storage.tables import Correspondence, Inquiry
from tests.servers.slack_rules import refused_message, refused_view
from tests.slack_texts import length, powers_in, texts_in

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


def _wording(language):
    return Wording(texts.texts_in(language), taxonomy.load(), COPENHAGEN)


@pytest.fixture(scope="session")
def words():
    """What staff read in Danish."""
    return _wording("da")


@pytest.fixture(scope="session", params=["da", "en"])
def any_words(request):
    """What staff read, in either language."""
    return _wording(request.param)


@pytest.fixture(scope="session")
def now():
    """A Thursday morning, ten o'clock in Copenhagen."""
    return NOW


@pytest.fixture(scope="session")
def a_card():
    """Make what a card shows, from plain values."""

    def _a_card(**over):
        values = {
            "inquiry_id": 42,
            "reference": "FD-2026-00042",
            "status": Status.NEW,
            "organisation": "Fonden Nordlys",
            "sender": "karen@fondennordlys.example",
            "sender_name": "Karen Lyngholt",
            "subject": "Evaluering af mentorordning",
            "excerpt": "Kan vi få en snak om evaluering?\n\nKaren",
            "initiative": "vidensalliancer",
            "topics": ["evaluering"],
            "confidence": 0.83,
            "accepted": True,
            "deadline": datetime(2026, 3, 12, 14, 0, tzinfo=UTC),
            "now": NOW,
        }
        return InquiryCard(**(values | over))

    return _a_card


@pytest.fixture(scope="session")
def passes():
    """Assert that Slack takes a message, and that nothing from outside has any power in it."""

    def _passes(post):
        message = {"channel": "C1", "text": post.text, "blocks": list(post.blocks)}
        assert refused_message(message) is None
        _assert_harmless([post.text, *texts_in(post.blocks)])

    return _passes


@pytest.fixture(scope="session")
def view_passes():
    """Assert the same of a modal or a home tab."""

    def _view_passes(view):
        assert refused_view(view) is None
        assert len(view["blocks"]) <= 100
        assert len(view.get("private_metadata", "")) <= 3000
        _assert_harmless(list(texts_in(view)))

    return _view_passes


def _assert_harmless(texts):
    for text in texts:
        assert powers_in(text) == []
        assert length(text) <= 3000


@pytest.fixture(scope="session")
def buttons():
    """Give the labels of what can be pressed on a post, by action id; of a menu, its values."""

    def _buttons(post):
        pressed = {}
        for block in post.blocks:
            for element in block.get("elements", []) if block["type"] == "actions" else []:
                if element["type"] == "overflow":
                    pressed[element["action_id"]] = [option["value"] for option in element["options"]]
                else:
                    pressed[element["action_id"]] = element["text"]["text"]
        return pressed

    return _buttons


@pytest.fixture(scope="session")
def shown():
    """Give everything a post says, as one text."""

    def _shown(post):
        return "\n".join(texts_in(post.blocks))

    return _shown


@pytest.fixture(scope="session")
def a_line():
    """Make an inquiry as a list shows it, from plain values."""

    def _a_line(**over):
        values = {
            "id": 42,
            "reference": "FD-2026-00042",
            "status": "claimed",
            "office": "indsatser",
            "subject": "Evaluering af mentorordning",
            "organisation": "Fonden Nordlys",
            "sender": "karen@fondennordlys.example",
            "sender_name": "Karen Lyngholt",
            "first_answer_due": datetime(2026, 3, 12, 14, 0, tzinfo=UTC),
            "claimed_by": "U1ANNE",
            "snoozed_until": None,
            "answered_at": None,
            "card_channel": "C1",
            "card_ts": "12.34",
        }
        return Line(**(values | over))

    return _a_line


@pytest.fixture(scope="session")
def a_letter():
    """Make a letter as the record holds it: from outside unless told."""

    def _a_letter(**over):
        values = {
            "id": 7,
            "inquiry_id": 42,
            "direction": "in",
            "kind": "letter",
            "state": "received",
            "at": NOW,
            "sender": "karen@fondennordlys.example",
            "recipients": ["fonde@ministeriet.example"],
            "subject": "Evaluering af mentorordning",
            "text": "Kan vi få en snak om evaluering?",
            "attachments": [],
            "author": None,
        }
        return Correspondence(**(values | over))

    return _a_letter


@pytest.fixture(scope="session")
def an_inquiry():
    """Make an inquiry as the record holds it."""

    def _an_inquiry(**over):
        values = {
            "id": 42,
            "reference": "FD-2026-00042",
            "status": "new",
            "topics": ["evaluering"],
            "office": "indsatser",
            "initiative": "vidensalliancer",
            "subject": "Evaluering af mentorordning",
            "first_answer_due": datetime(2026, 3, 12, 14, 0, tzinfo=UTC),
            "claimed_by": None,
        }
        return Inquiry(**(values | over))

    return _an_inquiry
