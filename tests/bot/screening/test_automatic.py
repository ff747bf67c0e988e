import pytest

from bot.screening import screen
from bot.screening.automatic import automatic_reply
from storage.outcomes import Outcome
from tests.sample_mails import facts, mail


def is_automatic(*args, **fields):
    verdict = automatic_reply(mail(*args, **fields), facts())
    return verdict is not None and verdict.outcome == Outcome.AUTO_REPLY


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated; owner-email=x"},
        {"auto_submitted": "Auto-Notified"},
        {"x_autoreply": "yes"},
        {"x_autorespond": "Bo"},
        {"precedence": "auto_reply"},
        {"x_post_messageclass": "9; Autoresponder"},
        {"delivered_to": "Autoresponder"},
    ],
)
def test_programs_that_say_so_are_believed(fields):
    assert is_automatic(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "no"},
        {"auto_submitted": "No (person)"},
        {"x_auto_response_suppress": "All"},
        {"x_autoreply": "no"},
        {"precedence": "bulk"},
    ],
)
def test_fields_that_people_send_too_are_not_enough(fields):
    assert not is_automatic(**fields)


ABSENCE = "Jeg holder ferie og vender tilbage den 27. juli."
DISCUSSED = "Vi har drøftet aftalen i bestyrelsen og vender tilbage den 3. maj med punkt 3."
CALENDAR = {
    "from": "Bo Havre <bo@havrefonden.example>",
    "reply_to": "Bo Havre <bo@havrefonden.example>",
    "sender": "Kalender <kalender@tjeneste.example>",
    "auto_submitted": "auto-generated",
}
TICKET = {"auto_submitted": "auto-generated", "in_reply_to": "<i1.own@ministeriet.example>"}


def test_who_answers_us_through_a_ticket_system_is_a_person():
    assert not is_automatic(DISCUSSED, subject="[Havrefonden] Re: Data", **TICKET)
    assert is_automatic(DISCUSSED, subject="[Havrefonden] Re: Data", auto_submitted="auto-generated")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (DISCUSSED, {"auto_submitted": "auto-replied"}),
        (DISCUSSED, {"from": "no-reply@havrefonden.example"}),
        (DISCUSSED, {"reply_to": "no-reply@havrefonden.example"}),
        (DISCUSSED, {"subject": "Autosvar: Data"}),
        (DISCUSSED, {"return_path": "<>"}),
        (DISCUSSED, {"x_ms_exchange_inbox_rules_loop": "kontakt@havrefonden.example"}),
        (ABSENCE, {"subject": "Ferie: Data"}),
        ("Dette er et automatisk svar.", {}),
        ("Din henvendelse (4711) er modtaget.", {}),
        ("Vi har registreret din henvendelse som sag 4711.", {}),
        ("Tak for din henvendelse. Vi svarer dig hurtigst muligt.", {}),
        ("Your request (4711) has been received and is being reviewed.", {}),
        ("Thank you for writing. We will get back to you within five working days.", {}),
        ("Kære Anne\n\nVi har modtaget din henvendelse og oprettet sag I 2603 0012.", {}),
        ("Hej\n\nTak for din mail. Den har fået sagsnummer 4711, og vi vender tilbage hurtigst muligt.", {}),
        ("Your request has been received.\nTo add a comment, reply to this email.", {}),
    ],
)
def test_what_a_ticket_system_says_by_itself_is_no_answer(text, fields):
    assert is_automatic(text, **{**TICKET, **fields})


def test_an_absence_in_any_language_is_no_bounce_of_a_living_address():
    absent = mail("Ég er í fríi til 3. ágúst.", subject="Sjálfvirkt svar: Data", return_path="<>", **TICKET)

    assert screen(absent, facts()).outcome == Outcome.AUTO_REPLY
    assert is_automatic("Ég er í fríi til 3. ágúst.", return_path="<>", **CALENDAR)


