import struct
import time

import pytest
from compressed_rtf import compress
from compressed_rtf.crc32 import crc32
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.html_text import to_text
from bot.mail.rich_text import MAX_PACKED, to_html, unpacked

WRAPPED = rb"""{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
{\colortbl\red0\green0\blue0;}
\uc1\pard\plain\deftab360 \f0\fs24
{\*\htmltag19 <html>}{\*\htmltag34 <head>}{\*\htmltag41 </head>}{\*\htmltag50 <body>}
{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 K\'e6re ministerium{\*\htmltag72 </p>}\htmlrtf \par
}\htmlrtf0 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 M\'e5 puljer p\'e5 < 100.000 kr. s\'f8ges
 af {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 alle{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0
 {\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  hvordan{\*\mhtmltag84 <a>}?{\*\htmltag72 </p>}\htmlrtf \par
}\htmlrtf0 {\*\htmltag58 </body>}{\*\htmltag27 </html>}}"""


def read(words, head=r"\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}"):
    return to_text(to_html(rb"{\rtf1" + head.encode() + b" " + words + b"}"))


def test_html_that_is_wrapped_in_rtf_is_had_back_without_what_stands_beside_it():
    text = to_text(to_html(WRAPPED.replace(b"\n", b"\r\n")))

    assert text == "Kære ministerium\n\nMå puljer på < 100.000 kr. søges af alle & hvordan?"


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"K\'e6re Bo\par\par N\'e5r?", "Kære Bo\n\nNår?"),
        (rb"{\b Fed} og {\i\fs28 skr\'e5}", "Fed og skrå"),
        (rb"\ldblquote Ja\rdblquote \endash  3 < 4 & 5", "“Ja”– 3 < 4 & 5"),
        (rb"tegn \{\}\\ og\~mere", "tegn {}\\ og mere"),
        (rb"\u8211?\uc0\u8212 {\uc2\u229\'e5\'e5}r", "–—år"),
        (rb"\u-10179?\u-8704?!", "😀!"),
        (rb"\f1 \'9aek\f0 \'9a", "šekš"),
        (rb"{\pict\wmetafile8 0102}{\*\ukendt x}\bin4 }}}}Billede", "Billede"),
        (rb"A\cell B\row C", "A\tB\nC"),
        (rb"For {\*\bkmkstart _x}{\*\bkmkend _x}alle{\comment", "For alle"),
    ],
)
def test_plain_rtf_is_read_as_text(rtf, text):
    assert read(rtf) == text


def test_the_code_page_is_that_of_the_writer_and_an_unknown_one_is_western():
    assert read(rb"\'bf", r"\ansi\ansicpg1251") == "ї"
    assert read(rb"\'e5", r"\ansi\ansicpg99999") == "å"


def test_a_link_says_where_it_leads():
    link = (
        rb'Se {\field{\*\fldinst{HYPERLINK "https://ond.example/x"}}{\fldrslt{\ul https://god.example}}} nu'
    )

    assert read(link) == "Se https://god.example <https://ond.example/x> nu"


def test_what_follows_the_end_of_the_letter_is_none_of_it():
    assert to_text(to_html(rb"{\rtf1 Hej}} skrald {mere}")) == "Hej"


@pytest.mark.parametrize(
    "unit",
    [
        b"{",
        b"}",
        b"\\u8217 ?",
        b"\\'e6",
        b'{\\field{\\*\\fldinst{HYPERLINK "x"}}{\\fldrslt ',
        b"\\f0 ",
        b"\\par ",
    ],
)
def test_time_grows_with_the_length_alone(unit):
    began = time.process_time()
    to_text(to_html(b"{\\rtf1 " + unit * (200_000 // len(unit))))

    assert time.process_time() - began < 3


def test_what_is_packed_to_explode_is_as_large_as_its_packing_allows():
    runs = (b"\xff" + b"\x10\x0f" * 8) * 20_000
    head = struct.pack("<II", len(runs) + 12, 0xFFFFFFFF) + b"LZFu" + struct.pack("<I", crc32(runs))
    began = time.process_time()

    assert unpacked(head + runs, 1_000).html == ""
    assert unpacked(b"\0" * (MAX_PACKED + 1), 1_000).html == ""
    assert time.process_time() - began < 10


@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_far_as_they_go(data):
    assert isinstance(to_html(b"{\\rtf1 " + data), str)
    assert unpacked(data, 1_000) == ("", False)
    assert isinstance(unpacked(compress(b"{\\rtf1 " + data), 1_000).html, str)
