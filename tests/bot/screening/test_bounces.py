import pytest

from bot.screening import screen
from bot.screening.bounces import bounce
from storage.outcomes import Outcome
from tests.sample_mails import facts, mail

FAILED = "Your message could not be delivered. 550 5.1.1 User unknown: <tove@lindhjemmet.example>"


def is_bounce(*args, **fields):
    verdict = bounce(mail(*args, **fields), facts())
    return verdict is not None and verdict.outcome == Outcome.BOUNCE


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.example", "Mail Delivery System <x@mx.example>", "maildaemon@mx.example"]
)
def test_what_a_mail_system_writes_is_a_bounce(sender):
    assert is_bounce("Hm.", **{"from": sender})


@pytest.mark.parametrize(
    "subject",
    [
        "Undeliverable: Svar",
        "Kan ikke leveres: Svar",
        "failure notice",
        "Mail delivery failed",
        "Leveringsfejl",
    ],
)
def test_a_postmasters_subject_tells_a_bounce(subject):
    assert is_bounce(subject=subject, **{"from": "postmaster@x.example"})
    assert is_bounce(subject=subject, return_path="<>")
    assert not is_bounce(subject=subject)


def test_from_an_ordinary_address_it_takes_subject_wording_and_code():
    assert is_bounce(FAILED, subject="Undeliverable: Svar")
    assert not is_bounce(FAILED, subject="Hvad betyder dette svar?")
    assert not is_bounce("Brevet kunne ikke leveres.", subject="Undeliverable letters")


ASKS = f"When I write to your colleague I get this: {FAILED}\nWho should I write to?"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Undeliverable: Application for data", ASKS),
        ("Mail kunne ikke leveres", f"Hej\n\nMin mail kom retur med denne fejl:\n{FAILED}"),
        ("Mail kunne ikke leveres", f"Min mail kom retur: {FAILED}\nVi vil gerne have en anden adresse."),
        (
            "Ikke leveret: jeres mail",
            "Vores server siger 550 5.7.1 rejected. Send den til post@havre.example.",
        ),
        (
            "Mail kunne ikke leveres",
            "Min mail blev afvist med 550 5.1.1. Giv Lone besked om, at vi deltager.",
        ),
        (
            "Ikke leveret: jeres brev",
            "Jeres brev kom retur med 550 5.1.1. Adressen er nu lone@havre.example.",
        ),
        ("Mail delivery failed", "Jeg får 550 5.7.1 Access denied, når jeg skriver til anne@m.example."),
        ("Undeliverable: your mail", f"Our server says: {FAILED}\nUse my own address."),
        ("Leveringsfejl", "14 breve til familierne kunne ikke leveres. 510 familier mangler stadig."),
        ("Warning: message from the families", "The grant could not be delivered. Contact: 555 12345"),
    ],
)
def test_a_person_who_tells_of_a_failed_delivery_is_a_person(subject, text):
    assert not is_bounce(text, subject=subject)


def test_a_mail_system_may_say_we_and_what_to_do():
    assert is_bounce(f"We are sorry. {FAILED}\nPlease contact the recipient.", subject="Undeliverable: Svar")
    assert is_bounce(f"{FAILED}\nSend your message again later.", subject="Undeliverable: Svar")


def test_what_a_mail_system_returns_is_not_what_it_says():
    returned = f"{FAILED}\n\n----- Original message -----\nSubject: Svar\n\nJeres mail er læst, skriver jeg."

    assert is_bounce(returned, subject="Undeliverable: Svar")
    assert is_bounce(returned, subject="Undeliverable: Svar", **{"from": "postmaster@x.example"})


def test_a_mail_system_greets_nobody():
    sent_again = "Kære Anne. Vores brev til jer blev ikke leveret i fredags. Her er det igen."
    postmaster = {"from": "Per Byg <postmaster@bygfonden.example>"}

    assert not is_bounce(sent_again, subject="Ikke leveret: vores ansøgning", **postmaster)
    assert not is_bounce("Jeres sidste brev kom retur.", subject="Ikke leveret: jeres brev", **postmaster)
    assert is_bounce(sent_again, subject="Ikke leveret: vores ansøgning", return_path="<>", **postmaster)


FIELDS = "Final-Recipient: rfc822; a@b.example\nAction: failed"
STATUS = f"--x\nContent-Type: message/delivery-status\n\n{FIELDS}\n--x--\n"


def test_a_delivery_status_tells_a_bounce_in_any_container():
    assert is_bounce(STATUS, content_type="multipart/report; report-type=delivery-status; boundary=x")
    assert is_bounce(STATUS, content_type="multipart/mixed; boundary=x")
    assert is_bounce("Hm.", content_type="multipart/report; report-type=delivery-status; boundary=x")


def test_a_person_who_hands_a_delivery_status_on_is_a_person():
    assert not is_bounce(STATUS, content_type="multipart/mixed; boundary=x", subject="VS: Returned mail")


def test_a_complaint_about_our_mail_counts_as_a_bounce():
    assert is_bounce(subject="complaint about message from 192.0.2.1")


@pytest.mark.parametrize(
    "subject",
    [
        "Abuse report 2026 from the Danish shelters",
        "Feedback loop between research and practice",
        "Complaint about message from 3 families",
    ],
)
def test_a_person_who_writes_of_abuse_or_feedback_complains_of_no_mail(subject):
    assert not is_bounce(subject=subject)


def test_what_comes_with_the_null_sender_and_is_nothing_else_is_a_bounce():
    verdict = screen(mail("Fejl 4711", return_path="<>"), facts())

    assert (verdict.outcome, verdict.reason) == (Outcome.BOUNCE, "null_sender")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Ansøgning", "Kære Anne\n\nVores ansøgning er vedhæftet."),
        ("SV: Data", "Vi deltager alle tre.\n\nMvh Bo"),
        ("Re: Data", "I'm away this week, but here's our answer: we support it."),
    ],
)
def test_a_person_whose_letter_comes_with_the_null_sender_is_a_person(subject, text):
    assert screen(mail(text, subject=subject, return_path="<>"), facts()) is None


def test_an_absence_with_the_null_sender_is_an_absence():
    absence = mail("Mails til mig bliver ikke leveret.", subject="Automatisk svar: Data", return_path="<>")

    assert screen(absence, facts()).outcome == Outcome.AUTO_REPLY


def test_a_person_who_hands_a_bounce_on_is_a_person():
    assert not is_bounce(FAILED, subject="VS: Undeliverable: Svar")
