import email
import io
import mailbox
import os
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
    return [email.message_from_bytes(mail.read())["Subject"] for mail in found(paths).mails]


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

    assert [mail.source for mail in found([tmp_path]).mails] == [f"{tmp_path}/archive.mbox:1"]


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

    read = found([Path("-")]).mails

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

    [mail] = found([archive]).mails

    assert mail.read() == written.as_bytes()


# Odd folders


def lies(path, subject="Hej"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(a_mail(subject).as_bytes())
    return path


def test_a_folder_named_new_makes_no_maildir(tmp_path):
    for name in ("new/a", "old/b", "c.eml"):
        lies(tmp_path / name, name)

    assert sorted(subjects([tmp_path])) == ["c.eml", "new/a", "old/b"]


def test_a_maildir_is_read_with_the_folders_below_it_and_what_else_lies_there_is_told(tmp_path):
    for name in ("cur/1", "new/2", ".Sent/cur/3", "old/4", "new/in/5", "6.eml"):
        lies(tmp_path / name, name)
    for own in ("dovecot-uidlist", "tmp/half"):
        lies(tmp_path / own)

    assert sorted(subjects([tmp_path])) == [".Sent/cur/3", "6.eml", "cur/1", "new/2", "new/in/5", "old/4"]
    assert found([tmp_path]).left_out == [str(tmp_path / "dovecot-uidlist"), str(tmp_path / "tmp")]


def test_a_whole_maildir_leaves_nothing_to_tell(tmp_path):
    mailbox.Maildir(tmp_path / "maildir").add(a_mail("one"))

    looked_at = found([tmp_path / "maildir"])

    assert (len(looked_at.mails), looked_at.left_out, looked_at.unread) == (1, [], [])


def test_what_is_hidden_is_told_but_for_a_maildir(tmp_path):
    lies(tmp_path / ".DS_Store")
    lies(tmp_path / ".trash" / "1")
    mailbox.Maildir(tmp_path / ".Sent").add(a_mail("sent"))

    assert subjects([tmp_path]) == ["sent"]
    assert found([tmp_path]).left_out == [str(tmp_path / ".DS_Store"), str(tmp_path / ".trash")]


def test_what_can_not_be_read_is_told_and_the_rest_is_read(tmp_path):
    lies(tmp_path / "1.eml", "one")
    lies(tmp_path / "9.eml", "nine")
    (tmp_path / "2").symlink_to("nowhere")
    (tmp_path / "3").symlink_to("3")
    os.mkfifo(tmp_path / "4")

    looked_at = found([tmp_path])

    assert sorted(subjects([tmp_path])) == ["nine", "one"]
    assert [(Path(each.path).name, each.why) for each in looked_at.unread] == [
        ("2", "a link to what is not there"),
        ("3", "a link that leads back to itself"),
        ("4", "neither a file nor a folder"),
    ]


def test_what_we_may_not_read_is_told_and_the_rest_is_read(tmp_path, monkeypatch):
    locked = lies(tmp_path / "1.eml")
    lies(tmp_path / "shut" / "2.eml")
    lies(tmp_path / "3.eml", "three")
    opened, listed = Path.open, Path.iterdir

    def refuse(path, name):
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))

    # the tests may run as root, who may read everything
    monkeypatch.setattr(Path, "open", lambda path, *a, **b: refuse(path, "1.eml") or opened(path, *a, **b))
    monkeypatch.setattr(Path, "iterdir", lambda path: refuse(path, "shut") or listed(path))

    assert subjects([tmp_path]) == ["three"]
    assert [(each.path, each.why) for each in found([tmp_path]).unread] == [
        (str(locked), "we are not allowed to read it"),
        (str(tmp_path / "shut"), "we are not allowed to read it"),
    ]


def test_links_that_lead_back_up_or_twice_to_one_folder_give_each_mail_once(tmp_path):
    lies(tmp_path / "a" / "1.eml", "one")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")

    assert subjects([tmp_path]) == ["one"]
    assert found([tmp_path]).unread == []


def test_a_link_that_leads_up_out_of_what_was_named_is_told_and_not_followed(tmp_path):
    lies(tmp_path / "secret.key")
    lies(tmp_path / "mails" / "in" / "1.eml", "one")
    (tmp_path / "mails" / "in" / "up").symlink_to(tmp_path)

    assert subjects([tmp_path / "mails"]) == ["one"]
    assert [each.why for each in found([tmp_path / "mails"]).unread] == [
        "a link that leads up, out of what was named"
    ]


def test_a_folder_may_be_named_beside_one_that_lies_in_it(tmp_path):
    lies(tmp_path / "a" / "b" / "1.eml", "one")

    assert subjects([tmp_path / "a" / "b", tmp_path]) == ["one"]
    assert found([tmp_path / "a" / "b", tmp_path]).unread == []


def test_a_name_that_is_no_utf_8_is_told_as_text(tmp_path):
    lies(tmp_path / os.fsdecode(b"br\xe6v.eml"))

    [mail] = found([tmp_path]).mails

    assert mail.source == f"{tmp_path}/br\ufffdv.eml"
