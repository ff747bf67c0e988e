import pytest

from bot.mail.parsing import parse
from bot.mail.reports import Failure, read_bounce, tells_success
from tests.sample_mails import EXPECTED, mail, sample

REPORTED = sorted(name for name, expected in EXPECTED.items() if "failures" in expected)


@pytest.mark.parametrize("name", REPORTED)
def test_a_sample_bounce_says_what_came_back_from_whom(name):
    found = read_bounce(parse(sample(name)))

    assert list(found.about) == EXPECTED[name]["about"]
    assert [[each.recipient or "", each.status or "", each.permanent] for each in found.failures] == EXPECTED[
        name
    ]["failures"]


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (
            "<gro@engfonden.example>:\n550 no such user",
            Failure("gro@engfonden.example", None, permanent=True),
        ),
        (
            "To gro@engfonden.example: 452 4.2.2 mailbox full",
            Failure("gro@engfonden.example", "4.2.2", permanent=False),
        ),
        (
            "Til dialog@ministeriet.example: gro@engfonden.example findes ikke",
            Failure("gro@engfonden.example", None, permanent=True),
        ),
        (
            "Leveringen er forsinket, serveren prøver igen.",
            Failure(None, None, permanent=False, final=False),
        ),
        (
            "<gro@engfonden.example>: 552 5.2.2 over quota",
            Failure("gro@engfonden.example", "5.2.2", permanent=False),
        ),
        ("", Failure(None, None, permanent=True)),
    ],
)
def test_prose_is_read_for_address_and_code(text, failure):
    assert read_bounce(mail(text, subject="failure notice")).failures == (failure,)


def test_a_report_of_delay_says_that_the_server_still_tries():
    (late,) = read_bounce(parse(sample("bounce-delayed"))).failures
    (given_up,) = read_bounce(parse(sample("bounce-exchange-da"))).failures

    assert (late.final, given_up.final) == (False, True)


def test_only_unmixed_success_is_success():
    assert tells_success(parse(sample("receipt-delivered")))
    assert not tells_success(parse(sample("bounce-delayed")))
    assert not tells_success(mail())
