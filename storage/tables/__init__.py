"""The tables of the record, by subject; importing this package makes them all known."""

from storage.tables.answers import AnswerFile, AnswerTemplate, InquiryRound
from storage.tables.base import Base
from storage.tables.inquiries import (
    Correction,
    Correspondence,
    Draft,
    Event,
    Inquiry,
    InquiryLink,
    Note,
    Participant,
)
from storage.tables.learning import LabelledExample, SecondOpinion
from storage.tables.mail import LedgerEntry, MailboxCursor, RawMessage
from storage.tables.outbox import OutboxRow
from storage.tables.parties import (
    Contact,
    Organisation,
    OrganisationDomain,
    OrganisationTag,
    RefusedAddress,
)
from storage.tables.parts import QuestionPart
from storage.tables.rounds import (
    Party,
    PartyAddress,
    Round,
    RoundDocument,
    RoundEvent,
    RoundFeedback,
    RoundLetter,
    RoundQuestion,
    StatementReview,
    Submission,
)
from storage.tables.service import Alarm, Counter, OfficeState, PartState, Seal
from storage.tables.staff import HomeTab, StaffMember

__all__ = [
    "Alarm",
    "AnswerFile",
    "AnswerTemplate",
    "Base",
    "Contact",
    "Correction",
    "Correspondence",
    "Counter",
    "Draft",
    "Event",
    "HomeTab",
    "Inquiry",
    "InquiryLink",
    "InquiryRound",
    "LabelledExample",
    "LedgerEntry",
    "MailboxCursor",
    "Note",
    "OfficeState",
    "Organisation",
    "OrganisationDomain",
    "OrganisationTag",
    "OutboxRow",
    "PartState",
    "Participant",
    "Party",
    "PartyAddress",
    "QuestionPart",
    "RawMessage",
    "RefusedAddress",
    "Round",
    "RoundDocument",
    "RoundEvent",
    "RoundFeedback",
    "RoundLetter",
    "RoundQuestion",
    "Seal",
    "SecondOpinion",
    "StaffMember",
    "StatementReview",
    "Submission",
]
