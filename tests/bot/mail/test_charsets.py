import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.charsets import clean, decode

DANISH = "Børn på åbne værksteder – “alt for 100 €”"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16", "UTF-8 ", '"utf-8"', "utf8mb4"])
def test_a_declared_charset_is_used(charset):
    data = DANISH.encode(charset.strip(' "').replace("utf8mb4", "utf-8"))

    assert decode(data, charset) == (DANISH, True)


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "ISO_8859-1", "ansi_x3.110-1983", "ansi"])
def test_what_is_called_latin_or_ascii_is_read_as_windows_text(declared):
    assert decode(DANISH.encode("cp1252"), declared).text == DANISH


@pytest.mark.parametrize("declared", ["us-ascii", "iso-8859-1", "windows-1252"])
def test_utf8_that_calls_itself_a_single_byte_charset_is_found_out(declared):
    assert decode(DANISH.encode(), declared) == (DANISH, False)


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "no-such-charset", "x\x00y", "æ", "idna", "zlib", "undefined"]
)
def test_windows_text_is_found_where_the_declared_charset_fails(declared):
    assert decode(DANISH.encode("cp1252"), declared) == (DANISH, False)


@pytest.mark.parametrize("text", ["转发：整体提升企业服务水平", "路转发：整体提升企业服务水平路"])
def test_a_script_of_another_kind_is_not_taken_for_western_text(text):
    assert decode(text.encode("gb2312")).text == text


@pytest.mark.parametrize("text", ["–––––––––– Børn ––––––––––", "ÆØÅ æøå ÆØÅÆØÅ", "«Åååååååååh!»"])
def test_rows_of_danish_letters_and_ruled_lines_are_western_text(text):
    assert decode(text.encode("cp1252")).text == text


def test_utf8_needs_no_declaration():
    assert decode(DANISH.encode()) == (DANISH, True)


def test_a_broken_byte_does_not_turn_utf8_into_windows_text():
    damaged = "Børn på åbne værksteder".encode() + b"\xc3"

    assert decode(damaged, "utf-8").text == "Børn på åbne værksteder\ufffd"


@pytest.mark.parametrize("declared", [None, "utf-8", "no-such-charset"])
def test_a_line_in_another_charset_does_not_change_the_letter_above_it(declared):
    footer = "Scannet på Sønderborg Rådhus – hælsen Ærø ½"
    mixed = "Vi kommer på fredag.\n".encode() + footer.encode("cp1252")

    assert decode(mixed, declared) == (f"Vi kommer på fredag.\n{footer}", False)


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "utf-8"])
def test_a_byte_that_windows_does_not_know_changes_no_other(declared):
    letter = "Børnefonden ønsker støtte til åbne værksteder på Ærø. Tegn: \ufffd slut."

    assert decode(letter.encode("cp1252", "replace").replace(b"?", b"\x81"), declared).text == letter


@pytest.mark.parametrize("declared", ["utf-16", "utf-16le", "utf-32"])
@pytest.mark.parametrize("text", ["Vi søger om møde", "Vi vil have et møde. "])
def test_text_that_only_calls_itself_utf16_is_no_chinese(declared, text):
    assert decode(text.encode(), declared) == (text, False)
    assert decode(text.encode("utf-16le"), "utf-16le") == (text, True)


def test_hostile_mixtures_take_little_time():
    began = time.process_time()
    decode("å".encode() + b"\xe5" * 500_000)

    assert time.process_time() - began < 5


def test_escapes_of_seven_bit_charsets_are_understood():
    assert decode("日本".encode("iso-2022-jp"), "iso-2022-jp").text == "日本"


def test_a_byte_order_mark_tells_utf16():
    assert decode("Børn".encode("utf-16")).text.endswith("Børn")


@given(st.binary(), st.none() | st.text(max_size=30) | st.sampled_from(["utf-7", "utf-16", "hz", "big5"]))
def test_any_bytes_become_text_that_can_be_stored(data, declared):
    text = clean(decode(data, declared).text)

    assert "\x00" not in text
    assert text.encode().decode() == text


def test_a_control_beyond_ascii_is_the_windows_character_that_it_was_or_goes():
    # as by a program that took windows-1252 for Latin-1 and wrote it on as UTF-8
    assert clean("\x93alt\x94 for 100 \x80\x85ja\x81") == "“alt” for 100 €\nja"
    assert clean("\x9b31mrød") == "›31mrød"
    assert not any(clean("æ" + chr(code)) == "æ" + chr(code) for code in range(0x80, 0xA0))


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "iso-8859-15", None])
def test_no_terminal_is_told_what_to_do_by_a_control_in_any_charset(declared):
    text = clean(decode("rød \x9b31m".encode(declared or "utf-8"), declared).text)

    assert text == "rød ›31m"


def test_cleaning_keeps_letters_and_lines_and_nothing_that_hides():
    assert clean("a\r\nb\rc\u2028d\te\x00\x07\ufeff\xa0f\ud800") == "a\nb\nc\nd\te f"


def test_letters_in_two_pieces_become_one():
    assert clean("A\u030arhus") == "Århus"
    assert clean("A\x07\u030arhus") == "Århus"


def test_a_letter_keeps_its_marks_and_not_thousands_of_them():
    assert clean("q\u0316\u0301" + "─" * 40) == "q\u0316\u0301" + "─" * 40
    assert clean("q" + "\u0316\u0301" * 1_000 + "!") == "q" + "\u0316" * 15 + "\u0301" * 15 + "!"


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "windows-1252", None])
def test_danish_in_the_code_page_of_dos_is_read_whatever_it_is_called(declared):
    text = "Børn på Ærø håber, at året bliver godt."

    assert decode(text.encode("cp850"), declared) == (text, False)


@pytest.mark.parametrize("text", ["Hansen† siger ‘ja’ til rock‘n’roll", "På Ærø står ›citat‹ og †"])
def test_signs_of_windows_are_none_of_dos(text):
    assert decode(text.encode("cp1252"), "iso-8859-1").text == text
