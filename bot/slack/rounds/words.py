"""What stands in the way of a round, put into words for whoever clicked."""

from datetime import datetime

from bot.rounds.form import Filled
from bot.slack.cards.outside import person, safe_line
from bot.slack.cards.wording import Wording
from consultation.rounds import errors
from consultation.rounds.errors import RoundError
from consultation.rounds.invitees import InviteeList
from consultation.rounds.mistakes import Mistake

NAME_SHOWN = 100
ROWS_SHOWN = 8
FIELDS: dict[type[Exception], str] = {
    errors.NotLater: "until",
    errors.DeadlinePassed: "until",
    errors.KeyTaken: "key",
}
"""At which field of a form an error is said."""
_TEXTS = {
    errors.NotNow: "round-refused-not-now",
    errors.NotReady: "round-refused-not-ready",
    errors.TooEarly: "round-refused-too-early",
    errors.DeadlinePassed: "round-refused-deadline-passed",
    errors.NotLater: "round-refused-not-later",
    errors.NotAllowed: "round-refused-not-allowed",
    errors.NotTheApprover: "round-refused-not-the-approver",
    errors.NeedsAnother: "round-refused-needs-another",
    errors.ReasonMissing: "round-refused-reason",
    errors.UnknownRound: "round-refused-unknown",
    errors.UnknownParty: "round-refused-party",
    errors.KeyTaken: "round-refused-key-taken",
    errors.DecidedAlready: "round-refused-decided",
    errors.NothingAsked: "round-refused-nothing-asked",
    errors.NoRemarks: "round-refused-no-remarks",
    errors.NoSender: "round-refused-no-sender",
}


def refusal(error: RoundError, words: Wording, now: datetime) -> str:
    """Say kindly, in a sentence, why something can't be done with a round."""
    return words(_TEXTS.get(type(error), "round-refused"), **_details(error, words, now))


def _details(error: RoundError, words: Wording, now: datetime) -> dict[str, str | int]:
    said: dict[str, str | int] = {}
    match error:
        case errors.NotNow(state=state):
            said = {"state": words("round-state", state=state)}
        case errors.NotReady(codes=codes):
            said = {"what": " ".join(words("round-blocks", code=code) for code in codes)}
        case errors.TooEarly(moment=moment):
            said = {"when": words.date(moment, now)}
        case errors.DeadlinePassed(deadline=deadline) | errors.NotLater(deadline=deadline):
            said = {"when": words.date(deadline, now)}
        case errors.KeyTaken(key=key) | errors.UnknownRound(key=key):
            said = {"called": safe_line(key, NAME_SHOWN)}
        case errors.NoRemarks(waiting=waiting):
            said = {"waiting": waiting}
        case errors.NotTheApprover(approver=who) | errors.DecidedAlready(by=who):
            said = {"who": person(who)}
    return said


def rows_refused(listed: InviteeList, words: Wording) -> str:
    """Say of every row of a list that can't be used why not; empty where all can."""
    refused = [row for row in listed.rows if row.problems]
    said = [
        words("round-row", line=row.line, why=words("round-row-problem", problem=problem))
        for row in refused[:ROWS_SHOWN]
        for problem in row.problems[:1]
    ]
    if len(refused) > ROWS_SHOWN:
        said.append(words("round-rows-more", count=len(refused) - ROWS_SHOWN))
    return " ".join(said)


def mistakes_said(filled: Filled, words: Wording) -> dict[str, str]:
    """Say at each field of a form what is wrong in it; empty where nothing is."""
    said = {name: _mistake(mistake, words) for name, mistake in filled.mistakes.items()}
    refused = rows_refused(filled.listed, words)
    return said | ({"invitees": refused} if refused else {})


def _mistake(mistake: Mistake, words: Wording) -> str:
    given = safe_line(mistake.given, NAME_SHOWN)
    return words("round-mistake", wrong=mistake.wrong, field=mistake.key.partition("[")[0], given=given)
