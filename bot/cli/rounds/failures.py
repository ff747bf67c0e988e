"""What stands in the way of a round, and what is wrong with its file, as whoever ran the command reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from babel.dates import format_datetime

from bot.cli.rounds.findings import MUST_BE_PUT_RIGHT
from consultation.rounds import errors
from consultation.rounds.check import Code
from consultation.rounds.errors import RoundError
from consultation.rounds.invitees import RowProblem
from consultation.rounds.mistakes import Mistake, RoundFileError, Shape, Wrong

DONE = {
    "approve": "approved",
    "open": "opened",
    "extend": "extended",
    "extend_party": "extended for one party",
    "close": "closed",
    "feedback": "given feedback on",
    "report": "reported on",
    "cancel": "cancelled",
    "invite": "given more invitees",
    "remind": "reminded of",
    "document": "given another document",
    "make_party": "given another party",
}
"""What has been done to a round, by the move's name."""


def sentence(error: RoundError, timezone: tzinfo = UTC) -> str:  # noqa: PLR0911 - a table: one error, one sentence
    """Say what an error means for whoever ran the command; moments are written in `timezone`."""
    match error:
        case errors.NotNow(move=move, state=state, allowed=allowed):
            wanted = " or ".join(allowed)
            return f"the round is {state} and can't be {_done(move)}: for that it has to be {wanted}."
        case errors.NotReady(codes=codes):
            found = "\n".join(f"  {MUST_BE_PUT_RIGHT.get(Code(code), code)}" for code in codes)
            return f"the round can't be approved before this is put right:\n{found}"
        case errors.TooEarly(moment=moment):
            return f"it is too early: that can be done from {_when(moment, timezone)} on."
        case errors.DeadlinePassed(deadline=deadline):
            return f"the deadline, {_when(deadline, timezone)}, is past: nobody could answer in time."
        case errors.NotLater(given=given, deadline=deadline):
            return (
                f"the deadline is {_when(deadline, timezone)}, and {_when(given, timezone)} is no later: "
                "a deadline only moves to a later moment."
            )
        case errors.ReasonMissing(move=move):
            return f"a round is not {_done(move)} without a reason: give one with --reason."
        case errors.UnknownRound(key=key):
            return f"no round is called {key}: `fondsdialog round list` names them."
        case errors.UnknownParty(key=key, name=name):
            return f"nobody in the round {key} is called, or writes from, {name}."
    return _of_what_is_there(error)


def _of_what_is_there(error: RoundError) -> str:
    match error:
        case errors.KeyTaken(key=key):
            return f"a round is called {key} already: give this one another key."
        case errors.SameDocument(name=name, version=version):
            return f"{name} is version {version} of that document already: nothing in it has changed."
    return _of_the_person(error)


def _of_the_person(error: RoundError) -> str:
    match error:
        case errors.NotAllowed(who=who):
            return f"{who} does not belong to those who may do this with the round."
        case errors.NotTheApprover(who=who, approver=approver):
            return f"{approver} is named as this round's approver, so {who} can't confirm it (see --by)."
        case errors.NeedsAnother(who=who):
            return f"two people are wanted for this: somebody else than {who} has to confirm it (see --by)."
    return _of_the_moment(error)


def _of_the_moment(error: RoundError) -> str:
    match error:
        case errors.DecidedAlready(by=by):
            return f"{by} has decided on this message meanwhile."
        case errors.NothingAsked(key=key):
            return f"nobody waits any more for that to be confirmed in the round {key}."
        case errors.NoRemarks():
            return "nothing of that note can be told to anybody."
        case errors.NoSender():
            return "no letter can be written: smtp.from_address is not configured."
    return f"that can't be done with the round ({type(error).__name__})."


def of_the_file(error: RoundFileError) -> str:
    """Say everything that is wrong with a file, a line each, with its key."""
    lines = "\n".join(f"  {_line(mistake)}" for mistake in error.mistakes)
    return f"the file can't be used:\n{lines}"


