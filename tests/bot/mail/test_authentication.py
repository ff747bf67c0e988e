"""Authentication-Results: only trusted hosts count, only the topmost of theirs, and only DMARC."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.authentication import Dmarc, dmarc

OURS = ("mx.ministeriet.example",)


def found(*values, domain="nordlys.example", trusted=OURS):
    return dmarc({"authentication-results": values}, domain, trusted)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mx.ministeriet.example; dmarc=pass header.from=nordlys.example", Dmarc.PASS),
        ("mx.ministeriet.example; dmarc=fail header.from=nordlys.example", Dmarc.FAIL),
        ("MX.Ministeriet.example 1; spf=pass; DMARC = Fail (p=reject)", Dmarc.FAIL),
        ("mx.ministeriet.example (Postfix (our own)); dkim=pass; dmarc=fail", Dmarc.FAIL),
        ("mx.ministeriet.example; spf=fail smtp.mailfrom=nordlys.example; dkim=fail", None),
        ("mx.ministeriet.example; dmarc=none header.from=nordlys.example", None),
        ("mx.ministeriet.example; dmarc=temperror", None),
        ("mx.ministeriet.example; none", None),
        ("mx.ministeriet.example", None),
        ("", None),
    ],
)
def test_what_a_trusted_host_found_is_read(value, expected):
    assert found(value) == expected


def test_a_host_that_is_not_trusted_says_nothing():
    assert found("mx.fremmed.example; dmarc=fail header.from=nordlys.example") is None
    assert found("mx.ministeriet.example; dmarc=fail", trusted=()) is None


def test_of_several_the_topmost_counts_for_those_below_came_with_the_message():
    ours = "mx.ministeriet.example; dmarc=fail header.from=nordlys.example"
    forged = "mx.ministeriet.example; dmarc=pass header.from=nordlys.example"

    assert found(ours, forged) == Dmarc.FAIL


def test_a_name_in_a_comment_is_no_host():
    assert found("mx.fremmed.example (mx.ministeriet.example); dmarc=fail") is None


@pytest.mark.parametrize(
    "value", ["mx.ministeriet.example (a; dmarc=fail", "mx.ministeriet.example a); dmarc=fail"]
)
def test_a_bracket_without_its_other_hides_nothing(value):
    assert found(value) == Dmarc.FAIL


def test_comments_in_comments_without_end_take_no_time():
    began = time.process_time()
    result = found(f"mx.ministeriet.example {'(' * 60_000}{')' * 60_000}; dmarc=fail")

    assert time.process_time() - began < 2
    assert result == Dmarc.FAIL


def test_what_is_found_of_another_domain_says_nothing_of_this_one():
    assert found("mx.ministeriet.example; dmarc=pass header.from=fremmed.example") is None


def test_a_part_of_a_domain_is_vouched_for_by_the_whole():
    value = "mx.ministeriet.example; dmarc=pass header.from=nordlys.example"

    assert found(value, domain="post.nordlys.example") == Dmarc.PASS


@given(st.text(max_size=300))
def test_whatever_stands_there_nothing_breaks(value):
    found(value)
    found(f"mx.ministeriet.example; {value}")
