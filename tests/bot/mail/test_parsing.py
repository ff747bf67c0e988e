from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.errors import Unreadable
from bot.mail.parsing import parse
from tests.sample_mails import EXPECTED, LETTERS, mail, raw_mail, sample


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_mail_is_read_as_it_is_meant(name):
    expected = EXPECTED[name]
    found = parse(sample(name))

    assert found.subject == expected["subject"]
    assert (found.sender.email if found.sender else "") == expected["sender"]
    assert (found.sender.name if found.sender else "") == expected["name"]
    assert [attachment.name for attachment in found.attachments] == expected.get("attachments", [])
    marks = [attachment.mark or "" for attachment in found.attachments]
    assert marks == expected.get("marks", [""] * len(marks))
    assert list(found.warnings) == expected.get("warnings", [])


@pytest.mark.parametrize("name", LETTERS)
def test_the_new_words_of_a_sample_letter_are_all_there_and_nothing_else(name):
    assert parse(sample(name)).new_text == EXPECTED[name]["text"]


def test_times_are_told_in_utc():
    found = parse(sample("letter-da"))

    assert found.date == datetime(2026, 3, 12, 9, 14, 30, tzinfo=UTC)
    assert found.received == datetime(2026, 3, 12, 9, 15, tzinfo=UTC)


def test_the_thread_is_told_with_brackets():
    found = parse(sample("outlook-da"))

    assert found.message_id == "<c1@rugfonden.example>"
    assert found.in_reply_to == ("<i42@ministeriet.example>",)
    assert found.references == ("<a@rugfonden.example>", "<i42@ministeriet.example>")


def test_recipients_and_the_address_to_answer_are_told():
    found = parse(sample("addresses"))

    assert [address.email for address in found.to] == ["dialog@ministeriet.example"]
    assert [address.name for address in found.cc] == ["Rug, Mette", "Per Byg", ""]
    assert found.reply_to[0].email == "bo.privat@havrefonden.example"


def test_where_it_was_delivered_is_told():
    found = mail(delivered_to="Dialog+i1.x@ministeriet.example", x_original_to="<dialog@ministeriet.example>")

    assert found.delivered_to == ("dialog+i1.x@ministeriet.example", "dialog@ministeriet.example")


@pytest.mark.parametrize(("field", "path"), [("<>", ""), ("<bo@x.example>", "bo@x.example"), ("", None)])
def test_the_null_sender_is_told_from_no_sender(field, path):
    assert mail(return_path=field).return_path == path


def test_the_first_of_several_writers_is_the_sender_and_it_is_said():
    found = parse(sample("several-from"))

    assert found.sender.email == "bo@havrefonden.example"
    assert found.warnings == ("several_from",)


def test_the_digest_is_the_same_by_whatever_way_the_mail_came():
    raw = raw_mail(date="Thu, 12 Mar 2026 10:14:30 +0100")
    travelled = b"Received: from a by b; Thu, 12 Mar 2026 11:00:00 +0100\r\n" + raw.replace(b"\n", b"\r\n")

    assert parse(raw).content_digest == parse(travelled).content_digest


@pytest.mark.parametrize(
    "change", [{"subject": "Andet"}, {"from": "c@d.example"}, {"date": "1 Jan 2026 00:00:00 +0000"}]
)
def test_another_mail_has_another_digest(change):
    assert mail(**change).content_digest != mail().content_digest
    assert mail("En anden tekst end den første.").content_digest != mail().content_digest


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_message"),
        (b"Subject: x\n\n", "no_content"),
        (b"To: a@b.example\n\n \n", "no_content"),
    ],
)
def test_what_holds_nothing_to_read_is_unreadable(raw, reason):
    with pytest.raises(Unreadable) as refused:
        parse(raw)

    assert refused.value.reason == reason


def test_text_without_any_field_is_read():
    found = parse("Hej. Vi vil gerne mødes.".encode())

    assert found.text == "Hej. Vi vil gerne mødes."
    assert found.sender is None


@given(st.binary() | st.binary().map(lambda rest: raw_mail() + rest))
def test_any_bytes_are_read_or_refused_in_one_way(raw):
    try:
        found = parse(raw)
    except Unreadable:
        return
    assert found.text.encode()
    assert found.subject == " ".join(found.subject.split())


@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_a_damaged_mail_is_read_or_refused_in_one_way(name, data):
    raw = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        raw[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    try:
        found = parse(bytes(raw))
    except Unreadable:
        return
    for text in (
        found.subject,
        found.text,
        found.new_text,
        *(attachment.name for attachment in found.attachments),
    ):
        assert "\x00" not in text
        assert text.encode().decode() == text


def test_what_a_server_adds_on_delivery_makes_garbage_no_message():
    delivered = (
        b"Return-Path: <a@fond.example>\r\nDelivered-To: fonde@ministeriet.example\r\n\r\n\x00\x01\x02"
    )

    with pytest.raises(Unreadable):
        parse(delivered)
