import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import cpr


@pytest.mark.parametrize(
    "text", ["010203-1234", "0102031234", "010203 1234", "010203 - 1234", "290200-1234", "cpr:010203-1234."]
)
def test_every_way_of_writing_a_number_is_masked(text):
    assert "1234" not in cpr.mask(f"Hun har {text} og bor i Gram")


@pytest.mark.parametrize(
    "text",
    ["320203-1234", "011303-1234", "290203-1234", "12345678", "+4512345678", "20 30 40 50", "5798000012345",
     "2020-010203-1234", "CVR 10203040", "faktura 1102031234567"],
)  # fmt: skip
def test_phone_cvr_invoice_and_impossible_dates_are_left_alone(text):
    assert cpr.mask(text) == text


def test_find_says_where_each_number_stands():
    text = "A 010203-1234 og B 040506-7890"

    assert [text[span.start : span.end] for span in cpr.find(text)] == ["010203-1234", "040506-7890"]


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    assert cpr.mask(cpr.mask(text)) == cpr.mask(text)


def test_a_number_that_fails_modulus_11_is_found_all_the_same():
    assert cpr.find("010101-1111")
