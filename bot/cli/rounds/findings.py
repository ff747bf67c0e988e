"""What the check before launch found, as whoever ran the command reads it."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime

from consultation.rounds.check import Code, Finding, Severity


def sentence(finding: Finding) -> str:
    """Say what was found, and what to do about it."""
    shown = {name: _shown(name, value) for name, value in finding.data.items()}
    return _SENTENCES[finding.code].format(**shown)


def line(finding: Finding) -> str:
    """Say it with its weight before it."""
    return f"{_WEIGHTS[finding.severity]}  {sentence(finding)}"


def as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding for scripts."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "data": {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in finding.data.items()
        },
        "sentence": sentence(finding),
    }


def _shown(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return format_date(value, "EEEE d MMMM y", locale="en")
    if name == "deadline":
        return format_datetime(datetime.fromisoformat(str(value)), "EEEE d MMMM y 'at' HH:mm", locale="en")
    return str(value)


MUST_BE_PUT_RIGHT = {
    Code.DEADLINE_PAST: "The deadline is past.",
    Code.NOBODY_INVITED: "Nobody is invited: `fondsdialog round invite` takes a list.",
    Code.MISSING_ADDRESS: "Somebody invited has no address.",
}
"""What stands in the way of approval, where no more is known of it than its code."""
_WEIGHTS = {Severity.BLOCKS: "must", Severity.WARNS: "note"}
_SENTENCES = {
    Code.DEADLINE_PAST: "The deadline, {deadline}, is past.",
    Code.UNDER_FOUR_WEEKS: "Only {days} days to answer in: under four weeks needs a reason in the letter.",
    Code.DEADLINE_ON_WEEKEND: "The deadline falls on a weekend, {day}.",
    Code.DEADLINE_ON_HOLIDAY: "The deadline falls on a day on which the office is closed, {day}.",
    Code.DEADLINE_IN_SCHOOL_HOLIDAY: "The deadline, {day}, lies in the schools' summer holiday.",
    Code.CLOSING_TIME_NOT_STATED: "The deadline has no clock time; {deadline} is taken for it.",
    Code.NOBODY_INVITED: "Nobody is invited: `fondsdialog round invite` takes a list.",
    Code.MISSING_ADDRESS: "{organisation} has no address.",
    Code.BOUNCED_ADDRESS: "Mail to {address} ({organisation}) came back in an earlier round.",
    Code.DUPLICATE_ADDRESS: "{address} is invited {times} times.",
    Code.PARTY_MISSING: "{organisation} was asked last time and is not invited now.",
    Code.NO_QUESTIONS: "The round asks no question.",
    Code.TWO_QUESTIONS: 'Question "{key}" asks two things in one: {text}',
    Code.LEADING_QUESTION: 'Question "{key}" suggests its answer: {text}',
    Code.DOCUMENT_WITHOUT_TEXT: 'No text can be read in the document "{name}": is it scanned?',
    Code.CONSENT_MISSING: "Nobody is asked whether the answer may be published (consent = true).",
    Code.FEEDBACK_MISSING: "No date is set on which the parties hear what became of their points (feedback).",
}
