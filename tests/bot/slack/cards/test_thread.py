from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.cards import thread
from storage.outbox import unnamed
from storage.tables import Note
from tests.slack_texts import CPR, nasty_texts, read_as_slack_shows

LINK = "https://fondsdialog.slack.example/archives/C1/p1"


@pytest.fixture(scope="session")
def an_answer(a_letter):
    """Make a letter of ours."""

    def _an_answer(**over):
        values = {"direction": "out", "author": "U1ANNE", "recipients": ["karen@fondennordlys.example"]}
        return a_letter(**(values | over))

    return _an_answer


def test_a_follow_up_says_who_wrote_and_what(a_letter, words, now, shown, passes):
    letter = a_letter(text="Tak.\nEt spørgsmål til", attachments=[{"name": "a<b>.pdf"}])

    post = thread.follow_up(letter, words, now)

    passes(post)
    assert "*karen@fondennordlys.example* skrev igen torsdag den 5. marts kl. 10.00" in shown(post)
    assert ">Tak.\n>Et spørgsmål til" in shown(post)
    assert ":paperclip: a&lt;b&gt;.pdf" in shown(post)


def test_a_follow_up_that_is_encrypted_says_so_and_warns_of_its_files(a_letter, words, now, shown, passes):
    files = [{"name": "spil.exe", "mark": "program"}]
    post = thread.follow_up(a_letter(text="", doubts=[{"what": "encrypted"}], attachments=files), words, now)

    passes(post)
    assert ":lock: *Brevet er krypteret*" in shown(post)
    assert "spil.exe (:warning: et program – åbn det ikke)" in shown(post)


def test_a_follow_up_of_three_hundred_lines_is_shown_whole(a_letter, words, now, passes):
    mail = "\n".join(f"Linje {number}: & <" for number in range(300))

    post = thread.follow_up(a_letter(text=mail), words, now)

    passes(post)
    said = "\n".join(block["text"]["text"] for block in post.blocks[1:])
    assert read_as_slack_shows(said) == mail


def test_a_follow_up_longer_than_slack_can_show_says_where_the_rest_is(a_letter, words, now, shown, passes):
    post = thread.follow_up(a_letter(text="ord " * 20_000), words, now)

    passes(post)
    assert shown(post).endswith("Hele teksten står under Vis original på kortet.")


def test_a_note_says_whose_it_is(any_words, shown, passes):
    post = thread.note(Note(author="U2BO", text=f"Ring først. {CPR}"), any_words)

    passes(post)
    assert "<@U2BO>" in shown(post)
    assert ">Ring først. xxxxxx-xxxx" in shown(post)


def test_a_preview_says_when_the_letter_leaves_and_can_be_undone(
    an_answer, words, now, shown, buttons, passes
):
    post = thread.preview(an_answer(), now + timedelta(seconds=20), words)

    passes(post)
    assert "Dette brev sendes kl. 10.00.20" in shown(post)
    assert "Til karen@fondennordlys.example · Evaluering af mentorordning" in shown(post)
    assert buttons(post) == {"inquiry.undo": "Fortryd"}
    assert post.blocks[-1]["elements"][0]["value"] == "42:7"


def test_a_long_answer_is_previewed_whole(an_answer, words, now, shown, passes):
    text = "Tak for brevet & bilagene. " * 300
    post = thread.preview(an_answer(text=text), now, words)

    passes(post)
    assert shown(post).count("bilagene.") == 300


def test_one_that_is_longer_than_a_message_says_where_the_rest_is(an_answer, words, now, shown, passes):
    copied = [f"person{number}@fondennordlys.example" for number in range(20)]
    post = thread.preview_awaiting(an_answer(text="ord " * 3700, copies=copied), words, "før " * 3700)

    passes(post)
    assert shown(post).count("Hele teksten står under Vis original på kortet.") == 2


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (thread.preview_sent, "Sendt af <@U1ANNE> torsdag den 5."),
        (lambda letter, words, _: thread.preview_withdrawn(letter, words), "Teksten ligger klar under Svar"),
        (lambda letter, words, _: thread.preview_failed(letter, words), "kunne ikke leveres"),
    ],
    ids=["sent", "withdrawn", "failed"],
)
def test_what_became_of_a_letter_is_said_and_it_cannot_be_undone(
    an_answer, words, now, shown, buttons, passes, draw, says
):
    post = draw(an_answer(), words, now)

    passes(post)
    assert says in shown(post)
    assert ">Kan vi få en snak om evaluering?" in shown(post)
    assert "inquiry.undo" not in buttons(post)


