import email
import email.policy
import re
from datetime import UTC, datetime
from importlib import resources

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.mail.letters import Enclosure, Envelope, compose, words_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def an_envelope(**over):
    values = {
        "from_name": "Ministeriets fondsdialog",
        "from_address": "fonde@ministeriet.example",
        "reply_to": "fonde+i1.abc@ministeriet.example",
        "recipients": ["karen@fond.example"],
        "subject": "Re: Evaluering på dansk [FD-2026-00001]",
        "message_id": "<l1.x@ministeriet.example>",
        "references": ["<root@fond.example>", "<newest@fond.example>"],
        "date": NOW,
        "language": "da",
    }
    return Envelope(**(values | over))


def as_received(message):
    return email.message_from_bytes(message, policy=email.policy.default)


def test_a_letter_stands_in_its_thread():
    letter = as_received(compose(an_envelope(), "Tak"))

    assert letter["In-Reply-To"] == "<newest@fond.example>"
    assert letter["References"] == "<root@fond.example> <newest@fond.example>"
    assert letter["Message-ID"] == "<l1.x@ministeriet.example>"
    assert "fonde+i1.abc@ministeriet.example" in letter["Reply-To"]
    assert letter["Subject"] == "Re: Evaluering på dansk [FD-2026-00001]"
    assert "Auto-Submitted" not in letter


def test_an_automatic_letter_asks_machines_not_to_answer():
    letter = as_received(compose(an_envelope(automatic=True), "Tak"))

    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-replied", "All")


def test_text_and_html_say_the_same_and_the_html_is_escaped():
    letter = as_received(compose(an_envelope(), "Kære <b>Karen</b>\n\nÆØÅ & tak\nMette\n\n-- \nMinisteriet"))

    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert "Kære <b>Karen</b>" in text
    assert "Kære &lt;b&gt;Karen&lt;/b&gt;" in html
    assert "ÆØÅ &amp; tak<br>Mette" in html
    assert '<html lang="da">' in html


@pytest.mark.parametrize("field", ["subject", "message_id", "reply_to"])
def test_a_line_break_in_a_header_is_refused(field):
    with pytest.raises(ValueError, match=r".*"):
        compose(an_envelope(**{field: "x\r\nBcc: evil@x.example"}), "Tak")


@pytest.mark.parametrize(
    ("language", "expected"), [("da", "vi svarer senest torsdag"), ("en", "we will answer senest torsdag")]
)
def test_the_acknowledgement_names_number_and_date(language, expected):
    words = words_of(
        "acknowledgement", language, name="Karen", subject="Evaluering", reference="FD-2026-00001",
        deadline="senest torsdag den 12. marts kl. 15.00", from_name="Ministeriet",
    )  # fmt: skip

    assert expected in words
    assert "FD-2026-00001" in words


def test_every_letter_has_its_danish_and_its_english_words():
    folders = [each for each in (resources.files("bot.mail") / "templates").iterdir() if each.is_dir()]

    assert folders
    for folder in folders:
        assert {each.name for each in folder.iterdir()} == {"body.da.txt", "body.en.txt"}


def test_a_letter_sent_twice_is_the_same_to_the_byte_whatever_is_enclosed():
    enclosed = an_envelope(enclosures=[Enclosure("oplæg.pdf", b"%PDF-1.4 ...")])

    letter = compose(enclosed, "Tak")

    assert letter == compose(enclosed, "Tak")
    assert [part.get_filename() for part in as_received(letter).iter_attachments()] == ["oplæg.pdf"]


def test_letters_that_share_headers_are_each_as_if_they_were_the_only_one():
    mine = an_envelope(subject="Høring: " + "en lang sætning med æøå, " * 8)
    other = an_envelope(subject=mine.subject, recipients=["ole@fond.example"], message_id="<l2.x@m.example>")
    alone = compose(mine, "Tak")

    letters = [compose(each, "Tak") for each in (other, mine, other, mine)]

    assert letters[1] == letters[3] == alone
    assert letters[0] == letters[2]
    assert as_received(compose(other, "Tak"))["To"] == "ole@fond.example"


# Header injection: whatever stands in a field of a letter makes no other field, and no body.
LISTS = ("recipients", "references")
FIELDS = ("from_name", "from_address", "reply_to", "subject", "message_id", *LISTS)
BREAKS = [
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\0",
    "\r\nBcc: ond@falsk.example\r\n\r\n",
]
SIGNS = ["=?utf-8?q?=0D=0ABcc:_x?=", '"', "<", ">", ",", ";", ":", "@", "\\", "(", "\ud800", "æ", " "]
HOSTILE = st.lists(st.sampled_from([*BREAKS, *SIGNS]) | st.text(max_size=30), max_size=8).map("".join)


def head_of(raw: bytes) -> list[str]:
    head = raw.partition(b"\r\n\r\n")[0]
    return [
        line.partition(b":")[0].decode() for line in re.split(rb"\r\n|\r|\n", head) if line[:1] not in b" \t"
    ]


PLAIN = head_of(compose(an_envelope(), "Tak"))


@given(field=st.sampled_from(FIELDS), text=HOSTILE)
@example(field="subject", text="=?utf-8?q?=0D=0ABcc:_x?=")
@example(field="from_name", text="=?utf-8?q?=0D=0ABcc:_x?=")
def test_whatever_stands_in_a_field_makes_no_other(field, text):
    try:
        raw = compose(an_envelope(**{field: [text] if field in LISTS else text}), "Tak")
    except ValueError:
        return  # refused: nothing leaves

    assert set(head_of(raw)) <= {*PLAIN}
    assert b"\nBcc:" not in raw
    assert b"\rBcc:" not in raw


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r"])
def test_a_second_field_is_never_smuggled_in(field, mark):
    text = f"a@b.example{mark}Bcc: ond@falsk.example"
    try:
        raw = compose(an_envelope(**{field: [text] if field in LISTS else text}), "Tak")
    except ValueError:
        return

    assert head_of(raw) == PLAIN


@given(name=HOSTILE)
@example(name="=?utf-8?q?=0D=0ABcc:_x?=")
def test_the_name_of_an_enclosed_file_makes_no_field(name):
    try:
        raw = compose(an_envelope(enclosures=[Enclosure(name, b"x")]), "Tak")
    except ValueError:
        return

    assert b"\nBcc:" not in raw
    assert b"\rBcc:" not in raw
