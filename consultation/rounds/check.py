"""The check before launch (høringstjek): what would make a round a worse one, while it can be put right.

Rules only, on what is known of a round that has not been sent out. A finding is a code with data; its
sentence is where people read it. Whether a *file* can be used at all is `roundfile`'s to say.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from consultation.rounds.invitees import Invitee
from consultation.rounds.question_check import asks_two_things, suggests_its_answer
from consultation.rounds.words import Question
from consultation.rounds.working_days import WorkingDays, in_school_summer_holiday, local_day

FOUR_WEEKS = 28
"""Days that normally fit; a shorter time must be explained (lovkvalitetsvejledningen, 9.1.2)."""


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKS = "blocks"
    """The round can't be approved with it."""
    WARNS = "warns"
    """Somebody should have seen it and decided."""


class Code(StrEnum):
    """What was found; in brackets the names in `Finding.data`."""

    DEADLINE_PAST = "deadline_past"
    """(deadline)"""
    UNDER_FOUR_WEEKS = "under_four_weeks"
    """(days)"""
    DEADLINE_ON_WEEKEND = "deadline_on_weekend"
    """(day)"""
    DEADLINE_ON_HOLIDAY = "deadline_on_holiday"
    """(day)"""
    DEADLINE_IN_SCHOOL_HOLIDAY = "deadline_in_school_holiday"
    """(day)"""
    CLOSING_TIME_NOT_STATED = "closing_time_not_stated"
    """(deadline), with the clock time that was taken for it"""
    NOBODY_INVITED = "nobody_invited"
    MISSING_ADDRESS = "missing_address"
    """(organisation)"""
    BOUNCED_ADDRESS = "bounced_address"
    """(organisation, address)"""
    DUPLICATE_ADDRESS = "duplicate_address"
    """(address, times)"""
    PARTY_MISSING = "party_missing"
    """(organisation): asked last time, and not now"""
    NO_QUESTIONS = "no_questions"
    TWO_QUESTIONS = "two_questions"
    """(key, text)"""
    LEADING_QUESTION = "leading_question"
    """(key, text)"""
    DOCUMENT_WITHOUT_TEXT = "document_without_text"
    """(name)"""
    CONSENT_MISSING = "consent_missing"
    FEEDBACK_MISSING = "feedback_missing"


_BLOCKS = {Code.DEADLINE_PAST, Code.NOBODY_INVITED, Code.MISSING_ADDRESS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, and what it is about."""

    code: Code
    data: Mapping[str, str | int | date] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return Severity.BLOCKS if self.code in _BLOCKS else Severity.WARNS


@dataclass(frozen=True, slots=True)
class Document:
    """A document sent along, with the text that could be read out of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Launch:
    """A round as it is about to be sent out.

    `sent_at` is when it opens, now where it opens at once. `bounced` are addresses (lower case) known to
    fail; `asked_last_time` the organisations of the round before it, of the same kind and office.
    """

    sent_at: datetime
    deadline: datetime
    questions: tuple[Question, ...] = ()
    invitees: tuple[Invitee, ...] = ()
    documents: tuple[Document, ...] = ()
    closing_time_stated: bool = True
    consent_asked: bool = True
    feedback_on: date | None = None
    bounced: Collection[str] = ()
    asked_last_time: Collection[str] = ()


def check(
    launch: Launch,
    calendar: WorkingDays,
    now: datetime,
    is_school_holiday: Callable[[date], bool] = in_school_summer_holiday,
) -> list[Finding]:
    """Return everything found, what blocks first."""
    found = [
        *_on_time(launch, calendar, now),
        *_on_the_day(local_day(launch.deadline, calendar), calendar, is_school_holiday),
        *_on_addresses(launch),
        *_on_parties(launch),
        *_on_questions(launch.questions),
        *(Finding(Code.DOCUMENT_WITHOUT_TEXT, {"name": name}) for name in _without_text(launch.documents)),
        *_on_promises(launch),
    ]
    return sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKS)


def blocking(findings: Iterable[Finding]) -> tuple[Code, ...]:
    """Return the codes that stand in the way of approval, each once (for `lifecycle.approve`)."""
    return tuple(dict.fromkeys(found.code for found in findings if found.severity is Severity.BLOCKS))


def _on_time(launch: Launch, calendar: WorkingDays, now: datetime) -> Iterator[Finding]:
    closes = launch.deadline.astimezone(calendar.timezone)
    written = {"deadline": closes.isoformat(timespec="minutes")}
    if launch.deadline <= now:
        yield Finding(Code.DEADLINE_PAST, written)
        return
    days = (closes.date() - local_day(launch.sent_at, calendar)).days
    if days < FOUR_WEEKS:
        yield Finding(Code.UNDER_FOUR_WEEKS, {"days": days})
    if not launch.closing_time_stated:
        yield Finding(Code.CLOSING_TIME_NOT_STATED, written)


def _on_the_day(
    day: date, calendar: WorkingDays, is_school_holiday: Callable[[date], bool]
) -> Iterator[Finding]:
    if day.isoweekday() in {6, 7}:
        yield Finding(Code.DEADLINE_ON_WEEKEND, {"day": day})
    elif not calendar.is_working_day(day):
        yield Finding(Code.DEADLINE_ON_HOLIDAY, {"day": day})
    if is_school_holiday(day):
        yield Finding(Code.DEADLINE_IN_SCHOOL_HOLIDAY, {"day": day})


def _on_addresses(launch: Launch) -> Iterator[Finding]:
    for invitee in launch.invitees:
        if not invitee.address:
            yield Finding(Code.MISSING_ADDRESS, {"organisation": invitee.organisation})
        elif invitee.address.lower() in launch.bounced:
            data = {"organisation": invitee.organisation, "address": invitee.address}
            yield Finding(Code.BOUNCED_ADDRESS, data)
    times = Counter(invitee.address.lower() for invitee in launch.invitees if invitee.address)
    for address, count in times.items():
        if count > 1:
            yield Finding(Code.DUPLICATE_ADDRESS, {"address": address, "times": count})


def _on_parties(launch: Launch) -> Iterator[Finding]:
    if not launch.invitees:
        yield Finding(Code.NOBODY_INVITED)
    asked_now = {_known_as(invitee.organisation) for invitee in launch.invitees}
    for organisation in sorted(launch.asked_last_time, key=_known_as):
        if _known_as(organisation) not in asked_now:
            yield Finding(Code.PARTY_MISSING, {"organisation": organisation})


def _known_as(organisation: str) -> str:
    """Return a name without regard to letter case and spacing."""
    return " ".join(organisation.casefold().split())


def _on_questions(questions: Collection[Question]) -> Iterator[Finding]:
    if not questions:
        yield Finding(Code.NO_QUESTIONS)
    for question in questions:
        data = {"key": question.key, "text": question.text}
        if asks_two_things(question.text):
            yield Finding(Code.TWO_QUESTIONS, data)
        if suggests_its_answer(question.text):
            yield Finding(Code.LEADING_QUESTION, data)


def _without_text(documents: Iterable[Document]) -> Iterator[str]:
    return (document.name for document in documents if not document.text.strip())


def _on_promises(launch: Launch) -> Iterator[Finding]:
    if not launch.consent_asked:
        yield Finding(Code.CONSENT_MISSING)
    if launch.feedback_on is None:
        yield Finding(Code.FEEDBACK_MISSING)
