"""Mails too large or too odd to lie in tests/mails: what each gives, and that none takes long.

The smaller ones are in tests/mails; the table of limits is docs/hard-mail.md.
"""

import base64
import time

import pytest

from bot.mail.body import attachment_contents
from bot.mail.errors import Unreadable
from bot.mail.limits import Limits
from bot.mail.parsing import parse
from bot.screening import screen
from tests.sample_mails import facts, raw_mail

WORDS = "Vi vil gerne høre mere om reglerne for data."
PATIENCE = 10
"""Seconds of a processor on a machine that others use too; each takes a fraction of one."""


def in_layers(depth: int) -> bytes:
    inner = f"\n{WORDS}\n"
    for layer in range(depth):
        inner = f"Content-Type: multipart/mixed; boundary=lag{layer}\n\n--lag{layer}\n{inner}--lag{layer}--\n"
    return f"From: bo@havrefonden.example\nSubject: Lag\n{inner}".encode()


def with_file(content: bytes) -> bytes:
    encoded = base64.encodebytes(content).decode()
    head = "From: bo@havrefonden.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    file = "Content-Type: application/pdf; name=rapport.pdf\nContent-Transfer-Encoding: base64\n\n"
    return f"{head}--b\n\n{WORDS}\n--b\n{file}{encoded}--b--\n".encode()


MANY_PARTS = (
    "From: bo@havrefonden.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    f"--b\n\n{WORDS}\n" + "--b\nContent-Type: image/png\n\nx\n" * 5_000
).encode()
MESSAGES_IN_MESSAGES = (
    "From: bo@havrefonden.example\n"
    + "Content-Type: message/rfc822\n\n" * 200
    + f"Subject: Inderst\n\n{WORDS}"
).encode()

HARD = {
    "200 levels": (in_layers(200), ("too_deep",)),
    "200 messages in messages": (MESSAGES_IN_MESSAGES, ("too_deep",)),
    "5,000 parts": (MANY_PARTS, ("too_many_parts",)),
    "3,000 fields": (b"X-Trace: a\n" * 3_000 + raw_mail(WORDS), ()),
    "20,000 fields": (raw_mail(WORDS).replace(b"\n\n", b"\n" + b"X-Trace: a\n" * 20_000 + b"\n"), None),
    "a field of a megabyte": (b"X-Trace: " + b"a" * 2**20 + b"\n" + raw_mail(WORDS), ()),
    "a line of a megabyte": (raw_mail(WORDS + "\n" + "x" * 2**20), ()),
    "a megabyte of quotes": (raw_mail(WORDS + "\n" + ">" * 2**20), ()),
    "half a megabyte of colons": (raw_mail(WORDS + "\n" + "Fra: x\n" * 2**16), ()),
    "three megabytes of text": (raw_mail((WORDS + "\n") * 70_000), ("text_cut",)),
    "500 recipients": (raw_mail(WORDS, cc=", ".join(f"Nr. {n} <n{n}@fond.example>" for n in range(500))), ()),
    "12 megabytes": (with_file(b"%PDF-1.7\n" + bytes(12_000_000)), ()),
    "deep HTML": (raw_mail("<div>" * 50_000 + WORDS, content_type="text/html"), ()),
    "a subject of brackets": (raw_mail(WORDS, subject="[" * 50_000), ()),
    "comments in comments": (raw_mail(WORDS, cc="(" * 50_000 + "x"), ()),
    "references without an address": (raw_mail(WORDS, references="x" * 90_000), ()),
    "commas without an address": (raw_mail(WORDS, cc="a b," * 25_000), ()),
    "commas behind half an address": (raw_mail(WORDS, cc="<" + "a@ " * 20_000 + ">" + "," * 60_000), ()),
    "a letter under endless marks": (raw_mail(WORDS + "\na" + "\u0316\u0301" * 100_000), ()),
    "marks that are told apart by controls": (raw_mail(WORDS + "\na" + "\u0316\x01\u0301" * 100_000), ()),
    "words that never end": (raw_mail(WORDS, subject="=?utf-8?q?" * 10_000), ()),
    "parameters without end": (raw_mail(WORDS, content_type="text/plain" + "; a*1=b" * 10_000), ()),
    "armour": (raw_mail(WORDS + "\n" + "-----BEGIN PGP SIGNED MESSAGE-----\n" * 10_000), ()),
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_mail_is_read_in_little_time_and_is_a_persons(name):
    raw, warnings = HARD[name]
    began = time.process_time()
    found = parse(raw)

    assert time.process_time() - began < PATIENCE
    assert found.sender is not None
    assert screen(found, facts(size=len(raw), max_size=50_000_000)) is None
    assert warnings is None or found.warnings == warnings


@pytest.mark.parametrize("name", sorted(HARD.keys() - {"20,000 fields", "200 messages in messages"}))
def test_what_the_writer_of_a_hard_mail_says_is_read(name):
    found = parse(HARD[name][0])

    assert WORDS in found.text
    assert WORDS in found.new_text


def test_the_words_below_the_deepest_level_that_is_read_are_shown_as_they_came():
    assert WORDS in parse(HARD["200 levels"][0]).text


def test_a_large_file_is_had_whole():
    raw = HARD["12 megabytes"][0]
    found = parse(raw)

    assert [(each.name, each.size) for each in found.attachments] == [("rapport.pdf", 12_000_009)]
    assert [len(each) for each in attachment_contents(raw)] == [12_000_009]


def test_every_one_of_many_recipients_is_known():
    assert len(parse(HARD["500 recipients"][0]).cc) == 500


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b"])
def test_no_name_subject_or_file_can_show_as_another(mark):
    raw = raw_mail(
        "Hej",
        **{"from": f"Mette{mark}gnoF <m@x.example>"},
        subject=f"Tilsagn{mark}fdp",
        content_type=f'application/pdf; name="svar{mark}fdp.exe"',
    )
    found = parse(raw)

    assert found.sender.name == "MettegnoF"
    assert found.subject == "Tilsagnfdp"
    assert [(each.name, each.mark) for each in found.attachments] == [("svarfdp.exe", "program")]


def test_a_message_that_takes_too_long_is_refused():
    with pytest.raises(Unreadable) as refused:
        parse(MANY_PARTS, Limits(seconds=0))

    assert refused.value.reason == "too_slow"


def test_limits_are_those_that_are_given():
    few = parse(MANY_PARTS, Limits(parts=10))

    assert len(few.attachments) == 8
    assert parse(raw_mail("abc" * 100), Limits(text_bytes=3)).text == "abc"
    assert parse(in_layers(5), Limits(depth=3)).warnings == ("too_deep",)
    assert parse(b"X-A: 1\n" * 5 + raw_mail(), Limits(fields=3)).warnings[0] == "too_many_fields"


def test_an_attachment_is_found_again_under_the_same_limits():
    mail = parse(MANY_PARTS, Limits(parts=10))

    contents = list(attachment_contents(MANY_PARTS, mail.limits))
    assert (len(contents), contents[6]) == (len(mail.attachments), b"x")
