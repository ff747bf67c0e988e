import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.transfer import base64_bytes, decoded

CONTENT = "Børnefonden ønsker støtte til åbne værksteder.".encode()


@given(st.binary())
def test_base64_is_decoded(content):
    assert decoded(base64.encodebytes(content), "base64") == content


def test_base64_survives_stray_characters_and_lost_padding():
    damaged = base64.b64encode(CONTENT).rstrip(b"=").replace(b"Z", b"Z!\r\n ", 2)

    assert base64_bytes(damaged) == CONTENT


def test_base64_in_padded_pieces_is_read_to_the_end():
    assert base64_bytes(base64.b64encode(b"ab") + b"\n" + base64.b64encode(b"c")) == b"abc"


def test_text_that_calls_itself_base64_stays_text():
    assert decoded(b"This text was never base64, although it says so.", "base64").startswith(b"This text")


def test_quoted_printable_forgives_spaces_after_a_soft_break():
    assert decoded(b"et =C3=B8= \r\nst", "quoted-printable") == "et øst".encode()


def test_uuencoded_lines_are_decoded_and_bad_ones_left_out():
    good = binascii.b2a_uu(b"hej")

    assert (
        decoded(b"begin 644 a.txt\n" + good + b"\xff\xff\n" + good + b"end\nrest", "x-uuencode") == b"hejhej"
    )


@pytest.mark.parametrize("encoding", ["", "7bit", "8bit", "binary", "no-such-encoding"])
def test_what_is_not_encoded_is_left_alone(encoding):
    assert decoded(CONTENT, encoding) == CONTENT


@given(st.binary(), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit"]))
def test_no_content_breaks_the_decoding(data, encoding):
    assert isinstance(decoded(data, encoding), bytes)