def test_a_letter_that_left_may_become_a_standard_answer(an_answer, words, now, buttons):
    assert buttons(thread.preview_sent(an_answer(), words, now)) == {"answer.keep": "Gem som standardsvar"}


def test_a_letter_that_awaits_approval_is_shown_exactly_and_can_be_approved_or_sent_back(
    an_answer, any_words, shown, buttons, passes
):
    letter = an_answer(text="Kære Karen " * 270, attachments=[{"name": "a&b.pdf"}])
    post = thread.preview_awaiting(letter, any_words, "Kan vi få en snak?")

    passes(post)
    assert list(buttons(post)) == ["inquiry.approve", "inquiry.sendback", "inquiry.undo"]
    assert shown(post).count("Karen") == 270
    assert ">Kan vi få en snak?" in shown(post)
    assert ":paperclip: a&amp;b.pdf" in shown(post)


def test_who_approved_a_letter_is_said_when_it_leaves(an_answer, words, now, shown):
    letter = an_answer(approved_by="U2BO")

    assert "Godkendt af <@U2BO>" in shown(thread.preview(letter, now, words))
    assert "Godkendt af <@U2BO>" in shown(thread.preview_sent(letter, words, now))


def test_why_an_answer_was_sent_back_is_said_to_its_writer(any_words, shown, passes):
    post = thread.sent_back("U1ANNE", "U2BO", "<!channel> Nævn fristen. " * 300, any_words)

    passes(post)
    assert "<@U1ANNE>" in shown(post)
    assert "<@U2BO>" in shown(post)
    assert "Nævn fristen" in shown(post)


def test_a_file_that_did_not_come_is_named(any_words, shown, passes):
    post = thread.file_lost("<!channel>.pdf", any_words)

    passes(post)
    assert "&lt;!channel&gt;.pdf" in shown(post)


def test_a_reminder_points_to_the_card_and_names_the_deadline(an_inquiry, words, now, shown, passes):
    inquiry = an_inquiry(claimed_by="U1ANNE", subject="<!here> Evaluering")

    post = thread.reminder(inquiry, LINK, words, now)

    passes(post)
    assert shown(post) == (
        f':bell: <{LINK}|FD-2026-00042> "&lt;!here&gt; Evaluering" skal besvares'
        " senest torsdag den 12. marts kl. 15.00. Du har sagen."
    )


def test_a_reminder_after_the_deadline_does_not_pretend_there_is_time(an_inquiry, words, now, shown):
    post = thread.reminder(an_inquiry(first_answer_due=now - timedelta(hours=1)), None, words, now)

    assert 'FD-2026-00042 "Evaluering af mentorordning" skulle være besvaret senest' in shown(post)


def test_an_office_is_told_that_nobody_has_it(an_inquiry, words, now, shown, passes):
    passes(thread.unclaimed(an_inquiry(), LINK, words, now))
    assert "og ingen har taget sagen endnu." in shown(thread.unclaimed(an_inquiry(), None, words, now))
    assert shown(thread.escalation(an_inquiry(), None, words, now)).endswith("Ingen har taget sagen endnu.")


def test_an_escalation_names_who_has_it(an_inquiry, words, now, shown, passes):
    post = thread.escalation(an_inquiry(claimed_by="U1ANNE"), LINK, words, now)

    passes(post)
    assert shown(post).endswith(
        "er ikke besvaret endnu. Det skal ske senest torsdag den 12. marts kl. 15.00. <@U1ANNE> har sagen."
    )


@pytest.mark.parametrize("late", [timedelta(days=-1), timedelta(days=1)])
@pytest.mark.parametrize("draw", [thread.reminder, thread.unclaimed, thread.escalation])
def test_nudges_are_said_in_either_language(an_inquiry, any_words, now, passes, draw, late):
    passes(draw(an_inquiry(first_answer_due=now + late), LINK, any_words, now))


def test_what_was_written_in_a_merged_inquiry_stands_in_the_main_ones_thread(
    an_inquiry, a_letter, any_words, shown, passes
):
    letters = [a_letter(text=f"Brev {number} " + "<!channel> " * 3000) for number in range(9)]

    post = thread.merged(an_inquiry(reference="FD-2026-00043"), "U1ANNE", letters, any_words)

    passes(post)
    assert "<@U1ANNE>" in shown(post)
    assert "FD-2026-00043" in shown(post)
    assert ">Brev 3" in shown(post)
    assert ">Brev 5" not in shown(post)


