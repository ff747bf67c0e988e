import pytest

from bot.mail.parsing import parse
from bot.screening import may_be_answered, why_not_answered
from tests.sample_mails import EXPECTED, LETTERS, mail, sample


@pytest.mark.parametrize("name", LETTERS)
def test_a_sample_letter_is_answered_unless_it_must_not_be(name):
    found = parse(sample(name))

    assert why_not_answered(found) == EXPECTED[name].get("unanswered")
    assert may_be_answered(found) == ("unanswered" not in EXPECTED[name])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"from": ""}, "no_sender"),
        ({"return_path": "<>"}, "null_sender"),
        ({"auto_submitted": "auto-generated"}, "automatic"),
        ({"x_autoreply": "yes"}, "automatic"),
        ({"precedence": "Bulk"}, "precedence"),
        ({"list_unsubscribe": "<https://x.example>"}, "list"),
        ({"x_auto_response_suppress": "DR, AutoReply"}, "asked_not_to"),
        ({"from": "no-reply@portal.example"}, "address_not_read"),
        ({"from": "ikke-svar@portal.example"}, "address_not_read"),
        ({"reply_to": "noreply@portal.example"}, "address_not_read"),
        ({"from": "nyhedsbrev@rugfonden.example"}, "address_not_read"),
    ],
)
def test_nothing_automatic_goes_back_to(fields, reason):
    assert why_not_answered(mail(**fields)) == reason


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"auto_submitted": "no"},
        {"x_auto_response_suppress": "OOF, DR"},
        {"from": "noreply@portal.example", "reply_to": "bo@havrefonden.example"},
        {"from": "reply@havrefonden.example"},
    ],
)
def test_an_ordinary_letter_may_be_answered(fields):
    assert may_be_answered(mail(**fields))
