import pytest

from bot.mail.body import attachment_contents, read_body
from bot.mail.limits import USUAL
from bot.mail.mime import split
from bot.mail.parsing import parse
from tests.sample_mails import sample


def body(raw):
    return read_body(split(raw).root)


def multipart(kind, *parts):
    inner = "".join(f"--x\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary=x\n\n{inner}--x--\n".encode()


def test_the_plain_dress_is_read_where_both_have_words():
    raw = multipart("alternative", "\nplain", "Content-Type: text/html\n\n<p>html</p>")

    assert body(raw).text == "plain"
    assert body(raw).html == "<p>html</p>"


@pytest.mark.parametrize("dress", ["text/x-amp-html", "text/vnd.google.email-reaction+json"])
def test_what_a_dress_for_programs_only_holds_is_neither_read_nor_attached(dress):
    other = f"Content-Type: {dress}\n\n{{}}"
    first, last = (
        multipart("alternative", other, "\n👍 fra Bo"),
        multipart("alternative", "\n👍 fra Bo", other),
    )

    for raw in (first, last):
        assert (body(raw).text, body(raw).attachments) == ("👍 fra Bo", ())


@pytest.mark.parametrize("plain", ["", "  \n ", "This message requires an HTML capable mail program."])
def test_the_html_dress_is_read_where_the_plain_one_says_nothing(plain):
    assert (
        body(multipart("alternative", f"\n{plain}", "Content-Type: text/html\n\n<p>html</p>")).text == "html"
    )


@pytest.mark.parametrize(
    ("plain", "html", "read"),
    [
        ("B?rn p? ?r? v?lger", "Børn på Ærø vælger", "Børn på Ærø vælger"),
        ("Se fond.example/?a?b=c", "Se siden på Ærø", "Se siden på Ærø"),
        ("Hvad?Hvem?", "Hvad? Hvem? På Ærø", "Hvad?Hvem?"),
        ("See fond.example/a?b=c", "See this page", "See fond.example/a?b=c"),
        ("[cid:image001.png@01DC.1]\n", "Børn", "Børn"),
    ],
)
def test_html_is_read_where_the_plain_dress_lost_its_letters_or_only_has_pictures(plain, html, read):
    rich = f"Content-Type: text/html; charset=utf-8\n\n<p>{html}</p>"

    assert body(multipart("alternative", f"\n{plain}", rich)).text == read


@pytest.mark.parametrize(
    "plain",
    [
        "-",
        "&nbsp;",
        "[Logo]\n[https://havre.example/banner.png]<https://havre.example>",
        "Havrefonden",
        "Sendt fra min iPhone",
        "Din mailklient kan ikke vise denne besked.",
        "Kan du ikke læse denne mail? Klik her: https://havre.example/1",
        "If you cannot read this message, click here: https://havre.example/1",
        "This is a multi-part message in MIME format.",
    ],
)
def test_a_letter_in_html_is_read_where_a_few_plain_words_stand_in_for_it(plain):
    rich = "<p>Vi vil gerne mødes om data og børn.</p><p>Sendt fra min iPhone</p>"
    raw = multipart("alternative", f"\n{plain}", f"Content-Type: text/html; charset=utf-8\n\n{rich}")

    assert body(raw).text == "Vi vil gerne mødes om data og børn.\n\nSendt fra min iPhone"


def test_both_dresses_are_read_where_each_says_something_of_its_own():
    plain, rich = "Vi kommer alle tre mandag.", "Nye priser kan ses hos os fra april."
    raw = multipart("alternative", f"\n{plain}", f"Content-Type: text/html\n\n<p>{rich}</p>")

    assert body(raw).text == f"{plain}\n\n{rich}"


@pytest.mark.parametrize("below", ["Content-Type: text/html\n\n<p>til</p>", "\ntil"])
def test_html_around_a_file_is_read_whole_where_the_plain_dress_is_empty(below):
    around = (
        f"--y\nContent-Type: text/html\n\n<p>Ja</p>\n--y\nContent-Type: image/png\n\nx\n--y\n{below}\n--y--"
    )
    raw = multipart("alternative", "\n \n", f"Content-Type: multipart/mixed; boundary=y\n\n{around}")

    assert body(raw).text.split() == ["Ja", "til"]
    assert [found.name for found in body(raw).attachments] == ["attachment-1.png"]


def test_html_that_calls_itself_plain_is_read_as_html():
    assert body(b"\n<!DOCTYPE html><p>hej</p>").text == "hej"
    assert body(b"\n<p class='a'>hej</p><P>Bo</P>\n").text == "hej\n\nBo"
    assert body(b"\n<p>hej</p> er det, vi skriver").text == "<p>hej</p> er det, vi skriver"
    assert body(b"\n<bo@fond.example> er ny.").text == "<bo@fond.example> er ny."


def test_the_charset_of_html_may_stand_in_the_html():
    html = '<meta http-equiv="Content-Type" content="text/html; charset=cp850"><p>Børn</p>'.encode("cp850")

    assert body(b"Content-Type: text/html\n\n" + html).text == "Børn"


def test_text_around_an_attachment_is_one_text():
    raw = multipart("mixed", "\nfør", "Content-Type: image/png\n\nx", "\nefter")

    assert body(raw).text == "før\nefter"
    assert [(found.name, found.type, found.size) for found in body(raw).attachments] == [
        ("attachment-1.png", "image/png", 1)
    ]


def test_a_named_text_after_the_text_is_an_attachment():
    raw = multipart("mixed", "\nbrev", "Content-Type: text/plain; name=noter.txt\n\nnoter")

    assert body(raw).text == "brev"
    assert [found.name for found in body(raw).attachments] == ["noter.txt"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ('text/plain; name="ATT00001.txt"\nContent-Disposition: attachment', "Kan I nå det?"),
        ("text/html; name=ATT00002.htm\nContent-Disposition: inline", "<p>Kan I nå det?</p>"),
    ],
)
def test_what_exchange_makes_a_file_of_below_another_file_is_text(file, text):
    raw = multipart(
        "mixed", "\nHer er planen:", "Content-Type: image/png\n\nx", f"Content-Type: {file}\n\n{text}"
    )

    assert body(raw).text == "Her er planen:\nKan I nå det?"
    assert [found.name for found in body(raw).attachments] == ["attachment-1.png"]


