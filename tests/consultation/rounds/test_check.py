from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds.check import Code, Document, Finding, Launch, Severity, blocking, check
from consultation.rounds.invitees import Invitee
from consultation.rounds.words import Question

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar(
    timezone=COPENHAGEN,
    day_starts=time(9),
    day_ends=time(15),
    first_answer_days=5,
    remind_after_days=3,
    escalate_after_days=4,
)
NOW = datetime(2028, 11, 6, 10, tzinfo=COPENHAGEN)
LAUNCH = Launch(
    sent_at=NOW,
    deadline=datetime(2028, 12, 5, 23, 59, tzinfo=COPENHAGEN),
    questions=(Question("fokus", "Hvilket fokusområde bør programmerne have?"),),
    invitees=(
        Invitee("Havblikfonden", "post@havblik.example"),
        Invitee("Lindfonden", "Post@Lind.example"),
    ),
    documents=(Document("oplaeg.pdf", "Oplægget"),),
    feedback_on=date(2029, 3, 1),
    asked_last_time=("HAVBLIKFONDEN", "Lindfonden "),
)


def found(**over):
    return [(finding.code, finding.data) for finding in check(replace(LAUNCH, **over), CALENDAR, NOW)]


def closing(text):
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def test_a_round_well_made_gives_no_findings():
    assert found() == []


def test_under_four_weeks_is_named_with_its_days():
    assert found(deadline=closing("2028-12-01T12:00")) == [(Code.UNDER_FOUR_WEEKS, {"days": 25})]
    assert found(deadline=closing("2028-12-04T00:01")) == []


def test_the_time_counts_from_the_day_on_which_the_round_opens():
    assert found(sent_at=NOW + timedelta(days=2)) == [(Code.UNDER_FOUR_WEEKS, {"days": 27})]


@pytest.mark.parametrize(
    ("deadline", "codes"),
    [
        ("2028-12-09T12:00", [Code.DEADLINE_ON_WEEKEND]),
        ("2028-12-25T12:00", [Code.DEADLINE_ON_HOLIDAY]),
        ("2029-07-10T12:00", [Code.DEADLINE_IN_SCHOOL_HOLIDAY]),
        ("2029-07-14T12:00", [Code.DEADLINE_ON_WEEKEND, Code.DEADLINE_IN_SCHOOL_HOLIDAY]),
    ],
)
def test_a_deadline_on_which_nobody_works_is_found(deadline, codes):
    day = date.fromisoformat(deadline[:10])

    assert found(deadline=closing(deadline)) == [(code, {"day": day}) for code in codes]


def test_the_schools_holiday_is_the_one_passed_in():
    findings = check(LAUNCH, CALENDAR, NOW, is_school_holiday=lambda day: day == date(2028, 12, 5))

    assert [finding.code for finding in findings] == [Code.DEADLINE_IN_SCHOOL_HOLIDAY]


def test_a_deadline_in_the_past_says_nothing_of_weeks():
    assert found(deadline=closing("2028-11-06T10:00")) == [
        (Code.DEADLINE_PAST, {"deadline": "2028-11-06T10:00+01:00"})
    ]


def test_a_closing_time_that_was_not_stated_is_shown_as_it_was_taken():
    assert found(closing_time_stated=False) == [
        (Code.CLOSING_TIME_NOT_STATED, {"deadline": "2028-12-05T23:59+01:00"})
    ]


def test_addresses_that_are_missing_dead_or_doubled_are_found():
    known = LAUNCH.invitees
    invitees = (*known, Invitee("Fonden Uden", ""), Invitee("Lindfonden", "post@lind.example"))

    assert found(invitees=invitees, bounced={"post@havblik.example"}) == [
        (Code.MISSING_ADDRESS, {"organisation": "Fonden Uden"}),
        (Code.BOUNCED_ADDRESS, {"organisation": "Havblikfonden", "address": "post@havblik.example"}),
        (Code.DUPLICATE_ADDRESS, {"address": "post@lind.example", "times": 2}),
    ]


def test_two_parties_without_an_address_do_not_share_one():
    invitees = (*LAUNCH.invitees, Invitee("Ene", ""), Invitee("Anden", ""))

    assert Code.DUPLICATE_ADDRESS not in dict(found(invitees=invitees))


def test_a_party_asked_last_time_and_forgotten_now_is_named():
    assert found(asked_last_time=("Lindfonden", "Skovfonden")) == [
        (Code.PARTY_MISSING, {"organisation": "Skovfonden"})
    ]


def test_a_round_to_nobody_is_found():
    assert (Code.NOBODY_INVITED, {}) in found(invitees=())


def test_a_document_that_can_not_be_read_is_named():
    documents = (*LAUNCH.documents, Document("skannet.pdf", " \n"))

    assert found(documents=documents) == [(Code.DOCUMENT_WITHOUT_TEXT, {"name": "skannet.pdf"})]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hvad er målet, og hvordan måles det?", Code.TWO_QUESTIONS),
        ("What is the aim, and how is it measured?", Code.TWO_QUESTIONS),
        ("Er I ikke enige i forslaget?", Code.LEADING_QUESTION),
        ("Don't you agree?", Code.LEADING_QUESTION),
    ],
)
def test_a_question_that_asks_badly_is_named(text, code):
    assert found(questions=(Question("q", text),)) == [(code, {"key": "q", "text": text})]


def test_a_round_that_asks_nothing_is_found():
    assert found(questions=()) == [(Code.NO_QUESTIONS, {})]


def test_no_word_on_publication_and_none_on_when_parties_hear_back():
    assert found(consent_asked=False, feedback_on=None) == [
        (Code.CONSENT_MISSING, {}),
        (Code.FEEDBACK_MISSING, {}),
    ]


def test_what_blocks_comes_first_and_stands_in_the_way_of_approval():
    findings = check(
        replace(
            LAUNCH, consent_asked=False, invitees=(*LAUNCH.invitees, Invitee("Ene", ""), Invitee("To", ""))
        ),
        CALENDAR,
        NOW,
    )

    assert [finding.severity for finding in findings] == [Severity.BLOCKS, Severity.BLOCKS, Severity.WARNS]
    assert blocking(findings) == (Code.MISSING_ADDRESS,)
    assert blocking([Finding(Code.CONSENT_MISSING)]) == ()
