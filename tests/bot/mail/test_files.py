import email
import io
import mailbox
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.mail.files import found


def a_mail(subject, date="Mon, 02 Mar 2026 10:00:00 +0100", received=None):
    message = EmailMessage()
    if received:
        message["Received"] = f"from a by b; {received}"
    message["From"] = "a@fond.example"
    message["Subject"] = subject
    if date:
        message["Date"] = date
    message.set_content("Hej")
    return message


def subjects(paths):
    return [email.message_from_bytes(mail.read())["Subject"] for mail in found(paths)]


def test_a_folder_is_read_oldest_first(tmp_path):
    for name, day in (("a.eml", "03"), ("b.eml", "01"), ("c.eml", "02")):
        (tmp_path / name).write_bytes(a_mail(name, f"Mon, {day} Mar 2026 10:00:00 +0100").as_bytes())

    assert subjects([tmp_path]) == ["b.eml", "c.eml", "a.eml"]


def test_the_topmost_received_goes_before_the_date(tmp_path):
    late = a_mail("late", "Sun, 01 Mar 2026 10:00:00 +0100", received="Wed, 04 Mar 2026 10:00:00 +0100")
    (tmp_path / "a.eml").write_bytes(late.as_bytes())
    (tmp_path / "b.eml").write_bytes(a_mail("early").as_bytes())

    assert subjects([tmp_path]) == ["early", "late"]


def test_what_has_no_time_comes_last(tmp_path):
    (tmp_path / "a.eml").write_bytes(a_mail("when?", date=None).as_bytes())
    (tmp_path / "b.eml").write_bytes(a_mail("dated").as_bytes())

    assert subjects([tmp_path]) == ["dated", "when?"]


def test_mbox_and_maildir_are_read_whole(tmp_path):
    box = mailbox.mbox(tmp_path / "archive.mbox")
    for number in range(3):
        box.add(a_mail(f"mbox {number}", f"Mon, 02 Mar 2026 10:0{number}:00 +0100"))
    box.close()
    folder = mailbox.Maildir(tmp_path / "maildir")
    folder.add(a_mail("maildir", "Mon, 02 Mar 2026 11:00:00 +0100"))

    assert subjects([tmp_path]) == ["mbox 0", "mbox 1", "mbox 2", "maildir"]


def test_each_message_says_where_it_is(tmp_path):
    box = mailbox.mbox(tmp_path / "archive.mbox")
    box.add(a_mail("one"))
    box.close()

    assert [mail.source for mail in found([tmp_path])] == [f"{tmp_path}/archive.mbox:1"]


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        found([tmp_path / "nowhere"])


def an_mbox(path, *messages):
    box = mailbox.mbox(path)
    for message in messages:
        box.add(message)
    box.close()
    return path


@pytest.fixture
def piped(monkeypatch):
    """Put bytes on standard input."""

    def _piped(raw):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return _piped


def test_standard_input_may_be_an_mbox(tmp_path, piped):
    piped(an_mbox(tmp_path / "archive.mbox", a_mail("one"), a_mail("two")).read_bytes())

    read = found([Path("-")])

    assert [mail.source for mail in read] == ["-:1", "-:2"]
    assert [email.message_from_bytes(mail.read())["Subject"] for mail in read] == ["one", "two"]


def test_standard_input_may_be_one_message(piped):
    piped(a_mail("alone").as_bytes())

    assert subjects([Path("-")]) == ["alone"]


def test_a_line_that_an_mbox_had_to_mark_is_as_it_was_written(tmp_path):
    written = a_mail("one")
    written.set_content("Hej\n\nFrom now on: two sites.\n>From here as well.\n")
    archive = tmp_path / "archive.mbox"
    # mboxrd marks each line of the kind once more
    marked = written.as_bytes().replace(b"\nFrom ", b"\n>From ").replace(b"\n>From here", b"\n>>From here")
    archive.write_bytes(b"From a@fond.example Mon Mar  2 10:00:00 2026\n" + marked + b"\n")

    [mail] = found([archive])

    assert mail.read() == written.as_bytes()