@pytest.mark.parametrize(
    "text",
    [
        "Vi har drøftet det. Vi støtter det første. Bestyrelsen svarer på det andet inden for to uger.",
        "Jeg svarer snarest, men punkt 2 er vi uenige i.",
        "Vi deltager. Vi vender tilbage snarest med navne.",
        "Jeres henvendelse er modtaget, og vi støtter den.",
        "Thank you for your letter. We object to clause 3 and will reply within two weeks.",
        "Vi har modtaget jeres mail, som vi er enige i.",
        "Vi har modtaget jeres invitation.",
        "Tak for jeres mail.",
    ],
)
def test_whoever_acknowledges_and_says_more_is_a_person(text):
    assert not is_automatic(f"Hej Anne\n\n{text}", subject="[Havrefonden] Re: Data", **TICKET)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatisk svar: Data",
        "Autosvar",
        "AUTO-SVAR: Data",
        "Automatic reply: Data",
        "Out of office: Data",
        "Out of Office AutoReply: Data",
        "Out of office Re: Data",
        "[EKSTERN] Automatisk svar: Data",
        "EXTERNAL: Automatisk svar: Data",
        "AUTO: Bo Havre er ikke på kontoret (tilbage 20-03-2026)",
        "AUTO: Bo Havre is out of the office (returning 20-03-2026)",
        "Fraværsmeddelelse",
        "Feriebesked: Data",
        "Automatische Antwort: Data",
        "Report Domain: ministeriet.example Submitter: post.example Report-ID: 7",
        "Dmarc Aggregate Report Domain: {ministeriet.example}  Submitter: {Post}  Report-ID: {7}",
        "DMARC Aggregate Report for ministeriet.example from post.example",
    ],
)
def test_subjects_that_only_programs_write_are_enough(subject):
    assert is_automatic("Jeg er her igen i morgen. Har du spørgsmål?", subject=subject)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatisk kvittering: mangler bilag", "Jeg fik jeres kvittering uden bilag. Hvad gør jeg?"),
        ("Fraværsmelding: ny indsats", "Vi søger støtte til en indsats mod skolefravær."),
        ("Automated response: a study", "We have studied chatbots and would like to share the findings."),
        ("Automatisk svar", "Jeg har fået det tre gange. Hvornår får vi et rigtigt svar?"),
    ],
)
def test_whoever_asks_under_such_a_subject_is_a_person_without_a_programs_sign(subject, text):
    assert not is_automatic(text, subject=subject)
    assert is_automatic(text, subject=subject, x_auto_response_suppress="All")
    assert is_automatic(text, subject=subject, in_reply_to="<i1.own@ministeriet.example>")


@pytest.mark.parametrize(
    "subject",
    [
        "SV: Automatisk svar: Data",
        "Automatisk svar til ansøgere",
        "VS: Autosvar",
        "Out of office hours counselling",
        "Re: Out of office: Data",
        "EKSTERN: SV: Automatisk svar: Data",
        "Auto: støtte til biler",
        "Report domain: havrefonden.example",
        "DMARC-rapport for havrefonden.example",
    ],
)
def test_subjects_that_people_write_are_not(subject):
    assert not is_automatic(subject=subject)


