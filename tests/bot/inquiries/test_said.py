import pytest

from bot.inquiries.said import (
    Deed,
    Said,
    address_of,
    is_nod,
    place,
    spot,
    subject_of,
    thread_id,
    user_of,
)


def a_message(**over):
    values = {"channel": "C1", "ts": "1767000000.000100", "event_ts": "1767000000.000100", "user": "U0KAREN"}
    return Said(**{"text": "Hej", **values, **over})


@pytest.mark.parametrize(
    "text",
    [
        "Tak",
        "tak!",
        "Mange tak for hjælpen :pray:",
        "Tusind tak, det er helt i orden",
        "Thank you very much!",
        "Ok 👍",
        ":+1:",
        "👍",
        "Perfekt, tak for det hurtige svar",
        ":100:",
    ],
)
def test_thanks_and_nods_ask_for_nothing(text):
    assert is_nod(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tak, men hvornår?",
        "Ok?",
        "Tak for sidst. Vi vil gerne mødes",
        "Mange svar",
        "det er det",
        "",
        "   ",
        "Hej",
        "takster",
        "25",
        "12.500",
        "45 12 34 56",
        "14/5",
        "Tak! 38.000",
        "ok - 20/4",
    ],
)
def test_everything_else_may_ask_for_something(text):
    assert not is_nod(text)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Hej\nKan vi mødes?", "Kan vi mødes?"),
        ("Kære fondsteam,\n\nVi har et spørgsmål", "Vi har et spørgsmål"),
        ("Hej alle sammen derude i ministeriet", "Hej alle sammen derude i ministeriet"),
        ("Hej", "Hej"),
        ("", ""),
        ("  Kan   vi mødes?  ", "Kan vi mødes?"),
    ],
)
def test_the_subject_is_the_first_line_that_says_something(text, subject):
    assert subject_of(text) == subject


def test_a_long_subject_is_cut_at_a_word():
    cut = subject_of("ord " * 100)

    assert cut.endswith("ord…")
    assert len(cut) <= 81


def test_a_word_without_end_is_cut_all_the_same():
    assert len(subject_of("x" * 5000)) == 81


def test_a_thread_is_named_by_channel_and_first_message():
    assert a_message(thread_ts="1766.0001").thread == "slack:C1/1766.0001"
    assert spot(thread_id("C1", "1766.0001")) == ("C1", "1766.0001")


def test_a_message_that_begins_a_thread_is_named_by_itself():
    assert a_message().thread == "slack:C1/1767000000.000100"


def test_an_address_leads_back_to_its_user():
    assert user_of(address_of("U0KAREN")) == "U0KAREN"
    assert user_of("karen@fondennordlys.example") is None


def test_a_message_lies_in_one_place_and_its_edit_in_another():
    edit = a_message(deed=Deed.EDITED, event_ts="1767000009.000200")

    assert a_message().place == place("C1", "1767000000.000100")
    assert edit.place == place("C1", "1767000009.000200")


def test_what_staff_bring_lies_apart():
    assert a_message(brought_by="U1ANNE").place != a_message().place
