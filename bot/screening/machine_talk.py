"""What machines say by themselves, clause by clause: a text in which anything else stands is a person's."""

import re

from bot.screening.verdict import BOOK

_CLAUSES = re.compile(  # where they begin: "… er modtaget, og vi", "… snarest, men"
    r"(?<=[.!?])\s+|\n+|,? (?:og|and) (?=(?:vi|jeg|we|i)\b)|, (?=(?:og|som|and|which)\b)"
    r"|,? (?=(?:men|dog|but)\b)",
    re.IGNORECASE,
)
# Neither "d. 3. august" nor a line that was broken for its length ends one.
_SENTENCES = re.compile(
    r"(?<=[^\W\d]{3}[.!?])\s+|(?<=\d[.!?])\s+(?=[A-ZÆØÅ])|\n{2,}|\n(?=[A-ZÆØÅ*-])"
    r"|,? (?=(?i:men|dog|så|derfor|but|however|so)\b)|,? (?:og|and) (?=(?i:vi|jeg|we|i)\b)"
)


def only_acknowledges(words: str) -> bool:
    """Say whether all that is said is that something was received."""
    greeting = BOOK.framed(r"{}[^,.!\n]{0,60}[,.!]?", "bounces.greetings").match(words)
    told = _told(_CLAUSES, words[greeting.end() :] if greeting else words)
    acknowledges = BOOK.expression("automatic.acknowledged")
    more = [clause for clause in told if not acknowledges.match(clause)]
    return len(more) < len(told) and all(map(BOOK.expression("automatic.acknowledged_beside").match, more))


def says_nothing_else(words: str) -> bool:
    """Say whether nothing is said beside an absence or a receipt but what goes with it."""
    told, beside = BOOK.expression("automatic.told"), BOOK.expression("automatic.told_beside")
    acknowledged = BOOK.framed("{}|{}", "automatic.acknowledged", "automatic.acknowledged_beside")
    return all(
        told.search(each) or beside.search(each) or acknowledged.match(each)
        for each in _told(_SENTENCES, words)
    )


def _told(between: re.Pattern[str], words: str) -> list[str]:
    return [clause.strip() for clause in between.split(words) if any(map(str.isalnum, clause))]
