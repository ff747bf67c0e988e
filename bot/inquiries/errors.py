"""What can stand in the way of an action on an inquiry.

    InquiryError
    ├── NotAMember       the person does not belong to the office
    ├── Barred           the person has nothing to do with this foundation's matters
    ├── ColleagueBarred  nor does the colleague
    ├── Emptied          its time was up: nothing of it is left to see
    ├── Confidential     the person is not among those who may see it
    ├── ColleagueNotNamed  nor is the colleague
    ├── WhileConfidential  others would see what it says
    ├── DifferentlyConfidential  two are not open to the same people
    ├── AlreadyClaimed   somebody else has it
    ├── NotClaimed       nobody has it
    ├── NotTheirs        the colleague does not belong to the office
    ├── NotNow           the inquiry's status does not allow it
    ├── SomethingNew     a letter arrived since the form was opened
    ├── BadRecipients    what was typed is not a list of mail addresses
    │   └── BadCopies    nor is what was typed for copies
    ├── EmptyAnswer      there is nothing to send
    ├── TooLate          the letter has left
    ├── FilesTooLarge    the files are more than a letter may carry
    ├── FileGone         a file that was chosen is no longer there
    ├── FileUnderway     a file is still being fetched
    ├── NotAwaiting      the answer was decided on already
    ├── NotOwnAnswer     nobody approves their own answer
    ├── UnknownFields    a standard answer has a field that there is not
    ├── TitleTaken       a colleague's standard answer has that title
    ├── MergedAlready    the inquiry goes on in another one
    ├── NotMerged        the inquiry stands by itself
    ├── OnlyWhole        it is a question of another one, where that is done
    ├── InParts          other offices have been asked questions of it
    ├── QuestionsMissing  there are not two questions, or one has no office
    ├── PartSettled      whoever asked has answered, or taken the question back
    ├── SameInquiry      an inquiry can't go on in itself
    ├── LetterUnderway   a letter is about to leave
    ├── ChangedMeanwhile  a colleague sent it on or corrected it since the form was opened
    ├── InRoundAlready   its letter has been handed to a round
    ├── TakenByNoRound   the round takes no answer from its sender
    ├── NoSuchNumber     what was typed is no inquiry's number
    ├── OnlyStaff        the person belongs to no office
    ├── EndsProcesses    reading the message has ended the service before
    ├── NothingSaid      there is nothing in a message that an inquiry could be made of
    └── UnknownInquiry   no inquiry has that number

Errors carry data; the words are in ``bot/texts``.
"""


class InquiryError(Exception):
    """The root of the tree."""


class NotAMember(InquiryError):
    """``user`` is no member of ``office`` nor of triage."""

    def __init__(self, user: str, office: str) -> None:
        super().__init__(user, office)
        self.user = user
        self.office = office


class Barred(InquiryError):
    """``user`` is barred from the matters of whoever wrote."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class Emptied(InquiryError):
    """The inquiry was emptied, long after it was closed."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class Confidential(InquiryError):
    """The inquiry is confidential, and ``user`` is not among those who may see it."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class ColleagueNotNamed(InquiryError):
    """The inquiry is confidential, and ``colleague`` is not among those who may see it."""

    def __init__(self, colleague: str) -> None:
        super().__init__(colleague)
        self.colleague = colleague


class WhileConfidential(InquiryError):
    """It would show others what a confidential inquiry says."""


class DifferentlyConfidential(InquiryError):
    """Two inquiries are not one matter while one may be seen by some who may not see the other."""


class ColleagueBarred(InquiryError):
    """``colleague`` is barred from the matters of whoever wrote."""

    def __init__(self, colleague: str) -> None:
        super().__init__(colleague)
        self.colleague = colleague


class AlreadyClaimed(InquiryError):
    """``by`` has claimed the inquiry."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NotClaimed(InquiryError):
    """Nobody has the inquiry: there is nothing to give back."""


class NotTheirs(InquiryError):
    """``colleague`` is no member of ``office`` nor of triage."""

    def __init__(self, colleague: str, office: str) -> None:
        super().__init__(colleague, office)
        self.colleague = colleague
        self.office = office


class NotNow(InquiryError):
    """The inquiry's ``status`` does not allow the action."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class SomethingNew(InquiryError):
    """The letter ``letter_id`` arrived or was written since the form was opened."""

    def __init__(self, letter_id: int) -> None:
        super().__init__(letter_id)
        self.letter_id = letter_id


class BadRecipients(InquiryError):
    """``given`` is not a list of mail addresses."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given


class BadCopies(BadRecipients):
    """``given`` is not a list of mail addresses for copies."""


class EmptyAnswer(InquiryError):
    """There is nothing to send."""


class FilesTooLarge(InquiryError):
    """The files are more than ``most`` megabytes together."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class FileGone(InquiryError):
    """A file that was chosen to go along is no longer there."""


class FileUnderway(InquiryError):
    """A file of the letter is still being fetched."""


class NotAwaiting(InquiryError):
    """The answer was approved, sent back or taken back already."""


class NotOwnAnswer(InquiryError):
    """Nobody approves their own answer."""


class UnknownFields(InquiryError):
    """There is no field ``given``."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given


class TitleTaken(InquiryError):
    """``by`` has a standard answer under that title."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class TooLate(InquiryError):
    """The letter has left, or is leaving in this moment."""


class UnknownInquiry(InquiryError):
    """No inquiry has the ``reference``."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class MergedAlready(InquiryError):
    """The inquiry goes on in the one with the number ``into``."""

    def __init__(self, into: str) -> None:
        super().__init__(into)
        self.into = into


class NotMerged(InquiryError):
    """The inquiry stands by itself: there is nothing to part."""


class OnlyWhole(InquiryError):
    """The inquiry is a question of the one with the number ``into``: what is wished is done there."""

    def __init__(self, into: str) -> None:
        super().__init__(into)
        self.into = into


class InParts(InquiryError):
    """Other offices have been asked questions of the inquiry."""


class QuestionsMissing(InquiryError):
    """There are not two questions, or one has no office."""


class PartSettled(InquiryError):
    """Whoever asked has answered the foundation, or taken the question back."""


class SameInquiry(InquiryError):
    """An inquiry can't go on in itself, or in one that goes on in it."""


class LetterUnderway(InquiryError):
    """A letter of the inquiry is about to leave."""


class ChangedMeanwhile(InquiryError):
    """A colleague sent the inquiry on or corrected it since the form was opened; it is ``office``'s now."""

    def __init__(self, office: str) -> None:
        super().__init__(office)
        self.office = office


class InRoundAlready(InquiryError):
    """``by`` has handed the letter to the round with the title ``given``."""

    def __init__(self, by: str, given: str) -> None:
        super().__init__(by, given)
        self.by = by
        self.given = given


class TakenByNoRound(InquiryError):
    """The round takes no answer from whoever wrote the letter, or the inquiry has come further."""


class NoSuchNumber(InquiryError):
    """``given`` is no inquiry's number."""

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given


class OnlyStaff(InquiryError):
    """``user`` belongs to no office."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class EndsProcesses(InquiryError):
    """No process survived reading message ``given``: it is read by a command, which has one of its own."""

    def __init__(self, given: int) -> None:
        super().__init__(given)
        self.given = given


class NothingSaid(InquiryError):
    """A message that no person wrote to us, or that staff wrote among themselves."""
