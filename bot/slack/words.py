"""Refusals put into words: the one place where an error becomes a sentence."""

from typing import Any

from bot.desk import Desk
from bot.inquiries.errors import (
    AlreadyClaimed,
    BadCopies,
    BadRecipients,
    Barred,
    ChangedMeanwhile,
    ColleagueBarred,
    ColleagueNotNamed,
    Confidential,
    DifferentlyConfidential,
    Emptied,
    EmptyAnswer,
    EndsProcesses,
    FileGone,
    FilesTooLarge,
    FileUnderway,
    InParts,
    InquiryError,
    InRoundAlready,
    LetterUnderway,
    MergedAlready,
    NoSuchNumber,
    NotAMember,
    NotAwaiting,
    NotClaimed,
    NothingSaid,
    NotMerged,
    NotNow,
    NotOwnAnswer,
    NotTheirs,
    OnlyStaff,
    OnlyWhole,
    PartSettled,
    QuestionsMissing,
    SameInquiry,
    SomethingNew,
    TakenByNoRound,
    TitleTaken,
    TooLate,
    UnknownFields,
    WhileConfidential,
)
from bot.slack.cards.outside import outside, safe_line
from bot.slack.cards.wording import Wording

GIVEN_SHOWN = 60

_TEXTS = {
    NotAMember: "refused-not-a-member",
    Barred: "refused-barred",
    ColleagueBarred: "refused-colleague-barred",
    Emptied: "refused-emptied",
    Confidential: "refused-confidential",
    ColleagueNotNamed: "refused-colleague-not-named",
    WhileConfidential: "refused-while-confidential",
    DifferentlyConfidential: "refused-differently-confidential",
    AlreadyClaimed: "refused-already-claimed",
    NotClaimed: "refused-not-claimed",
    NotTheirs: "refused-not-theirs",
    NotNow: "refused-not-now",
    SomethingNew: "refused-something-new",
    BadRecipients: "refused-bad-recipients",
    BadCopies: "refused-bad-recipients",
    EmptyAnswer: "refused-empty-answer",
    TooLate: "refused-too-late",
    FilesTooLarge: "refused-files-too-large",
    FileGone: "refused-file-gone",
    FileUnderway: "refused-file-underway",
    NotAwaiting: "refused-not-awaiting",
    NotOwnAnswer: "refused-own-answer",
    UnknownFields: "refused-unknown-field",
    TitleTaken: "refused-title-taken",
    MergedAlready: "refused-merged",
    NotMerged: "refused-not-merged",
    OnlyWhole: "refused-only-whole",
    InParts: "refused-in-parts",
    QuestionsMissing: "refused-questions-missing",
    PartSettled: "refused-part-settled",
    SameInquiry: "refused-same-inquiry",
    LetterUnderway: "refused-letter-underway",
    ChangedMeanwhile: "refused-changed-meanwhile",
    InRoundAlready: "refused-in-round-already",
    TakenByNoRound: "refused-taken-by-no-round",
    NoSuchNumber: "refused-no-such-number",
    OnlyStaff: "refused-only-staff",
    EndsProcesses: "refused-ends-processes",
    NothingSaid: "refused-nothing-said",
}


def refusal(error: InquiryError, desk: Desk, words: Wording) -> str:
    """Say kindly, in one sentence, why something can't be done."""
    return words(_TEXTS.get(type(error), "refused-unknown"), **_details(error, desk, words))


def _details(error: InquiryError, desk: Desk, words: Wording) -> dict[str, str]:
    """What a refusal names, made safe; a sentence uses what it has a place for."""
    named: dict[str, Any] = vars(error)
    office, given = named.get("office", ""), str(named.get("given", ""))
    return {
        "office": outside(desk.office_name(office, words.texts.language)),
        "who": f"<@{named.get('by') or named.get('colleague')}>",
        "most": str(named.get("most", "")),
        "status": str(named.get("status", "")),
        "reference": str(named.get("reference", "")),
        "into": str(named.get("into", "")),
        "given": safe_line(given, GIVEN_SHOWN),
    }
