import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.transfer import base64_bytes, decoded, decoded_between

CONTENT = "Børnefonden ønsker støtte til åbne værksteder.".encode()


@given(st.binary())
def test_base64_is_decoded(content):
    assert decoded(base64.encodebytes(content), "base64") == content


def test_base64_survives_stray_characters_and_lost_padding():
    damaged = base64.b64encode(CONTENT).rstrip(b"=").replace(b"Z", b"Z!\r\n ", 2)

    assert base64_bytes(damaged) == CONTENT


def test_base64_in_padded_pieces_is_read_to_the_end():
    assert base64_bytes(base64.b64encode(b"ab") + b"\n" + base64.b64encode(b"c")) == b"abc"


@pytest.mark.parametrize("content", [CONTENT, CONTENT + b"!", CONTENT + b"!!", CONTENT * 200])
@pytest.mark.parametrize("footer", ["_______\nFondsliste", "Sendt over Fondslisten"])
def test_a_footer_below_base64_is_text(content, footer):
    data = base64.encodebytes(content) + f"\n{footer}\n".encode()

    assert decoded(data, "base64") == content + f"\n\n{footer}\n".encode()
    assert decoded_between(b"x" + data + b"y", 1, len(data) + 1, "base64") == decoded(data, "base64")


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


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode", "7bit", ""])
@pytest.mark.parametrize(
    "body",
    [
        base64.encodebytes(bytes(range(256)) * 40),
        base64.encodebytes(b"en enkelt") + b"\n\n",
        base64.encodebytes(b"et") + base64.encodebytes(b"stykke til"),
        b"dGVrc3Q",
        b"Dette er ikke base64, selv om det st=E5r der.",
        b"=",
        b"",
    ],
)
def test_a_body_within_a_message_is_decoded_as_it_would_be_by_itself(body, encoding):
    raw = b"X-A: b=\n\n--x\n" + body + b"\n--x--=\n"
    start = raw.index(b"--x\n") + 4

    found = decoded_between(raw, start, start + len(body), encoding)

    assert found == decoded(body, encoding)