def of_the_row(problems: Sequence[RowProblem]) -> str:
    """Say why a row of a list gives no invitee."""
    return ", ".join(_ROWS[problem] for problem in problems)


def _done(move: str) -> str:
    return DONE.get(move, move)


def _when(moment: datetime, timezone: tzinfo) -> str:
    pattern = "EEEE d MMMM y 'at' HH:mm" if timezone is not UTC else "EEEE d MMMM y 'at' HH:mm 'UTC'"
    return format_datetime(moment.astimezone(timezone), pattern, locale="en")


def _line(mistake: Mistake) -> str:
    said = _said(mistake)
    return f"{mistake.key}: {said}" if mistake.key else said


def _said(mistake: Mistake) -> str:
    if mistake.wrong is Wrong.UNKNOWN_KEY:
        return f"there is no such key; {_meant(mistake.allowed)}"
    if mistake.wrong is Wrong.EMPTY and mistake.key == "invitee":
        return "there is none: name at least one [[invitee]], or the tags of those to ask."
    allowed = tuple(_SHAPES.get(each, each) for each in mistake.allowed)
    return _WRONG[mistake.wrong].format(given=mistake.given, allowed=", ".join(allowed))


def _meant(allowed: Sequence[str]) -> str:
    return f'was "{allowed[0]}" meant?' if len(allowed) == 1 else f"allowed are {', '.join(allowed)}."


_SHAPES: dict[str, str] = {
    Shape.TEXT: "a text",
    Shape.TEXTS: "a list of texts",
    Shape.FLAG: "true or false",
    Shape.MOMENT: "a local time such as 2027-03-12T12:00",
    Shape.DAY: "a date such as 2027-03-12",
    Shape.TABLES: "a list of tables, each under its name in double brackets",
    Shape.FLAG_OR_TEXT: "true, false or a question of your own",
}
_WRONG = {
    Wrong.UNREADABLE: "{given} can't be read: is it there, and is it text?",
    Wrong.NOT_TOML: "it is not TOML: {given}.",
    Wrong.MISSING: "is missing.",
    Wrong.WRONG_KIND: 'is "{given}", and has to be {allowed}.',
    Wrong.EMPTY: "is empty.",
    Wrong.NOT_ONE_LINE: 'is "{given}", and has to be one line, without control characters.',
    Wrong.NOT_ONE_OF: 'is "{given}"; allowed are {allowed}.',
    Wrong.BAD_KEY: 'is "{given}"; a key is letters, digits, hyphens and underscores, 64 at the most.',
    Wrong.DOUBLED: 'is "{given}", which is taken already: each key is used once.',
    Wrong.BAD_ADDRESS: 'is "{given}", which is no mail address.',
    Wrong.PAST: "is {given}, which is past: it has to be later than now.",
    Wrong.NOT_BEFORE_DEADLINE: "is {given}, which is not before the deadline.",
    Wrong.NOT_AFTER_DEADLINE: "is {given}, which is not after the day of the deadline.",
    Wrong.NO_SUCH_FILE: 'names "{given}", and no such file lies beside the round\'s.',
    Wrong.NO_SUCH_COLUMN: "there is no such column; it may be called {allowed}.",
}
_ROWS = {
    RowProblem.ORGANISATION_MISSING: "the organisation is missing",
    RowProblem.NOT_ONE_LINE: "a name in it has a line break or another control character",
    RowProblem.ADDRESS_MISSING: "the address is missing",
    RowProblem.BAD_ADDRESS: "what stands as its address is no mail address",
    RowProblem.DOUBLED_ADDRESS: "its address stands in an earlier row",
    RowProblem.UNKNOWN_LANGUAGE: "its language is neither Danish (da) nor English (en)",
    RowProblem.TOO_MANY_FIELDS: "it has more fields than there are columns",
}
