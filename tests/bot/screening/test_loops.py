import pytest

from bot.screening.loops import loop, untagged
from storage.outcomes import Outcome
from tests.sample_mails import facts, mail


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"message_id": "<i1.own@ministeriet.example>"}, "own_message_id"),
        ({"x_fondsdialog": "1"}, "own_mark"),
        ({"x_loop": "<Dialog@ministeriet.example>"}, "own_x_loop"),
        ({"from": "Fondsdialog <DIALOG@ministeriet.example>"}, "own_address"),
        ({"from": "dialog+i42.abc@ministeriet.example"}, "own_address"),
    ],
)
def test_our_own_mail_is_recognised(fields, reason):
    verdict = loop(mail(**fields), facts())

    assert (verdict.outcome, verdict.reason) == (Outcome.LOOP, reason)


@pytest.mark.parametrize(
    "fields",
    [
        {"message_id": "<a@havrefonden.example>", "in_reply_to": "<i1.own@ministeriet.example>"},
        {"x_loop": "liste@havrefonden.example"},
        {"from": "anne@ministeriet.example"},
        {"reply_to": "dialog@ministeriet.example"},
    ],
)
def test_mail_of_others_is_not_ours(fields):
    assert loop(mail(**fields), facts()) is None


def test_a_tag_is_no_other_mailbox():
    assert untagged("dialog+i1.x+y@a.example") == "dialog@a.example"
    assert untagged("dialog@a.example") == "dialog@a.example"
