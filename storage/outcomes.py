"""What became of a message: the closed vocabulary of the mail ledger.

Every message that was ever seen ends with exactly one of these. Who decides which is the
front desk's matter (`bot.screening`, `bot.front_desk.reception`), not this module's.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """One message's disposition; the values are part of the outside contract."""

    # somebody wrote to us
    INQUIRY = "inquiry"
    FOLLOW_UP = "follow_up"
    SUBMISSION = "submission"
    NO_REMARKS = "no_remarks"
    DECLINED = "declined"
    OUTSIDE_REMIT = "outside_remit"
    EXTENSION_REQUEST = "extension_request"
    EVENT_REPLY = "event_reply"
    # somebody said something in Slack that asks for nothing new
    SMALL_TALK = "small_talk"
    EDIT = "edit"
    DELETION = "deletion"
    # a machine did
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    LIST_MAIL = "list_mail"
    LOOP = "loop"
    # kept, and not acted upon
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
