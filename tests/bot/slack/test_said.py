import json

import pytest

from bot.inquiries.said import Deed
from bot.slack.said import kept, plain, read

BOT = "U0BOT"


def an_event(**over):
    values = {"type": "message", "channel": "C1", "user": "U6KAREN", "text": "Kan vi mødes?", "ts": "17.01"}
    return values | over


def heard(event, **how):
    return read(kept(event, BOT, **how))


def test_a_message_is_read_with_who_where_and_what():
    said = heard(an_event())

    assert (said.channel, said.ts, said.user, said.text) == ("C1", "17.01", "U6KAREN", "Kan vi mødes?")
    assert (said.deed, said.addressed, said.thread_ts) == (Deed.WROTE, False, None)


@pytest.mark.parametrize(
    "event",
    [
        an_event(channel_type="im"),
        an_event(type="app_mention"),
        an_event(text=f"<@{BOT}> kan vi mødes?"),
    ],
)
def test_some_messages_are_meant_for_us_wherever_they_stand(event):
    assert heard(event).addressed


def test_so_is_what_staff_bring():
    said = heard(an_event(), brought_by="U1ANNE")

    assert (said.addressed, said.brought_by) == (True, "U1ANNE")


@pytest.mark.parametrize(
    "event",
    [
        an_event(bot_id="B1"),
        an_event(user=BOT),
        an_event(user="USLACKBOT"),
        an_event(subtype="channel_join"),
        an_event(subtype="bot_message"),
        an_event(subtype="channel_topic"),
        an_event(user=None),
    ],
)
def test_what_nobody_said_to_us_is_passed_over(event):
    assert heard(event) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_a_message_with_a_file_or_shown_in_the_channel_too_is_one(subtype):
    assert heard(an_event(subtype=subtype)).text == "Kan vi mødes?"


def test_files_are_named():
    files = [{"name": "budget.xlsx", "size": 12, "mimetype": "application/vnd.ms-excel"}, {"id": "F1"}]
    said = heard(an_event(subtype="file_share", files=files))

    assert [each["name"] for each in said.files] == ["budget.xlsx", "F1"]
    assert said.files[1]["type"] == "application/octet-stream"


def a_share(**over):
    """A message that somebody forwards, as Slack tells of it."""
    shared = {"is_share": True, "is_msg_unfurl": True, "author_name": "Ib Sol", "text": "Kan vi få støtte?"}
    return shared | {"fallback": "[3. marts] Ib Sol: Kan vi få støtte?"} | over


@pytest.mark.parametrize(
    ("own", "shared", "text"),
    [
        ("", a_share(), "Ib Sol: Kan vi få støtte?"),
        ("Se her", a_share(), "Se her\n\nIb Sol: Kan vi få støtte?"),
        ("", a_share(author_name=None, text="A &amp; B"), "A & B"),
        ("", a_share(text=""), "Ib Sol: [3. marts] Ib Sol: Kan vi få støtte?"),
        ("Kan vi få støtte? spørger Ib", a_share(), "Kan vi få støtte? spørger Ib"),
        ("Se https://a.example", {"title": "En side", "text": "Om os"}, "Se https://a.example"),
        ("Se linket", a_share(is_share=False), "Se linket"),
    ],
    ids=["alone", "with a word", "by nobody named", "no text", "there already", "a page", "a linked message"],
)
def test_a_forwarded_message_is_read_with_who_wrote_it_and_a_links_preview_is_not(own, shared, text):
    assert heard(an_event(text=own, attachments=[shared])).text == text


def test_files_of_a_forwarded_message_are_named_too():
    shared = a_share(files=[{"id": "F1", "name": "budget.xlsx"}])

    assert [each["name"] for each in heard(an_event(attachments=[shared])).files] == ["budget.xlsx"]


def test_a_mention_in_a_forwarded_message_addresses_nobody():
    assert not heard(an_event(attachments=[a_share(text=f"<@{BOT}> hej")])).addressed


