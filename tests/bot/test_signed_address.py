import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.signed_address import (
    LONGEST_BASE,
    is_own_message_id,
    message_id,
    read_reply_address,
    reply_address,
)

BASE = "dialog@fond.example"
KEY = b"k" * 32
OTHER_KEY = b"o" * 32
kinds = st.from_regex(r"[a-z]{1,2}", fullmatch=True)
numbers = st.integers(1, 999_999_999)


@given(kinds, numbers)
def test_a_signed_address_leads_back_whatever_its_letter_case(kind, number):
    address = reply_address(BASE, kind, number, KEY)

    assert read_reply_address(address, BASE, KEY) == (kind, number)
    assert read_reply_address(address.upper(), BASE.title(), KEY) == (kind, number)


def test_a_signed_address_names_its_subject_and_is_the_same_each_time():
    address = reply_address(BASE, "i", 42, KEY)

    assert address.startswith("dialog+i42.")
    assert address.endswith("@fond.example")
    assert address == reply_address(BASE, "i", 42, KEY)


@given(kinds, numbers)
def test_every_address_fits_the_longest_local_part(kind, number):
    local, _, _ = reply_address("d" * LONGEST_BASE + "@fond.example", kind, number, KEY).rpartition("@")

    assert len(local) <= 64


def test_a_base_with_a_tag_of_its_own_keeps_it():
    base = "post+dialog@fond.example"
    address = reply_address(base, "i", 7, KEY)

    assert address.startswith("post+dialog+i7.")
    assert read_reply_address(address, base, KEY) == ("i", 7)
    assert read_reply_address(address, "post@fond.example", KEY) is None


@pytest.mark.parametrize(
    ("old", "new"), [("i42", "i43"), ("i42", "u42"), ("i42", "i042"), ("dialog", "andet")]
)
def test_an_address_with_another_subject_is_not_ours(old, new):
    address = reply_address(BASE, "i", 42, KEY).replace(old, new, 1)

    assert read_reply_address(address, BASE, KEY) is None


@given(st.integers(0, 15), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_no_letter_of_the_signature_can_be_changed(position, letter):
    head, _, rest = reply_address(BASE, "i", 42, KEY).partition(".")
    changed = f"{head}.{rest[:position]}{letter}{rest[position + 1 :]}"

    read = read_reply_address(changed, BASE, KEY)

    assert read == (("i", 42) if rest[position] == letter else None)


def test_an_address_signed_with_another_key_is_not_ours():
    assert read_reply_address(reply_address(BASE, "i", 42, OTHER_KEY), BASE, KEY) is None


def test_an_address_of_another_domain_is_not_ours():
    address = reply_address("dialog@andet.example", "i", 42, KEY)

    assert read_reply_address(address, BASE, KEY) is None


@given(st.text())
def test_no_text_is_taken_for_an_address_of_ours(text):
    assert read_reply_address(text, BASE, KEY) is None
    assert read_reply_address(f"dialog+{text}@fond.example", BASE, KEY) is None


@pytest.mark.parametrize(("kind", "number"), [("", 1), ("abc", 1), ("I", 1), ("i", 0), ("i", 10**9)])
def test_a_subject_that_would_not_fit_is_refused(kind, number):
    with pytest.raises(ValueError, match=f"{kind}{number}"):
        reply_address(BASE, kind, number, KEY)


@pytest.mark.parametrize("base", ["@fond.example", "d" * (LONGEST_BASE + 1) + "@fond.example"])
def test_a_base_that_would_not_fit_is_refused(base):
    with pytest.raises(ValueError, match=r"@fond\.example"):
        reply_address(base, "i", 1, KEY)


@given(kinds, numbers, st.text())
def test_a_message_id_is_known_again_whatever_its_letter_case_and_brackets(kind, number, unique):
    value = message_id(kind, number, unique, "fond.example", KEY)

    assert value.isascii()
    assert value.startswith("<")
    assert value.endswith("@fond.example>")
    assert is_own_message_id(value, "Fond.example", KEY)
    assert is_own_message_id(f" {value.strip('<>').upper()} ", "fond.example", KEY)


def test_the_same_letter_has_the_same_message_id_and_another_a_different_one():
    first = message_id("i", 1, "inquiry:1/answer:1", "fond.example", KEY)

    assert first == message_id("i", 1, "inquiry:1/answer:1", "fond.example", KEY)
    assert first != message_id("i", 1, "inquiry:1/answer:2", "fond.example", KEY)
    assert first != message_id("i", 2, "inquiry:1/answer:1", "fond.example", KEY)


def test_a_message_id_of_another_key_or_domain_or_subject_is_not_ours():
    value = message_id("i", 1, "a", "fond.example", KEY)

    assert not is_own_message_id(value, "fond.example", OTHER_KEY)
    assert not is_own_message_id(value, "andet.example", KEY)
    assert not is_own_message_id(value.replace("i1", "i2"), "fond.example", KEY)


@given(st.text())
def test_no_text_is_taken_for_a_message_id_of_ours(text):
    assert not is_own_message_id(text, "fond.example", KEY)
    assert not is_own_message_id(f"<{text}@fond.example>", "fond.example", KEY)


def test_what_the_key_signs_for_another_use_is_not_good_as_an_address():
    bare = base64.b32encode(hmac.digest(KEY, b"i42", "sha256")[:10]).decode().lower()

    assert read_reply_address(f"dialog+i42.{bare}@fond.example", BASE, KEY) is None