@pytest.mark.parametrize(
    "text",
    [
        "Dette er et automatisk svar.",
        "Tak for din mail.\n\nDette er et autosvar. Har du spørgsmål, så ring.",
        "Bemærk: Denne mail er automatisk genereret.",
        "Denne e-mail er sendt automatisk.",
        "Du modtager hermed et automatisk svar på din henvendelse.",
        "This is an automated response. Questions? Call us.",
        "This email was automatically generated.",
        "This message has been automatically generated. Your case is open.",
        "Dette er en automatisk besvarelse af din meddelelse.",
        "Dette er en automatisk kvitteringsmail.",
        "Dette er en systemgenereret mail. Jeres sag 123 er oprettet.",
        "Dette er et automatisk svar. Har du brug for hjælp med det samme? Se https://x.example/?id=4",
        "Dette er et automatisk svar. Vi beder dig ikke besvare denne mail. Vi ønsker dig en god dag!",
    ],
)
def test_a_machine_that_says_what_it_is_is_believed(text):
    assert is_automatic(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jeg fik beskeden dette er et automatisk svar fra jer.",
        "Dette er en automatisk følge af vores strategi.",
        "This is an automatic process that we would like to evaluate.",
        "Denne mail er sendt automatisk fra kontaktformularen. Besked: vi vil gerne mødes.",
        "Svar venligst ikke på denne mail, men ring til mig.",
        "I modtager automatisk vores årsrapport.",
        "Dette er en automatisk svartjeneste, der hjælper unge om natten.",
        "Dette er en automatisk beskedtavle til pårørende.",
        "Du får et automatisk svar, når du skriver til os, så brug min egen adresse. Vi har tre rettelser.",
        "This is an automated response system for young people, and we seek a partner.",
        "Vi fik intet svar.\nDette er en automatisk besked kom der bare. Hvem kan vi tale med?",
    ],
)
def test_people_who_write_of_automatic_things_are_not_machines(text):
    assert not is_automatic(text)


@pytest.mark.parametrize(
    "text",
    [
        "For tre uger siden fik jeg denne besked:\n\nDette er et automatisk svar.\n\nMen jeg har intet hørt.",
        "I skrev: Dette er et automatisk svar. Men jeg har intet hørt.",
        "I skrev: »Tak for din henvendelse. Dette er et automatisk svar.« Men jeg har intet hørt.",
        "I skrev:\n\nKære Bo\n\nTak for din henvendelse. Dette er et automatisk svar.\n\nHvornår svarer I?",
        "Dette er et automatisk svar, vi har fået fra jer. Det har en fejl.",
        "This is an automated message we received from your system. It has an error.",
        "Vi har to forslag:\n- Dette er en automatisk besked til alle ansøgere.\n- Det andet er et brev.",
        "Takk. Vi deltager.\n\nFrá: Dialog <dialog@x.example>\nEfni: Data\n\nDette er et automatisk svar.",
    ],
)
def test_whoever_cites_a_machine_is_a_person(text):
    assert not is_automatic(text)


def test_with_a_programs_sign_a_machine_may_ask_what_it_will():
    asking = "Dette er et automatisk svar. Hvad sker der nu?"

    assert not is_automatic(asking)
    assert is_automatic(asking, return_path="<>")
    assert is_automatic(asking, precedence="bulk")


def test_a_scanner_sends_what_a_person_laid_on_it():
    assert not is_automatic("Denne e-mail er sendt automatisk fra multifunktionsprinteren.\nScannet af: Bo")
    assert not is_automatic("This email was automatically sent from the scanner on the second floor.")


def test_what_an_earlier_mail_says_is_not_what_the_writer_is():
    quoted = "Hvem kan så svare mig på spørgsmålet?\n\nAnne skrev:\n> Dette er et automatisk svar.\n> Mvh"

    assert not is_automatic(quoted)


