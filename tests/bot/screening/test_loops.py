import pytest

from bot.screening.loops import BY_OUR_ADDRESS, by_its_writer, loop, untagged
from storage.outcomes import Outcome
from tests.sample_mails import OWN_ADDRESS, facts, mail

BO = "Bo Havre <bo@havrefonden.example>"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"message_id": "<i1.own@ministeriet.example>"}, "own_message_id"),
        ({"x_fondsdialog": "1"}, "own_mark"),
        ({"x_loop": "<Dialog@ministeriet.example>"}, "own_x_loop"),
        ({"from": "Fondsdialog <DIALOG@ministeriet.example>"}, "own_address"),
        ({"from": "dialog+i42.abc@ministeriet.example"}, "own_address"),
        ({"from": OWN_ADDRESS, "reply_to": "dialog+i42.abc@ministeriet.example"}, "own_address"),
        ({"from": OWN_ADDRESS, "reply_to": f"liste@havrefonden.example, {OWN_ADDRESS}"}, "own_address"),
        ({"from": OWN_ADDRESS, "reply_to": "no-reply@havrefonden.example"}, "own_address"),
        ({"from": OWN_ADDRESS, "reply_to": BO, "x_fondsdialog": "1"}, "own_mark"),
        ({"from": OWN_ADDRESS, "reply_to": BO, "x_original_from": OWN_ADDRESS}, "own_address"),
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
        {"from": OWN_ADDRESS, "reply_to": BO},
        {"from": OWN_ADDRESS, "reply_to": OWN_ADDRESS, "x_original_from": BO},
    ],
)
def test_mail_of_others_is_not_ours(fields):
    assert loop(mail(**fields), facts()) is None


def test_whoever_writes_by_our_address_is_the_sender():
    found = by_its_writer(mail(**{"from": OWN_ADDRESS, "reply_to": BO}), facts().own_addresses)

    assert (found.sender.email, found.sender.name) == ("bo@havrefonden.example", "Bo Havre")
    assert found.warnings == (BY_OUR_ADDRESS,)


@pytest.mark.parametrize("fields", [{"reply_to": "Per <per@bygfonden.example>"}, {"from": OWN_ADDRESS}])
def test_any_other_sender_stays_who_it_is(fields):
    found = mail(**fields)

    assert by_its_writer(found, facts().own_addresses) == found


def test_a_tag_is_no_other_mailbox():
    assert untagged("dialog+i1.x+y@a.example") == "dialog@a.example"
    assert untagged("dialog@a.example") == "dialog@a.example"
