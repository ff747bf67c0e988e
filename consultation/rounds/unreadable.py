"""What of an answer no machine can read: annexes without text, and a letter in which nothing was found.

A person reads it and says what became of it: it is set aside with a reason, as a statement is, in a place
without characters.
"""

from collections.abc import Sequence

from consultation.rounds import current, statements
from consultation.rounds.statements import Statement
from consultation.rounds.words import OTHER, AnswerKind, Passage, Stance
from storage.tables import Submission


def found(message: Submission) -> list[Statement]:
    """Return what a person has to read of an answer, as statements without words; annexes by name."""
    names = list(dict.fromkeys(each["name"] for each in message.attachments if each.get("unread")))
    texts = current.texts_of(message)
    says_nothing = message.kind == AnswerKind.NO_REMARKS
    if not (names or says_nothing or statements.places(texts, current.by_question(message)).statements):
        names = [""]
    return [Statement(Passage(name, 0, 0), OTHER, Stance.INFORMATION, sure=False) for name in names]


def is_place(place: Passage) -> bool:
    """Say whether a place has no characters: it stands for what can't be read."""
    return place.start == place.end


def sources(message: Submission) -> Sequence[str]:
    """Return the texts of a message that statements may rest on, and then what can't be read."""
    return [
        *(text.source for text in current.texts_of(message)),
        *(one.passage.source for one in found(message)),
    ]