def test_a_named_text_alone_is_the_text():
    assert body(b"Content-Type: text/plain; name=brev.txt\n\nbrev").text == "brev"


def test_signatures_of_signed_mail_are_no_attachments():
    assert body(sample("signed-smime")).attachments == ()


@pytest.mark.parametrize(("name", "warning"), [("encrypted-pgp", "encrypted"), ("winmail", "winmail")])
def test_what_cannot_be_read_here_is_said(name, warning):
    assert warning in body(sample(name)).warnings


@pytest.mark.parametrize("declared", ["application/ms-tnef", "application/octet-stream; name=WINMAIL.DAT"])
def test_outlooks_own_container_is_known_by_type_or_name(declared):
    raw = multipart("mixed", "\nhej", f"Content-Type: {declared}\n\nx")

    assert body(raw).warnings == ("winmail",)


def test_opaquely_signed_mail_is_told_from_encrypted_mail():
    signed = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\nx"

    assert body(signed).warnings == ("signed_opaque",)


def test_attached_messages_speak_for_a_mail_that_says_nothing():
    forwarded = multipart("mixed", "\n ", "Content-Type: message/rfc822\n\nSubject: A\n\nfra Tove")

    assert body(forwarded).text == "fra Tove"
    assert [found.name for found in body(forwarded).attachments] == ["A.eml"]


@pytest.mark.parametrize(
    "below", ["Med venlig hilsen\n\nBo Havre\nTlf. 12 34 56 78", "Sendt fra min iPhone", "> Kære Bo\n> Tak"]
)
def test_attached_messages_speak_for_a_mail_that_only_has_a_signature_or_a_quote(below):
    question = "Kan ministeriet give os adgang til data om unge?"
    raw = multipart("mixed", f"\n{below}", f"Content-Type: message/rfc822\n\nSubject: A\n\n{question}")

    assert body(raw).text == f"{question}\n\n{below}"
    assert parse(b"Subject: VS: A\n" + raw).new_text.startswith(question)


