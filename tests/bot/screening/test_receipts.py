import pytest

from bot.mail.parsing import parse
from bot.screening.receipts import receipt
from storage.outcomes import Outcome
from tests.sample_mails import facts, mail, sample

READ = "Din meddelelse\nTil: Mette\nblev læst den 12. marts."


def test_a_read_receipt_says_which_letter_was_read():
    verdict = receipt(parse(sample("receipt-read-da")), facts())

    assert verdict.outcome == Outcome.RECEIPT
    assert verdict.about == ("<i42.own@ministeriet.example>",)


@pytest.mark.parametrize("subject", ["Læst: Data", "Ikke læst: Data", "Read: Data"])
def test_a_receipt_in_words_needs_subject_and_statement(subject):
    assert receipt(mail(READ, subject=subject), facts()).outcome == Outcome.RECEIPT
    assert receipt(mail(subject=subject), facts()) is None
    assert receipt(mail(READ, subject=f"SV: {subject}"), facts()) is None


def test_a_failed_delivery_is_no_receipt():
    assert receipt(parse(sample("bounce-postfix")), facts()) is None
