"""The shelf of standard answers as it is drawn."""

from datetime import UTC, datetime

from bot.inquiries.library import Kept, Shelf
from bot.slack.cards import shelf
from storage.tables import AnswerTemplate

EVIL = "<!channel> *x* " + "å" * 5000


def a_template(number=1, **over):
    values = {
        "id": number,
        "owner": "U1ANNE",
        "office": "uip",
        "title": f"Svar {number}",
        "body_da": "Vi kan hjælpe jer med det.",
        "body_en": "",
        "valid_until": None,
        "times_used": 3,
        "saved_at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    return AnswerTemplate(**(values | over))


def pressed(view):
    return [each["accessory"]["text"]["text"] for each in view["blocks"] if "accessory" in each]


def test_each_has_the_button_that_it_needs(words, view_passes):
    entries = [
        Kept(a_template(1), in_use=True, own=True),
        Kept(a_template(2), in_use=False, own=True),
        Kept(a_template(3), in_use=True, own=False),
    ]

    view = shelf.draw(Shelf(entries, 3), words)

    view_passes(view)
    assert pressed(view) == ["Tag ud af brug", "Tag i brug igen"]
    assert "tilbydes ikke længere" in view["blocks"][1]["text"]["text"]
    assert "Brugt 3 gange" in view["blocks"][0]["text"]["text"]


def test_an_empty_shelf_says_how_to_fill_it(words, view_passes):
    view = shelf.draw(Shelf([], 0), words)

    view_passes(view)
    assert "Gem som standardsvar" in str(view["blocks"])


def test_as_many_as_are_shown_fit_whatever_their_names_are(any_words, view_passes):
    entries = [
        Kept(a_template(n, title=EVIL, body_da=EVIL), in_use=n % 2 == 0, own=True) for n in range(shelf.MOST)
    ]

    view = shelf.draw(Shelf(entries, shelf.MOST + 7), any_words)

    view_passes(view)
    assert "7" in view["blocks"][-1]["elements"][0]["text"]
