import base64
import struct
import time
from dataclasses import replace

import pytest
from compressed_rtf import compress
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.body import attachment_contents
from bot.mail.limits import USUAL
from bot.mail.parsing import parse
from bot.mail.winmail import MAX_FILES, unwrapped
from tests.sample_mails import sample

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def an_object(what, data):
    return struct.pack("<BHHI", 2, what, 6, len(data)) + data + b"\0\0"


def a_text(kind, number, value):
    return struct.pack("<HHII", kind, number, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def properties(*each):
    return struct.pack("<I", len(each)) + b"".join(each)


def a_file(name=b"kort.doc\0", data=b"x"):
    return an_object(0x9002, b"") + an_object(0x8010, name) + an_object(0x800F, data)


def test_files_are_found_with_their_short_names():
    found = unwrapped(SIGNATURE + a_file() + a_file(b"\xe5rsm\xf8de.txt\0", b"y"))

    assert found.files == [("kort.doc", b"x"), ("årsmøde.txt", b"y")]


def test_the_long_name_goes_before_the_short_one():
    long = "Høringssvar – endeligt.docx\0".encode("utf-16-le")
    found = unwrapped(SIGNATURE + a_file() + an_object(0x9005, properties(a_text(0x1F, 0x3707, long))))

    assert found.files == [("Høringssvar – endeligt.docx", b"x")]


def test_a_file_that_lies_in_its_properties_is_found_there():
    whole = a_text(0x0D, 0x3701, b"i" * 16 + b"indhold")
    found = unwrapped(SIGNATURE + a_file(data=b"picture") + an_object(0x9005, properties(whole)))

    assert found.files == [("kort.doc", b"indhold")]


def test_the_code_page_is_that_of_the_sender():
    code_page = an_object(0x9007, struct.pack("<I", 850))

    assert unwrapped(SIGNATURE + code_page + an_object(0x800C, "Børn".encode("cp850") + b"\0")).text == "Børn"


def test_named_several_and_fixed_properties_are_passed_over():
    named = struct.pack("<HH16sIII", 0x3, 0x8005, b"g" * 16, 0, 7, 42)
    called = struct.pack("<HH16sII6s2sI", 0x3, 0x8006, b"g" * 16, 1, 6, b"a\0b\0c\0", b"", 42)
    several = struct.pack("<HHIII", 0x1003, 0x3001, 2, 1, 2)
    html = a_text(0x102, 0x1013, "<p>Børn</p>".encode())
    found = unwrapped(SIGNATURE + an_object(0x9003, properties(named, called, several, html)))

    assert found.html == "<p>Børn</p>"


def in_a_mail(*message_properties, text=""):
    """A mail as Outlook sends it: a text part, often empty, and what it wrapped."""
    wrapped = SIGNATURE + an_object(0x9003, properties(*message_properties))
    head = "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    below = (
        "\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    )
    return parse(f"{head}{text}{below}{base64.b64encode(wrapped).decode()}\n--b--\n".encode())


def packed(rtf):
    return a_text(0x102, 0x1009, compress(rtf))


def test_text_in_outlooks_packed_form_alone_is_read():
    mail = in_a_mail(packed(b"{\\rtf1\\ansi Hvorn\\'e5r h\\'f8rer vi fra jer?\\par}"))

    assert (mail.text, mail.warnings, mail.attachments) == ("Hvornår hører vi fra jer?", (), ())


def test_a_text_part_without_words_hides_no_words_that_are_wrapped():
    assert in_a_mail(a_text(0x1E, 0x1000, b"Hej Bo"), text=" \n").text.strip() == "Hej Bo"


def test_the_packed_form_is_not_read_where_the_same_text_is_there_in_another():
    rich = packed(b"{\\rtf1 Hej}")

    assert in_a_mail(a_text(0x1E, 0x1000, b"Hej"), rich).text == "Hej"
    assert in_a_mail(rich, text="Hej").text == "Hej"


@pytest.mark.parametrize(
    "broken", [b"LZFu", compress(b"{\\rtf1 Hej Bo}")[:-9], compress(b"no RTF at all"), compress(b"{\\rtf1}")]
)
def test_a_packed_form_that_is_broken_or_says_nothing_leaves_the_file_as_it_came(broken):
    mail = in_a_mail(a_text(0x102, 0x1009, broken))

    assert (mail.text.strip(), mail.warnings) == ("", ("winmail",))
    assert [each.name for each in mail.attachments] == ["winmail.dat"]


def test_of_a_packed_form_that_is_too_long_the_beginning_is_read_and_that_is_said():
    wrapped = SIGNATURE + an_object(0x9003, properties(packed(b"{\\rtf1 Hej Bo" + b" igen" * 900)))
    raw = b"From: a@b.example\nContent-Type: application/ms-tnef\n\n" + wrapped

    mail = parse(raw, replace(USUAL, text_bytes=500))

    assert mail.text.startswith("Hej Bo igen")
    assert mail.warnings == ("text_cut",)


def test_the_content_of_each_file_can_be_had():
    raw = sample("winmail-with-files")

    first, second, *_ = attachment_contents(raw)
    assert (first, second) == (b"PK\x03\x04 et dokument", "År;Antal\n2025;12\n".encode())


def test_numbers_that_the_sender_made_up_cost_no_time_and_no_memory():
    endless = struct.pack("<IHHI", 0xFFFFFFFF, 0x1002, 0x3001, 0xFFFFFFFF) + b"\0" * 1_000
    wrapped = SIGNATURE + an_object(0x9003, endless) + struct.pack("<BHHI", 2, 0x800F, 6, 0xFFFFFFFF)
    began = time.process_time()

    assert unwrapped(wrapped).files == []
    assert time.process_time() - began < 1


def test_no_more_files_than_anybody_sends_are_found():
    assert len(unwrapped(SIGNATURE + a_file() * (MAX_FILES + 9)).files) == MAX_FILES


@given(st.binary(max_size=400))
def test_any_bytes_are_some_winmail_or_none(data):
    assert unwrapped(data) is None
    assert unwrapped(SIGNATURE + data) is not None
    assert unwrapped(SIGNATURE + an_object(0x9003, data) + a_file() + an_object(0x9005, data)) is not None


@given(st.data())
def test_a_damaged_winmail_is_read_as_far_as_it_goes(data):
    whole = SIGNATURE + an_object(0x9003, properties(a_text(0x1E, 0x1000, b"Hej"))) + a_file()
    place = data.draw(st.integers(len(SIGNATURE), len(whole) - 1))

    assert unwrapped(whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + 1 :]) is not None
