"""Mail put together by hand is read by the standard library as it was meant."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail import wire

LINES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(part):
    return part.get_content().replace("\r\n", "\n").rstrip("\n")


@given(
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_categories=("Cc", "Cs")), min_size=1
    )
)
def test_a_header_says_what_it_was_given(text):
    line = wire.header("Subject", text)

    assert line.isascii()
    assert read(line + b"\r\n")["Subject"].strip() == text.strip()


@given(st.lists(st.text("abc.=<>@", min_size=1, max_size=90), min_size=1, max_size=9))
def test_a_long_line_is_folded_between_its_words_and_loses_none(words):
    line = wire.structured("References", " ".join(words))

    assert line.replace(b"\r\n ", b" ") == f"References: {' '.join(words)}\r\n".encode()
    longest = max(map(len, words))
    assert all(len(each) <= max(78, longest + 1) for each in line.split(b"\r\n"))


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_nothing_is_smuggled_into_a_header(break_):
    for make in (wire.header, wire.structured):
        with pytest.raises(ValueError, match=r".*"):
            make("Subject", f"Fokus{break_}Bcc: evil@x.example")


@given(TEXTS)
def test_a_text_arrives_as_it_was_written(text):
    part = wire.text_part("plain", text)

    assert max(map(len, part.split(b"\r\n"))) <= wire.LONGEST_LINE
    assert text_of(read(part)) == text.rstrip("\n")


def test_lines_too_long_for_a_mail_are_encoded():
    text = "ø" * 3000

    part = wire.text_part("plain", text)

    assert max(map(len, part.split(b"\r\n"))) <= wire.LONGEST_LINE
    assert read(part).get_content().strip() == text


def test_a_file_has_its_name_and_its_bytes():
    part = read(wire.file_part("oplæg til høring.pdf", b"%PDF \x00\xff"))

    assert (part.get_filename(), part.get_content()) == ("oplæg til høring.pdf", b"%PDF \x00\xff")
    assert part.get_content_type() == "application/pdf"


def test_parts_stand_in_one_another_in_their_order():
    said = wire.multipart("alternative", [wire.text_part("plain", "a"), wire.text_part("html", "<p>a</p>")])
    whole = read(
        wire.multipart("mixed", [said, wire.file_part("a.bin", b"1"), wire.file_part("b.bin", b"2")])
    )

    assert [part.get_content_type() for part in whole.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "application/octet-stream", "application/octet-stream",
    ]  # fmt: skip
    assert [each.defects for each in whole.walk()] == [[]] * 6


def test_a_part_alone_is_no_multipart():
    part = wire.text_part("plain", "a")

    assert wire.multipart("mixed", [part]) == part


def test_a_text_that_looks_like_a_boundary_ends_nothing():
    first = wire.multipart("alternative", [wire.text_part("plain", "a"), wire.text_part("html", "b")])
    boundary = read(first).get_boundary()

    text = f"--{boundary}--\n\nmere"
    again = read(wire.multipart("alternative", [wire.text_part("plain", text), wire.text_part("html", "b")]))

    assert text_of(again.get_body(("plain",))) == text


@given(TEXTS)
def test_a_server_of_plain_ascii_gets_the_same_text(text):
    letter = b"MIME-Version: 1.0\r\n" + wire.text_part("plain", f"ø{text}")

    plain = wire.in_seven_bits(letter)

    assert plain.isascii()
    assert text_of(read(plain)) == f"ø{text}".rstrip("\n")
