import email
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.limits import USUAL
from bot.mail.mime import MAX_FIELD_BYTES, split
from tests.sample_mails import EXPECTED, sample


def leaves(raw):
    return list(split(raw).root.leaves())


def contents(raw):
    return [part.content().replace(b"\r\n", b"\n").rstrip(b"\n") for part in leaves(raw)]


def library_contents(raw):
    """What the standard library's parser finds in the same message."""
    parts = [part for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]
    return [part.get_payload(decode=True).replace(b"\r\n", b"\n").rstrip(b"\n") for part in parts]


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60)


ENCODINGS = st.sampled_from(["base64", "quoted-printable", "8bit"])


@given(
    WORDS, WORDS, ENCODINGS, st.none() | WORDS, st.lists(st.binary(max_size=200), max_size=3), st.booleans()
)
def test_what_the_standard_library_writes_is_read_as_it_reads_it(
    subject, text, encoding, html, attached, crlf
):
    message = EmailMessage()
    message["Subject"] = subject
    message.set_content(text, cte=encoding)
    if html is not None:
        message.add_alternative(f"<p>{html}</p>", subtype="html")
    for content in attached:
        message.add_attachment(content, maintype="application", subtype="pdf", filename="bilag.pdf")
    raw = message.as_bytes().replace(b"\n", b"\r\n" if crlf else b"\n")

    assert contents(raw) == library_contents(raw)


@given(st.binary())
def test_any_bytes_are_some_message(raw):
    for part in leaves(raw):
        part.content()


@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_a_damaged_message_is_still_read(name, data):
    raw = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        raw[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))

    for part in leaves(bytes(raw)):
        part.content()


def test_fields_keep_their_order_and_their_doubles():
    root = split(b"A: 1\nb:2\na:\n 3\n\nx").root

    assert root.headers == {"a": ("1", "3"), "b": ("2",)}
    assert root.content() == b"x"


def test_a_body_may_follow_without_its_empty_line():
    root = split(b"From: a@b.example\nHej med jer\n").root

    assert root.headers.keys() == {"from"}
    assert root.content() == b"Hej med jer\n"


def test_a_field_that_lost_its_fold_does_not_end_the_header():
    root = split(b"Subject: en lang\noverskrift\nFrom: a@b.example\n\nx").root

    assert root.headers["from"] == ("a@b.example",)


def test_several_lines_that_lost_their_fold_do_not_end_the_header():
    lost = b"H4sIAAAAAAAAA+NgFlrI\nIg5drOCw\nby mx.example with ESMTP\n(TLS) id 15;\nThu, 2 Aug 2018 16:58\n"
    root = split(b"X-Tracker: a\n" + lost + b"Subject: Hej\nFrom: a@b.example\n\nx").root

    assert root.headers.keys() == {"x-tracker", "subject", "from"}


def test_sentences_that_follow_without_an_empty_line_stay_text_before_a_quoted_header():
    text = b"Hej med jer\nHar I tid til et m\xf8de?\nFrom: bo@havrefonden.example\n"

    assert split(b"Subject: Hej\nReply-To: a@b.example\n" + text).root.content() == text


@pytest.mark.parametrize("above", [b"", b"Received: by mx.example;\r\n\tThu, 12 Mar 2026 10:14:30 +0100\r\n"])
def test_returns_that_a_gateway_doubled_are_line_ends(above):
    head = b"Content-Type: multipart/mixed; boundary=x\n\n"
    letter = (head + b"--x\n\nhej\n\nBo\n--x--\n").replace(b"\n", b"\r\r\n")

    assert [part.content() for part in split(above + letter).root.children] == [b"hej\r\n\r\nBo"]


def test_doubled_returns_in_the_body_alone_stay_as_they_are():
    assert split(b"Subject: A\r\n\r\na\r\r\nb").root.content() == b"a\r\r\nb"


def test_a_part_ends_where_its_parents_delimiter_stands():
    outer = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n"
    inner = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ninner\n"

    assert contents(outer + inner + b"--a\n\nouter\n--a--\n") == [b"inner", b"outer"]


def test_lines_that_only_look_like_delimiters_are_text():
    raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\n-- \nBo\n--b\n--a--\nepilogue"

    assert contents(raw) == [b"-- \nBo\n--b"]


def test_parts_of_a_digest_are_messages():
    raw = b"Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\nhej\n--a--\n"

    assert [part.type for part in leaves(raw)] == ["message/rfc822"]


def test_a_type_that_is_none_becomes_plain_text():
    assert split(b"Content-Type: text\n\nx").root.type == "text/plain"


def nested(depth, innermost=b"Content-Type: text/plain\n\nbunden\n"):
    for level in range(depth):
        mark = b"lag%d" % level
        innermost = b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n%s\n--%s--\n" % (
            mark,
            mark,
            innermost,
            mark,
        )
    return innermost


def test_nesting_is_read_to_its_limit_and_said_to_go_on():
    assert contents(nested(USUAL.depth)) == [b"bunden"]

    deeper = split(nested(200))
    assert deeper.warnings == ("too_deep",)
    assert b"bunden" in next(deeper.root.leaves()).content()


def test_parts_are_read_to_their_limit():
    message = split(b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 3_000)

    assert message.warnings == ("too_many_parts",)
    assert len(message.root.children) == USUAL.parts - 1


def test_fields_are_read_to_their_limit():
    message = split(b"X-A: 1\n" * (USUAL.fields + 5) + b"\nx")

    assert message.warnings == ("too_many_fields",)
    assert len(message.root.headers["x-a"]) == USUAL.fields


def test_a_field_is_read_to_its_limit():
    root = split(b"Subject: " + b"a\n " * MAX_FIELD_BYTES + b"\n\nx").root

    assert len(root.headers["subject"][0]) <= MAX_FIELD_BYTES
    assert root.content() == b"x"


def test_hostile_structures_take_no_more_than_moments():
    begun = time.process_time()
    for raw in (
        nested(300, b"x" * 80 + b"\n") + b"--lag\n" * 200_000,
        b"Content-Type: multipart/mixed" + b"; a=b" * 300_000 + b"\n\nx",
        b"Content-Type: multipart/mixed; boundary=a\n" + b" x\n" * 500_000 + b"\n--a\n",
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed\n\n" * 2_000,
        b"=?utf-8?q?" * 100_000,
    ):
        leaves(raw)

    assert time.process_time() - begun < 10