def test_attached_messages_are_not_the_text_of_a_mail_that_speaks():
    forwarded = multipart("mixed", "\nSe bilaget", "Content-Type: message/rfc822\n\nSubject: A\n\nfra Tove")

    assert body(forwarded).text == "Se bilaget"


def test_messages_in_messages_without_end_are_read_to_a_limit():
    raw = b"Content-Type: message/rfc822\n\n" * 50 + b"\nbunden"

    assert body(raw).text == ""


def test_an_attachment_is_read_again_from_the_raw_message():
    raw = sample("attachments")

    first, second, *_ = attachment_contents(raw)
    assert (first, second) == (b"%PDF-1.4\n", b"\x00\x01\x02")


def test_an_attached_message_is_had_byte_for_byte():
    inner = b"subject:A\r\nX-Odd :  y\r\n\r\nfra Tove"
    raw = (
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--x--"
    )

    assert [*attachment_contents(raw)] == [inner]


def test_html_that_is_longer_than_what_is_read_of_it_is_said_so_unless_it_stands_in_plain_words_too():
    html = b"Content-Type: text/html\r\n\r\n" + b"<p>Vi er med.</p>" * 60_000
    plain = b"Content-Type: text/plain\r\n\r\nVi er med."
    both = b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n%b\r\n--x\r\n%b\r\n--x--"

    assert body(html).warnings == ("text_cut",)
    assert body(both % (plain, html)).warnings == ()


def test_a_text_is_read_to_its_limit_and_told_apart_beyond_it():
    long = b"\n" + b"x" * USUAL.text_bytes

    assert body(long + b"y").text == "x" * USUAL.text_bytes
    assert body(long + b"y").warnings == ("text_cut",)
    assert body(long + b"y").digest != body(long + b"z").digest
    assert body(long).warnings == ()


def test_the_digest_does_not_change_with_the_transfer_encoding():
    eight = "Content-Type: text/plain; charset=utf-8\n\nBørn\r\n".encode()
    quoted = (
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nB=C3=B8rn"
    )

    assert body(eight).digest == body(quoted).digest
    assert body(eight).digest != body(quoted.replace(b"rn", b"r")).digest


@pytest.mark.parametrize(
    ("comment", "read"),
    [
        ("COMMENT:Ja\\, gerne", "Ja, gerne"),
        ('comment;ALTREP="cid:a:b";LANGUAGE=da:Nej\\;\\nTove', "Nej;\nTove"),
        ("COMMENT;X" + '"' * 50_000, ""),
        ("X-COMMENT:Nej", ""),
    ],
)
def test_what_somebody_wrote_into_a_reply_to_an_invitation_is_read_where_there_is_nothing_else(comment, read):
    reply = f"BEGIN:VCALENDAR\n{comment}\nEND:VCALENDAR\n".encode()

    assert body(b"Content-Type: text/calendar; method=REPLY\n\n" + reply).text == read


@pytest.mark.parametrize(
    ("method", "read"), [("REQUEST", "Kan vi\nmødes?"), ("PUBLISH", "Kan vi\nmødes?"), ("REPLY", "")]
)
def test_an_invitation_says_what_its_description_does_and_a_reply_does_not(method, read):
    event = (
        "BEGIN:VEVENT\nDESCRIPTION;LANGUAGE=da:Kan vi\\nmødes?\nBEGIN:VALARM\nDESCRIPTION:Husk\nEND:VALARM"
    )
    calendar = f"BEGIN:VCALENDAR\nMETHOD:{method}\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"

    assert body(b"Content-Type: text/calendar\n\n" + calendar.encode()).text == read


def test_a_letter_that_is_a_file_is_read_beside_a_logo():
    letter = (
        "Content-Type: text/html\nContent-Disposition: attachment; filename=brev.html\n\n<p>Kan vi mødes?</p>"
    )
    logo = "Content-Type: image/png; name=logo.png\n\nPNG"

    assert body(multipart("mixed", "\n", letter, logo)).text == "Kan vi mødes?"


def test_texts_that_are_data_and_other_dresses_of_a_text_are_files():
    raw = multipart(
        "alternative", "\nhej", "Content-Type: text/enriched\n\n<bold>hej", "Content-Type: text/csv\n\na;b"
    )

    assert body(raw).text == "hej"
    assert len(body(raw).attachments) == 2
