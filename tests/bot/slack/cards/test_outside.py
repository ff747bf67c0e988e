import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.cards import outside
from tests.slack_texts import CPR, length, nasty_texts, powers_in, read_as_slack_shows

limits = st.integers(min_value=20, max_value=3000)
one_text = [outside.safe_excerpt, outside.safe_line, outside.quotation]
many_texts = [outside.pieces, outside.quotations]


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("Drift & data", "Drift &amp; data"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("<https://evil.example|Ministeriet>", "&lt;https://evil.example|Ministeriet&gt;"),
        ("AT&amp;T", "AT&amp;amp;T"),
        ("nummer 311299-1234.", "nummer xxxxxx-xxxx."),
    ],
)
def test_what_slack_would_act_upon_is_shown_as_it_was_written(raw, safe):
    assert outside.outside(raw) == safe


def test_what_cannot_be_seen_is_left_out():
    assert outside.outside("Fond\u202eretsinim\x00 31\u200b1299-12\xad34") == "Fondretsinim xxxxxx-xxxx"


def test_emoji_of_several_parts_stay_whole():
    assert outside.outside("👩‍👩‍👧‍👦 🏴‍☠️") == "👩‍👩‍👧‍👦 🏴‍☠️"


def test_a_name_becomes_one_line():
    assert outside.safe_line("Fonden\n>  Nordlys\r\n", 100) == "Fonden &gt; Nordlys"


def test_a_long_text_is_cut_at_a_word():
    assert outside.safe_line("hundrede tusinde ord", 18) == "hundrede tusinde…"


def test_a_text_that_just_fits_is_not_cut():
    assert outside.safe_line("1234567890", 10) == "1234567890"
    assert outside.safe_line("12345678901", 10) == "123456789…"


def test_a_number_at_the_cut_is_never_shown_in_part():
    for limit in range(5, 40):
        shown = outside.safe_excerpt(f"Mit nummer er {CPR} tak", limit)

        assert "31" not in shown


def test_a_number_between_two_pieces_is_never_shown_in_part():
    for start in range(25):
        assert "311" not in "".join(outside.pieces("x" * start + f" {CPR} y", 20))


def test_every_line_of_a_quotation_is_marked_and_empty_lines_do_not_pile_up():
    assert outside.quotation("\n\nKære I\n\n\n\n\nHilsen\nBo\n\n", 100) == ">Kære I\n>\n>Hilsen\n>Bo"


@pytest.mark.parametrize("nothing", ["", "\n" * 5000, " \t\r\n", "\u200b\n\u200b"])
def test_of_nothing_nothing_is_shown(nothing):
    assert outside.quotation(nothing, 100) == ""
    assert outside.safe_line(nothing, 100) == ""
    assert list(outside.pieces(nothing, 100)) == []
    assert list(outside.quotations(nothing, 100)) == []


def test_pieces_end_with_a_line_where_they_can():
    text = "\n".join(f"Linje {number}" for number in range(300))

    shown = list(outside.pieces(text, 100))

    assert "\n".join(shown) == text
    assert all(length(piece) <= 100 for piece in shown)


@pytest.mark.parametrize("make", one_text)
@given(text=nasty_texts, limit=limits)
def test_a_cut_text_is_safe_and_within_its_limit(make, text, limit):
    shown = make(text, limit)

    assert length(shown) <= limit
    assert powers_in(shown) == []


@pytest.mark.parametrize("make", many_texts)
@given(text=nasty_texts, limit=limits)
def test_pieces_are_safe_and_within_their_limit_and_none_is_empty(make, text, limit):
    for piece in make(text, limit):
        assert length(piece) <= limit
        assert piece.strip(">\n ")
        assert powers_in(piece) == []


@given(text=nasty_texts, limit=limits)
def test_what_is_shown_of_a_text_is_its_beginning(text, limit):
    whole = read_as_slack_shows(outside.outside(text))

    shown = read_as_slack_shows(outside.safe_excerpt(text, limit))

    assert shown == whole or whole.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize("make", many_texts)
@given(text=nasty_texts, limit=limits)
def test_pieces_together_are_the_whole_text(make, text, limit):
    whole = read_as_slack_shows(outside.outside(text))

    shown = [read_as_slack_shows(piece) for piece in make(text, limit)]

    assert "".join("".join(shown).split()) == "".join(whole.split())


@pytest.mark.parametrize("make", [*one_text, *many_texts])
@given(before=nasty_texts, after=nasty_texts, limit=limits)
def test_no_part_of_a_number_is_ever_shown(make, before, after, limit):
    text = f"{before.replace('1', '')} a {CPR} b {after.replace('1', '')}"

    shown = "".join(make(text, limit))

    assert "3112" not in shown
    assert "1234" not in shown


def test_who_wrote_in_slack_is_mentioned_and_a_mail_address_stands_as_it_is():
    assert outside.writer("slack:u6karen") == "<@U6KAREN>"
    assert outside.writer("karen@fondennordlys.example") == "karen@fondennordlys.example"


def test_an_address_that_only_begins_like_one_mentions_nobody():
    assert "<" not in outside.writer("slack:u6karen><!channel")


def test_several_are_shown_in_one_line_however_many():
    shown = outside.writers(["a@nordlys.example", *(f"slack:u{number}" for number in range(500))])

    assert shown.startswith("a@nordlys.example, <@U0>, <@U1>")
    assert len(shown) < 1000
