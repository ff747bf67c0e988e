import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.body import attachment_contents
from bot.mail.parsing import parse
from bot.mail.wrapped import MAX_FILES, signed_content, uncovered, without_files
from tests.sample_mails import sample

UU = "begin 644 a.txt\n#86)C\n`\nend\n"
SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----"
)
ENCRYPTED = "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----"


def test_a_file_in_the_text_is_taken_out_of_it():
    assert without_files(f"Før\n{UU}Efter") == ("Før\n\nEfter", [("a.txt", b"abc")])


@pytest.mark.parametrize(
    "text",
    [
        "begin 2026 godt\nend\n",
        "begin 644\nend\n",
        "Vi begin 644 a.txt\nend",
        "begin 644 a.txt\nHer er ingen fil, men en sætning.\nend\n",
        "begin 644 a.txt\n#86)C\n`\n",
        "begin 644 tom.txt\n`\nend\n",
    ],
)
def test_what_only_begins_like_a_file_is_text(text):
    assert without_files(text) == (text, [])


def test_the_content_of_a_file_in_the_text_can_be_had():
    first, *_ = attachment_contents(sample("uuencoded-in-text"))
    assert first.decode().startswith("Post;Beløb\n")


def test_no_more_files_are_taken_out_of_a_text_than_anybody_sends():
    text, files = without_files(UU * (MAX_FILES + 2))

    assert len(files) == MAX_FILES
    assert text.count("begin 644") == 2


def test_what_pgp_signed_is_read_with_its_own_dashes():
    signed = SIGNED.format("Hej\n- --\n- - punkt")

    assert uncovered(f"Før\n{signed}\nEfter") == ("Før\nHej\n--\n- punkt\nEfter", False)


def test_what_pgp_encrypted_is_left_out_and_said():
    assert uncovered(f"Før\n{ENCRYPTED}\nEfter") == ("Før\n\nEfter", True)


@pytest.mark.parametrize(
    "text", ["-----BEGIN PGP MESSAGE-----\nhQEM", "-----BEGIN PGP SIGNED MESSAGE-----\nHej"]
)
def test_armour_that_never_ends_is_text(text):
    assert uncovered(text) == (text, False)


def test_a_thousand_beginnings_take_no_time():
    began = time.process_time()

    uncovered("-----BEGIN PGP SIGNED MESSAGE-----\n" * 50_000)
    uncovered("-----BEGIN PGP MESSAGE-----\n" * 50_000)
    without_files("begin 644 a\n" * 100_000)
    assert time.process_time() - began < 2


def test_an_envelope_that_only_signs_may_hold_a_whole_mail_with_files():
    mail = parse(sample("signed-smime-opaque"))

    assert "Hvornår er næste temamøde?" in mail.text
    assert mail.attachments == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_some_envelope_or_none(data):
    assert signed_content(data) is None or isinstance(signed_content(data), bytes)


@given(st.text(alphabet="begin 64a`#\n-ndPGP", max_size=200))
def test_any_text_keeps_its_words(text):
    left, files = without_files(text)

    assert files or left == text
    assert uncovered(text).text == text