def test_the_first_message_of_a_thread_stands_in_none():
    assert heard(an_event(thread_ts="17.01")).thread_ts is None
    assert heard(an_event(thread_ts="16.01")).thread_ts == "16.01"


def a_change(message, before, **over):
    event = {"type": "message", "subtype": "message_changed", "channel": "C1", "ts": "18.01"}
    return event | {"message": an_event(**message), "previous_message": an_event(**before)} | over


def test_an_edit_is_read_as_one():
    said = heard(a_change({"text": "Kan vi mødes mandag?"}, {}))

    assert (said.deed, said.ts, said.event_ts) == (Deed.EDITED, "17.01", "18.01")
    assert said.text == "Kan vi mødes mandag?"


def test_an_edit_beside_a_forwarded_message_still_has_it():
    shared = {"attachments": [a_share()]}

    said = heard(a_change({"text": "Se her!"} | shared, {"text": "Se her"} | shared))

    assert said.text == "Se her!\n\nIb Sol: Kan vi få støtte?"


def test_a_links_preview_is_no_edit():
    assert heard(a_change({"attachments": [{"title": "Nordlys"}]}, {})) is None


def test_an_edit_by_a_bot_is_passed_over():
    assert heard(a_change({"text": "ny", "bot_id": "B1"}, {"bot_id": "B1"})) is None


def test_a_deletion_is_read_as_one():
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "18.01"}
    said = heard(event | {"deleted_ts": "17.01", "previous_message": an_event()})

    assert (said.deed, said.ts, said.user) == (Deed.DELETED, "17.01", "U6KAREN")


def test_a_deleted_message_with_replies_leaves_a_stone_and_is_read_as_deleted():
    said = heard(a_change({"subtype": "tombstone", "text": "This message was deleted."}, {}))

    assert (said.deed, said.ts) == (Deed.DELETED, "17.01")


def test_a_deletion_of_a_bots_message_is_passed_over():
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "ts": "18.01"}

    assert heard(event | {"deleted_ts": "17.01", "previous_message": an_event(bot_id="B1")}) is None


def test_what_is_kept_gives_nobody_a_right():
    raw = kept(an_event(), BOT, envelope={"token": "geheim", "event_id": "Ev1", "authorizations": [{"x": 1}]})

    assert b"geheim" not in raw
    assert json.loads(raw)["event_id"] == "Ev1"
    assert "authorizations" not in json.loads(raw)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"<@{BOT}> hej", "hej"),
        ("<@U1ANNE|anne> og <@U2BO>", "@anne og @U2BO"),
        ("se <#C1|fonde-uip>", "se #fonde-uip"),
        ("<!here> og <!subteam^S1|@jura> og <!date^1^x|i går>", "@here og @jura og @i går"),
        ("<https://nordlys.example/a|vores side>", "vores side (https://nordlys.example/a)"),
        ("<https://nordlys.example>", "https://nordlys.example"),
        ("<mailto:a@nordlys.example|a@nordlys.example>", "a@nordlys.example"),
        ("A &amp; B &lt;3 &amp;lt;", "A & B <3 &lt;"),
    ],
)
def test_slacks_marks_are_read_as_people_see_them(text, shown):
    assert plain(text, BOT) == shown


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({"url_private_download": "https://files.slack.com/d"}, "https://files.slack.com/d"),
        ({"url_private": "https://files.slack.com/p"}, "https://files.slack.com/p"),
        ({"id": "F1", "file_access": "check_file_info"}, "slack-file:F1"),
        ({"id": "F1", "is_external": True, "url_private": "https://docs.example/x"}, None),
        ({"id": "F1", "mode": "hidden_by_limit"}, None),
        ({}, None),
    ],
)
def test_where_a_file_is_kept_is_read_and_one_that_lies_elsewhere_has_no_place(told, address):
    event = {"type": "message", "channel": "C1", "ts": "1.000001", "user": "U6KAREN", "files": [told]}

    [file] = read(kept(event, "UBOT")).files

    assert file.get("url") == address
