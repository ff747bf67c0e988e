import pytest

from bot.screening.lists import list_mail
from storage.outcomes import Outcome
from tests.sample_mails import facts, mail

NEWSLETTER = {"list_id": "<nyt.rugfonden.example>", "list_unsubscribe": "<https://rugfonden.example/af>"}
ONE_CLICK = {"list_unsubscribe": "<https://x.example>", "list_unsubscribe_post": "List-Unsubscribe=One-Click"}
TALK = {
    "list_id": "<forum.lister.example>",
    "list_post": "<mailto:forum@lister.example>",
    "list_unsubscribe": "<mailto:forum-leave@lister.example>",
    "precedence": "list",
}


@pytest.mark.parametrize(
    "fields",
    [
        NEWSLETTER,
        {**NEWSLETTER, "precedence": "bulk"},
        {**ONE_CLICK, "feedback_id": "1:2:3:sender"},
        {**TALK, "to": "forum@lister.example"},
        {**TALK, "precedence": "bulk"},
    ],
)
def test_mail_to_many_is_recognised(fields):
    assert list_mail(mail(**fields), facts()).outcome == Outcome.LIST_MAIL


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"list_unsubscribe": "<https://crm.rugfonden.example/af>"},
        ONE_CLICK,
        {"precedence": "bulk"},
        TALK,
        {**TALK, "to": "forum@lister.example", "cc": "dialog+i1.x@ministeriet.example"},
        {**NEWSLETTER, "in_reply_to": "<i1.own@ministeriet.example>"},
    ],
)
def test_a_person_who_writes_to_us_through_a_list_is_heard(fields):
    assert list_mail(mail(**fields), facts()) is None
