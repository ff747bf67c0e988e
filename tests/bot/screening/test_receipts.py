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


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Læst: udkast", "Hej Anne\n\nUdkastet er blevet læst af bestyrelsen, og vi har to indvendinger."),
        ("Læst: udkast", "Jeres mail er blevet læst af bestyrelsen. Vi har to indvendinger."),
        ("Læst: udkast", "Din mail blev læst den 3. maj på vores møde. Hvornår er fristen?"),
        ("Read: draft guidance", "The draft was read by our board last night, and we object to clause 3."),
        ("Read: draft guidance", "Your message was read by our board, and we object to clause 3."),
        ("Læst: udkast", "Din besked blev læst den 3. maj på vores møde, og vi er uenige i punkt 3."),
        ("Læst: udkast", "Kvittering for den tilsendte rapport. Vi har tre rettelser, som Lone sender."),
        ("Læst: udkast", "Kvittering for at jeg har læst brevet: vi er uenige i punkt 3."),
        ("Read: draft guidance", "Your message was read on our last meeting, and we object to clause 3."),
        ("Leveret: slutrapport", "Slutrapporten er blevet leveret til styregruppen i dag."),
    ],
)
def test_a_person_who_writes_that_something_was_read_or_delivered_sends_no_receipt(subject, text):
    assert receipt(mail(text, subject=subject), facts()) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Læst: Data", READ),
        (
            "Slettet uden at være læst: Data",
            "Din meddelelse\n\nTil: Mette\n\nblev slettet uden det.",
        ),
        ("Read: Data", "Your message\n\nTo: Ida\nSubject: Data\n\nwas read on 12 March 2026 10:59."),
        ("Read: Data", "Your message was read on Thursday, March 12, 2026 10:59."),
        ("Læst: Data", "Dette er en kvittering for den mail, du sendte til mette@rugfonden.example."),
        ("Return Receipt", "This is a Return Receipt for the mail that you sent to ida@northlight.example."),
    ],
)
def test_a_program_that_says_so_of_our_message_does(subject, text):
    assert receipt(mail(text, subject=subject), facts()).outcome == Outcome.RECEIPT


def test_a_failed_delivery_is_no_receipt():
    assert receipt(parse(sample("bounce-postfix")), facts()) is None