def test_a_parted_inquiry_is_told_in_the_main_ones_thread(an_inquiry, any_words, shown, passes):
    post = thread.parted(an_inquiry(reference="FD-2026-00043"), "U1ANNE", any_words)

    passes(post)
    assert "FD-2026-00043" in shown(post)


def test_a_moved_card_says_where_it_went(any_words, shown, passes):
    post = thread.moved("FD-2026-00042", "Jura & Politik", any_words)

    passes(post)
    assert "Jura &amp; Politik" in shown(post)


def test_a_letter_that_did_not_arrive_says_to_whom_and_why(an_answer, any_words, shown, passes):
    post = thread.undeliverable(an_answer(), "550 <karen@fondennordlys.example> unknown", any_words)

    passes(post)
    assert "karen@fondennordlys.example" in shown(post)
    assert "550 &lt;karen" in shown(post)


CAUSES = ["no_address", "no_domain", "closed", "full", "too_large", "not_wanted", "gave_up", "other"]


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("what", ["returned", "delayed"])
def test_a_letter_that_came_back_says_to_whom_and_why_in_plain_words(any_words, shown, passes, what, cause):
    post = thread.undelivered(what, "karen@fondennordlys.example", cause, any_words)

    passes(post)
    assert "karen@fondennordlys.example" in shown(post)
    assert any_words("bounce-cause", cause=cause) in shown(post)


AGAIN = {"letter": 7, "to": "karen@fondennordlys.example", "cause": "full", "number": 2}


def test_a_letter_that_is_sent_again_says_when_and_can_be_stopped(words, any_words, now, shown, passes):
    due = AGAIN | {"at": (now + timedelta(hours=4)).isoformat()}
    passes(thread.again(3, due, any_words, now))

    post = thread.again(3, due, words, now)
    assert "postkassen er fuld" in shown(post)
    assert "2. gang af 3" in shown(post)
    assert "kl." in shown(post)
    (stop,) = post.blocks[-1]["elements"]
    assert (stop["action_id"], stop["value"]) == ("inquiry.not_again", f"3:7:{unnamed(AGAIN['to'])}")


@pytest.mark.parametrize("outcome", ["sent", "stopped", "dropped", "lost"])
def test_what_became_of_it_is_said_and_there_is_nothing_left_to_stop(any_words, now, passes, outcome):
    said = AGAIN | {"outcome": outcome, "who": "U1ANNE", "at": now.isoformat()}
    post = thread.again_over(said, any_words, now)

    passes(post)
    assert [block["type"] for block in post.blocks] == ["section"]


def test_who_is_away_is_named_with_the_weekday(words, any_words, shown, passes):
    passes(thread.absent("karen@fondennordlys.example", "2026-04-13", any_words))

    assert "tilbage mandag den 13. april" in shown(thread.absent("k@f.example", "2026-04-13", words))
    assert "Automatisk svar fra k@f.example" in shown(thread.absent("k@f.example", None, words))


def test_a_complaint_says_who_made_it(any_words, shown, passes):
    post = thread.complained("karen@fondennordlys.example", any_words)

    passes(post)
    assert "karen@fondennordlys.example" in shown(post)


@pytest.mark.parametrize("what", ["bounce", "auto_reply"])
def test_a_bounce_and_an_absence_are_said_with_their_details(any_words, shown, passes, what):
    post = thread.machine_mail(what, "mailbox <full>", any_words)

    passes(post)
    assert "mailbox &lt;full&gt;" in shown(post)


@pytest.mark.parametrize("draw", [thread.overtaken, lambda words: thread.not_shown("FD-2026-00042", words)])
def test_plain_messages_are_said_in_either_language(any_words, passes, draw):
    passes(draw(any_words))


@given(text=nasty_texts, name=nasty_texts, files=st.lists(nasty_texts, max_size=12))
def test_whatever_comes_from_outside_the_thread_passes(
    a_letter, an_answer, words, now, passes, text, name, files
):
    letter = a_letter(text=text * 9, sender=name, attachments=[{"name": file} for file in files])
    answer = an_answer(text=text, subject=name, recipients=[name, text])

    passes(thread.follow_up(letter, words, now))
    passes(thread.preview(answer, now, words))
    passes(thread.preview_sent(answer, words, now))
    passes(thread.undeliverable(answer, text, words))
    passes(thread.machine_mail("bounce", text, words))
    passes(thread.undelivered("returned", text, name, words))
    passes(thread.absent(text, None, words))


@given(subject=nasty_texts)
def test_whatever_its_subject_a_nudge_passes(an_inquiry, words, now, passes, subject):
    passes(thread.escalation(an_inquiry(subject=subject), LINK, words, now))