@pytest.mark.parametrize(
    "subject", ["Ikke til stede: Data", "Ferie: Data", "Fratrådt: Data", "Away: Data", "On leave: Data"]
)
def test_an_absence_needs_a_second_sign(subject):
    assert is_automatic(ABSENCE, subject=subject)
    assert is_automatic(subject=subject, x_auto_response_suppress="All")
    assert not is_automatic(subject=subject)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Udsættelse", ABSENCE),
        ("SV: Ferie: Data", ABSENCE),
        ("Ferie i uge 29", ABSENCE),
        ("Ferie: Data", f"{ABSENCE} Kan vi få udsættelse?"),
        ("Ikke til stede ved mødet", "Jeg er desværre ikke til stede på kontoret den 3. maj."),
    ],
)
def test_a_person_who_writes_of_being_away_is_not_a_machine(subject, text):
    assert screen(mail(text, subject=subject), facts()) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Ferie", ABSENCE),
        ("[EKSTERN] Sygemeldt", "Jeg er sygemeldt, så Per Byg svarer på høringen."),
        ("Holiday", "I am on holiday next week. Ida will decide for us."),
        ("Leave", "I am on leave from 1 May. Ida takes over our agreement."),
        ("Orlov", "Jeg er på orlov fra 1. maj. Per Byg overtager vores sag."),
    ],
)
def test_a_subject_of_nothing_but_an_absence_is_a_persons_without_a_programs_sign(subject, text):
    assert not is_automatic(text, subject=subject)
    assert not is_automatic(text, subject=subject, in_reply_to="<i1.own@ministeriet.example>")
    assert is_automatic(text, subject=subject, x_auto_response_suppress="All")
    assert is_automatic(text, subject=subject, return_path="<>")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Ferie: høringen", f"{ABSENCE} Vi beder om udsættelse til den 1. august."),
        ("Ferie: pulje til familier", "Mange børn har ferie hjemme. Vi søger en dialog om en pulje."),
        ("Fravær: ny indsats", "Vi vender tilbage den 3. maj og vil gerne have jeres bemærkninger."),
        ("Leave: data", "I am on leave from May. Ida would like to meet you."),
    ],
)
def test_a_person_who_asks_for_something_is_not_away(subject, text):
    assert not is_automatic(text, subject=subject)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Ferie: høringen", "Jeg er på ferie til den 3. august, men I kan godt regne med os."),
        ("Ikke til stede: mødet", "Jeg er på ferie, men I kan regne med os til mødet."),
        ("Ferie: ansøgningen", "Jeg er på ferie til den 3. august. Bestyrelsen har trukket ansøgningen."),
        ("Fratrådt: ny kontakt", "Jeg er fratrådt. Ny kontakt er Lone Rug. Vi fastholder vores høringssvar."),
        ("Ferie: Data", "Jeg er på ferie til mandag, men har læst jeres mail og siger ja."),
        ("Holiday: meeting", "I am on holiday, but yes: we are coming, all three."),
        (
            "Kvittering for din mail",
            "Tak for din mail. Jeg vender tilbage i morgen. Kort svar: ja til punkt 1.",
        ),
    ],
)
def test_whoever_tells_of_an_absence_and_says_more_is_a_person(subject, text):
    assert not is_automatic(text, subject=subject)
    assert not is_automatic(text, subject=subject, in_reply_to="<i1.own@ministeriet.example>")
    assert is_automatic(text, subject=subject, x_auto_response_suppress="All")


@pytest.mark.parametrize(
    "beside",
    [
        "Ved hastende sager kan du kontakte Lone Rug på lone@havrefonden.example.",
        "Mails bliver ikke læst\ni min ferie.",
        "Har du brug for hjælp, så ring til sekretariatet på 12 34 56 78.",
        "God sommer!",
        "Please contact my colleague Ida in my absence.",
    ],
)
def test_whom_to_ask_meanwhile_and_a_wish_belong_to_an_absence(beside):
    assert is_automatic(f"Kære afsender\n\nTak for din mail.\n{ABSENCE} {beside}", subject="Ferie: Data")
    assert is_automatic(f"{ABSENCE} {beside}", subject="Re: Data", return_path="<>")


def test_a_swedish_absence_needs_a_second_sign_too():
    assert is_automatic("Jag är på semester till och med den 3 augusti.", subject="Frånvaro: Data")
    assert not is_automatic("Vi har undersökt frånvaro i skolan.", subject="Frånvaro: ny studie")


