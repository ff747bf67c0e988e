"""What a party lets us publish, and the words that say it.

Where a letter says two things the narrower one holds. What it says in part only ("not the annex") is no
choice of ours: a person is asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from consultation.rounds.answers import layout, phrases
from consultation.rounds.words import Consent, Passage, Question, Text
from nlp.message import lowered
from nlp.understanding import Span

_LONGEST = 60  # words: a longer sentence is about something else as well
_FEW = 5  # words: "Må ikke offentliggøres." names nothing, and means the answer
_BRIEF = 16  # words
_SHORT = 15  # words after a label of the writer's own
_LABEL = re.compile(
    r"\s*(?:\(?\d{1,2}[.):]\s*)?(?P<label>[^\n.:?–]{5,80}?)\s*(?:\([^)\n]*\)\s*)?(?:[:?]|\s[–-]\s)\s*"
)
_BEFORE = re.compile(r"^(?:[^\w]|x\]|(?:vores )?svar\b(?=[ :])|answer\b(?=[ :])|herfra\b)+")
_ANSWER = 40  # words of an answer to the question on publication


class Wish(NamedTuple):
    """What may be published (None: in part, a person decides) and where the party says so."""

    consent: Consent | None
    passage: Passage


def question(questions: Sequence[Question]) -> str | None:
    """Return the key of the round's question on publication, if it has one."""
    asks = phrases.any_of("consent.question")
    return next((q.key for q in questions if asks.search(lowered(q.text))), None)


def says(sentence: str) -> bool:
    """Say whether a sentence or short paragraph is about publishing the answer itself."""
    spoken = (_labelled(sentence), _spoken(phrases.said(sentence)))
    return not all(isinstance(each, _Nothing) for each in spoken)


def wish(
    texts: Sequence[Text],
    questions: Sequence[Question],
    answers: Mapping[str, tuple[Passage, ...]],
    other: Sequence[Passage] = (),
) -> Wish | None:
    """Return the wish of a message: its answer to the round's question, or else what it says anywhere.

    `answers` and `other` are those found by `splitting`: a repeated question is not the writer's wish.
    """
    asked = question(questions)
    of = {text.source: text.text for text in texts}
    for passage in answers.get(asked, ()) if asked else ():
        found = _answer(phrases.said(of[passage.source][passage.start : passage.end]))
        if not isinstance(found, _Nothing):
            return Wish(found, passage)
    written = [passage for passages in (*answers.values(), other) for passage in passages]
    return _narrowest([wish for passage in written for wish in _said(of[passage.source], passage)])


class _Nothing:
    """No word on it: neither a wish nor one in part."""


_NOTHING = _Nothing()
_Said = Consent | None | _Nothing
_NARROW = (Consent.NOT, None, Consent.WITHOUT_PERSONS, Consent.PUBLISH)


def _narrowest(wishes: Sequence[Wish]) -> Wish | None:
    return min(wishes, key=lambda wish: _NARROW.index(wish.consent), default=None)


def _said(text: str, passage: Passage) -> Iterator[Wish]:
    for span in layout.sentences(text, Span(passage.start, passage.end)):
        sentence = text[span.start : span.end]
        spoken = _labelled(sentence)
        spoken = _spoken(phrases.said(sentence)) if isinstance(spoken, _Nothing) else spoken
        if not isinstance(spoken, _Nothing):
            yield Wish(spoken, Passage(passage.source, span.start, span.end))


def _spoken(words: str) -> _Said:
    """Read one sentence; most speak of something else."""
    count = len(words.split())
    if count <= _LONGEST and _forbids_a_part(words):
        return None
    if count > _LONGEST or not _has("publishing", words) or not (_has("own", words) or count <= _FEW):
        return _NOTHING
    if phrases.any_of("consent.should_not").match(words):
        return Consent.NOT
    if _has("other", words) and not re.search(
        r"\b(?:vores (?:hørings)?svar|our (?:response|submission|answers?))\b", words
    ):
        return _NOTHING
    return _choice(words)


def _labelled(sentence: str) -> _Said:
    """Read a line that names the question itself: "Offentliggørelse: nej tak", "May we publish? Yes"."""
    label = _LABEL.match(sentence)
    if not label or not phrases.any_of("consent.question").search(lowered(label["label"])):
        return _NOTHING
    answer = phrases.said(sentence[label.end() :])
    return _answer(answer) if 0 < len(answer.split()) <= _SHORT else _NOTHING


def _choice(words: str) -> _Said:
    objects = not _has("no_objection", words) and _has("not", words)
    if _has("in_part", words) or _forbids_a_part(words):
        return None
    persons = not objects or _has("publish", words) or _persons_only(words)
    if _names_nobody(words) or (persons and _has("without_persons", words)):
        return Consent.WITHOUT_PERSONS
    if objects:
        return Consent.NOT
    return None if _has("undecided", words) else _leave(words)


def _forbids_a_part(words: str) -> bool:
    """Say whether a sentence is about a part of the answer, and says no."""
    return phrases.any_of("consent.part_not").match(words) is not None


def _leave(words: str) -> _Said:
    """Read a sentence that names no persons and objects to nothing."""
    if _has("no_objection", words) or _has("publish", words):
        return Consent.PUBLISH
    if _has("secret", words) and _has("itself", words):
        return Consent.NOT
    return _in_brief(words)


def _names_nobody(words: str) -> bool:
    """Say whether leave is given on the condition that no persons are named."""
    for condition in phrases.any_of("consent.condition").finditer(words):
        leave, asked = words[: condition.start()], words[condition.start() :]
        given = _has("no_objection", leave) or (not _has("denial", leave) and _has("leave", leave))
        if given and _has("publishing", leave) and _has("persons", asked) and _has("restricts", asked):
            return True
    return False


def _in_brief(words: str) -> _Said:
    """Read a short sentence on publishing by whether it denies or gives leave."""
    if len(words.split()) > _BRIEF or _has("wondering", words) or not _has("publishing", words):
        return _NOTHING
    if _has("denial", words):
        return Consent.NOT
    return Consent.PUBLISH if _has("leave", words) else _NOTHING


def _persons_only(words: str) -> bool:
    """Say whether what may not be published is persons' names alone."""
    return (
        re.search(r"\b(?:navne?\w*|personnavne\w*|names?|kontaktoplysninger\w*|contact details)\b", words)
        is not None
    )


def _answer(words: str) -> _Said:
    """Read the answer to the round's question, where a bare yes is enough."""
    if len(words.split()) > _ANSWER:
        return _NOTHING
    if _has("in_part", words) or _forbids_a_part(words):
        return None
    if _has("without_persons", words) or _has("second", words):
        return Consent.WITHOUT_PERSONS
    full = _choice(words)
    if not isinstance(full, _Nothing):
        return full
    first = _BEFORE.sub("", words)
    if phrases.any_of("consent.no").match(first):
        return Consent.NOT
    return Consent.PUBLISH if phrases.any_of("consent.yes").match(first) else _NOTHING


def _has(key: str, words: str) -> bool:
    return phrases.any_of(f"consent.{key}").search(words) is not None
