"""Refusals put into words: the one place where an error becomes a sentence."""

from bot.desk import Desk
from bot.inquiries.errors import (
    AlreadyClaimed,
    BadRecipients,
    EmptyAnswer,
    InquiryError,
    NotAMember,
    NotNow,
    SomethingNew,
    TooLate,
)
from bot.slack.cards.outside import outside
from bot.slack.cards.wording import Wording

_TEXTS = {
    NotAMember: "refused-not-a-member",
    AlreadyClaimed: "refused-already-claimed",
    NotNow: "refused-not-now",
    SomethingNew: "refused-something-new",
    BadRecipients: "refused-bad-recipients",
    EmptyAnswer: "refused-empty-answer",
    TooLate: "refused-too-late",
}


def refusal(error: InquiryError, desk: Desk, words: Wording) -> str:
    """Say kindly, in one sentence, why something can't be done."""
    return words(_TEXTS.get(type(error), "refused-unknown"), **_details(error, desk))


def _details(error: InquiryError, desk: Desk) -> dict[str, str]:
    match error:
        case NotAMember(office=office):
            return {"office": outside(_office_name(office, desk))}
        case AlreadyClaimed(by=by):
            return {"who": f"<@{by}>"}
        case NotNow(status=status):
            return {"status": status}
    return {}


def _office_name(key: str, desk: Desk) -> str:
    # an inquiry outlives the office that configuration no longer has
    return next((office.name for office in desk.offices if office.key == key), key)
