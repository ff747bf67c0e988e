from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.headers import date, decode_words, keyword, message_ids, parameters, received_at, shown, unfold


def test_a_folded_value_becomes_one_line():
    assert unfold(b" to\r\n linjer ") == "to linjer"


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_raw_8_bit_values_are_rescued(charset):
    assert unfold("Forespørgsel om børn".encode(charset)) == "Forespørgsel om børn"


def test_words_split_inside_a_character_are_joined_before_they_are_decoded():
    assert decode_words("=?utf-8?Q?f=C3?= =?utf-8?Q?=A6lles?=") == "fælles"


@pytest.mark.parametrize("at", range(1, 24))
def test_words_cut_anywhere_in_their_base64_are_put_together(at):
    encoded = "QW5zw7hnbmluZyBvbSBkYXRh"

    assert decode_words(f"=?utf-8?B?{encoded[:at]}?= =?utf-8?B?{encoded[at:]}?=") == "Ansøgning om data"


def test_words_that_lack_their_padding_are_read_each():
    assert decode_words("=?utf-8?B?w6Y?= =?utf-8?B?w7g?=") == "æø"


def test_neighbouring_words_of_two_charsets_are_each_decoded():
    assert decode_words("=?iso-8859-1?Q?=E6?= =?utf-8?B?w7g=?= rest") == "æø rest"


def test_words_keep_the_text_around_them():
    assert decode_words("Re: =?utf-8?q?b=C3=B8rn_og_unge?= (2)") == "Re: børn og unge (2)"


def test_a_question_mark_inside_a_word_does_not_end_it():
    assert decode_words("=?utf-8?Q?Hvad_nu?_Ja?=") == "Hvad nu? Ja"


@pytest.mark.parametrize("value", ["=?utf-8?Q?", "=?x?X?y?=", "a =? b ?= c", "=?utf-8?B?!!!?= x"])
def test_broken_words_never_raise(value):
    assert isinstance(decode_words(value), str)


@given(st.text())
def test_no_value_breaks_the_decoding(value):
    decode_words(f"=?utf-8?Q?{value}?= =?iso-2022-jp?B?{value}?=")
    parameters(f"text/plain; name*0*=utf-8''{value}; x={value}")
    date(value)
    message_ids([value])


def test_parameters_are_read_quoted_and_not():
    value = 'text/plain; charset=utf-8; name="a;b \\"c\\".pdf"; Format = flowed'

    assert parameters(value) == {"charset": "utf-8", "name": 'a;b "c".pdf', "format": "flowed"}


def test_parameters_without_their_semicolon_are_found():
    assert keyword("multipart/mixed\tboundary=x") == "multipart/mixed"
    assert parameters('multipart/mixed boundary="x"') == {"boundary": "x"}


def test_continued_parameters_are_put_together_in_order():
    value = "attachment; filename*1*=fra%20%C3%85rhus; filename*2=.pdf; filename*0*=utf-8''H%C3%B8ring%20"

    assert parameters(value)["filename"] == "Høring fra Århus.pdf"


def test_an_encoded_parameter_is_preferred_to_a_plain_one():
    assert (
        parameters("attachment; filename=horing.pdf; filename*=iso-8859-1''h%F8ring.pdf")["filename"]
        == "høring.pdf"
    )


def test_a_parameter_may_be_an_encoded_word():
    assert parameters('attachment; filename="=?iso-8859-1?Q?bel=F8b.xls?="')["filename"] == "beløb.xls"


def test_identifiers_are_found_with_and_without_brackets():
    assert message_ids(["<a@b>\t<c@d> <a@b>", "e@f"]) == ("<a@b>", "<c@d>", "<e@f>")


def test_a_date_is_told_in_utc():
    assert date("Thu, 12 Mar 2026 10:14:30 +0100") == datetime(2026, 3, 12, 9, 14, 30, tzinfo=UTC)
    assert date("12 Mar 2026 10:14:30 -0000") == datetime(2026, 3, 12, 10, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "i morgen", "Thu, 99 Mar 2026 10:14:30 +0100", "1 Jan 0001 00:00:00 +2400"]
)
def test_what_is_no_date_is_none(value):
    assert date(value) is None


def test_the_topmost_received_tells_when_we_took_it_in():
    fields = [
        "from a by b; Thu, 12 Mar 2026 10:15:00 +0100 (CET)",
        "from c by a; Thu, 12 Mar 2026 08:00:00 +0100",
    ]

    assert received_at(fields) == datetime(2026, 3, 12, 9, 15, tzinfo=UTC)
    assert received_at([]) is None


def test_marks_that_hide_or_reorder_are_not_shown():
    assert shown("fak\u202etura\u200b\x07\n  nr. 1") == "faktura nr. 1"