@pytest.mark.parametrize("subject", ["Lukket: Data", "Sommerlukket: Data", "Kontoret er lukket: Data"])
def test_a_place_that_is_closed_is_an_absence_with_a_programs_sign_only(subject):
    closed = "Vi holder lukket og er tilbage den 3. august."

    assert not is_automatic(closed, subject=subject)
    assert is_automatic(closed, subject=subject, in_reply_to="<i1.own@ministeriet.example>")
    assert is_automatic(closed, subject=subject, x_auto_response_suppress="All")
    assert not is_automatic(closed, subject="Lukket", in_reply_to="<i1.own@ministeriet.example>")


RECEIVED = "Tak for din mail. Vi vender tilbage hurtigst muligt."
REGISTERED = "Kommunen har modtaget din henvendelse.\n\nDen vil blive behandlet hurtigst muligt."


def test_a_confirmation_needs_a_second_sign():
    told = "Tak for din henvendelse. Vi svarer hurtigst muligt."

    assert is_automatic(told, subject="Kvittering for din henvendelse")
    assert is_automatic(REGISTERED, subject="Kvittering for din henvendelse")
    assert is_automatic("Tak for din mail.\n\nVi svarer hurtigst muligt.", subject="Kvittering for din mail")
    assert not is_automatic(REGISTERED, subject="Jeres brev")
    assert not is_automatic(told, subject="Jeres brev")
    assert not is_automatic(subject="Kvittering for tilskud 2026")


def test_a_confirmation_of_something_else_than_our_letter_needs_a_programs_sign():
    told = "Tak for din mail. Hermed kvitteringen. Vi vender tilbage med regnskabet i uge 14."

    for subject in (
        "Kvittering for udbetaling",
        "Bekræftelse af din aftale med os",
        "Confirmation of your grant",
    ):
        assert not is_automatic(told, subject=subject)
        assert is_automatic(told, subject=subject, x_auto_response_suppress="All")
    assert is_automatic(RECEIVED, subject="Kvittering for modtagelse af din e-mail")
    assert not is_automatic(told, subject="Kvittering for modtagelse af din e-mail")


def test_a_request_not_to_answer_counts_from_an_address_that_nobody_reads():
    request = "Sagen er oprettet. Denne mail kan ikke besvares."

    assert is_automatic(request, **{"from": "no-reply@portal.example"})
    assert is_automatic(request, **{"from": "no-reply@portal.example", "reply_to": "help@portal.example"})
    assert not is_automatic(request)


def test_what_a_program_hands_on_for_somebody_who_reads_the_answer_is_that_persons():
    shared = {"from": "Bo Havre <no-reply@deling.example>", "reply_to": "bo@havrefonden.example"}

    assert not is_automatic("Bo har delt et udkast med jer. Denne mail kan ikke besvares.", **shared)
    assert not is_automatic("Denne mail er sendt automatisk. Bo skriver, at I bad om den.", **shared)


def test_what_a_calendar_elsewhere_sends_for_its_writer_is_that_persons():
    note = "Bo Havre har accepteret invitationen: Vi kommer tre og har to ting med."

    assert not is_automatic(note, **CALENDAR)
    assert is_automatic(note, **{**CALENDAR, "sender": "kalender@havrefonden.example"})
    assert is_automatic(note, **{**CALENDAR, "reply_to": "no-reply@havrefonden.example"})
    assert is_automatic(note, **{**CALENDAR, "auto_submitted": "auto-replied"})


def test_what_a_program_elsewhere_says_by_itself_is_automatic():
    assert is_automatic("Dette er et automatisk svar. Vi er glade for din mail.", **CALENDAR)
    assert is_automatic("Tak for din henvendelse. Vi svarer dig hurtigst muligt.", **CALENDAR)


def test_a_reply_says_what_it_is_about():
    found = automatic_reply(mail(subject="Autosvar", in_reply_to="<i1.own@ministeriet.example>"), facts())

    assert found.about == ("<i1.own@ministeriet.example>",)
