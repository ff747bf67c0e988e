"""An answer's passages cut into statements, each with what it does and what it is about.

All of it is proposed; people confirm. What a `uip` answer puts forward is `proposals`'; whose the
answer is and which question a passage answers is known before.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from consultation.rounds import cues, sentences
from consultation.rounds.cues import Hit
from consultation.rounds.sentences import Sentence
from consultation.rounds.words import Passage, Stance, Text
from nlp import parts
from nlp.parts import Line, Part
from nlp.understanding import Understanding

_FRAME = (Part.GREETING, Part.SIGNATURE, Part.SMALL_PRINT)
_SPEAKS = 6  # words; a line of a signature that ends in a full stop has fewer
_FIGURE = re.compile(
    r"\d\s*%|\b\d[\d.]* (?:ud af|out of) \d|\b[np] ?[=<] ?\d|\b(?:fra|from) \d[\d.,]* (?:til|to) \d"
    r"|\b(?:af (?:de )?|of (?:the )?)\d+ "
)
_TURN = re.compile(r"(?<=\S)\s+(?:men|but)\s+|;\s+")
_WEIGHT = (Stance.PROPOSAL, Stance.CRITICISM, Stance.SUPPORT)  # what is chosen first among several
_AFTER_MARK = ' \n\r\t"”»)'
_COURTESY = "courtesy"
_LONG = 30  # words; a longer sentence says more than that it thanks


class Reader(Protocol):
    """Understands texts; `nlp.model.Model` is one."""

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """Return what each (subject, body) is about."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an answer says: as proposed, or as people said it is (`reviews`).

    `sure` is of the stance: its words are plain and all say the same. `confirmed_by` is a person's name,
    `set_aside` why it is left out, `times` how often people said something of it.
    """

    passage: Passage
    question: str
    stance: Stance
    sure: bool
    topics: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    confirmed_by: str | None = None
    set_aside: str | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """All characters of an answer's passages: statements in their order, and the rest."""

    statements: tuple[Statement, ...]
    frame: tuple[Passage, ...]


def cut(texts: Sequence[Text], answers: Mapping[str, Sequence[Passage]], reader: Reader) -> Cut:
    """Cut `answers`, passages of `texts` by question key, into statements.

    Every character of the passages is in exactly one statement or in the frame.
    """
    found = places(texts, answers)
    return replace(found, statements=tuple(about(found.statements, texts, reader)))


def about(statements: Sequence[Statement], texts: Sequence[Text], reader: Reader) -> list[Statement]:
    """Have `reader` say what statements of `texts` are about, and whom."""
    by_source = {text.source: text.text for text in texts}
    said = [("", by_source[one.passage.source][one.passage.start : one.passage.end]) for one in statements]
    return [
        replace(one, topics=understood.topics, target_groups=understood.target_groups)
        for one, understood in zip(statements, reader.understand_many(said), strict=True)
    ]


def places(texts: Sequence[Text], answers: Mapping[str, Sequence[Passage]]) -> Cut:
    """Cut as `cut` does, without asking what each statement is about: that takes longest."""
    by_source = {text.source: text.text for text in texts}
    lines = {source: parts.lines(text, has_subject=False) for source, text in by_source.items()}
    statements: list[Statement] = []
    frame: list[Passage] = []
    for question, passages in answers.items():
        for passage in passages:
            for one in pieces(by_source[passage.source], passage, lines[passage.source]):
                place = Passage(passage.source, one.start, one.end)
                if one.frame:
                    frame.append(place)
                else:
                    does, sure = stance(by_source[passage.source][one.start : one.end])
                    statements.append(Statement(place, question, does, sure))
    return Cut(tuple(statements), tuple(frame))


def pieces(text: str, passage: Passage, lines: Sequence[Line]) -> list[Sentence]:
    """Return the sentences of one passage, cut where one says two things; courtesies are frame."""
    outside = [is_frame(text, line) for line in lines]
    found = sentences.cut(text, passage.start, passage.end, lines, outside)
    return [part for one in found for part in ([one] if one.frame else _parts(text, one))]


def is_frame(text: str, line: Line) -> bool:
    """Say whether `line` of `text` is greeting, signature or small print and says nothing besides."""
    if line.part not in _FRAME:
        return False
    said = text[line.span.start : line.span.end].strip()
    speaks = said.endswith((".", "?", "!")) and len(said.split()) >= _SPEAKS
    return not _stances(said) and (line.part is Part.SMALL_PRINT or not speaks)


def stance(text: str) -> tuple[Stance, bool]:
    """Return what `text` does, by its words, and whether these are plain.

    A question mark decides; firm words beat others. Where they contradict one another, the stance
    that asks more of the ministry is taken, and is not sure. Without any, it informs.
    """
    hits = _stances(text)
    firm = {hit.key for hit in hits if hit.cue.firm}
    if text.rstrip(_AFTER_MARK).endswith("?") or Stance.QUESTION in firm:
        return Stance.QUESTION, not firm.intersection(_WEIGHT)
    every = {hit.key for hit in hits}
    for keys in (firm, every):
        if said := [one for one in _WEIGHT if one in keys]:
            # who has no objections need not be for it
            guessed = said[0] is Stance.SUPPORT and any(hit.denied for hit in hits)
            return said[0], keys is firm and len(said) == 1 and not guessed
    if Stance.EVIDENCE in every or _FIGURE.search(text):
        return Stance.EVIDENCE, Stance.EVIDENCE in firm
    return Stance.INFORMATION, Stance.INFORMATION in firm


def _stances(text: str) -> list[Hit]:
    return [hit for hit in cues.find(text, cues.read("stances")) if hit.key not in (None, _COURTESY)]


def _parts(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """Cut a sentence at a "but" on whose sides stand different things."""
    said = text[sentence.start : sentence.end]
    if _is_courtesy(said) or not any(sign.isalnum() for sign in said):
        yield replace(sentence, frame=True)
        return
    for turn in _TURN.finditer(said):
        before, behind = (stance(side) for side in (said[: turn.start()], said[turn.end() :]))
        if before[0] != behind[0] and before[0] in _WEIGHT and behind[0] in _WEIGHT:
            middle = sentence.start + turn.start() + len(turn[0]) - len(turn[0].lstrip(",; \n\t"))
            yield Sentence(sentence.start, middle, frame=False)
            yield from _parts(text, Sentence(middle, sentence.end, frame=False))
            return
    yield sentence


def _is_courtesy(said: str) -> bool:
    hits = cues.find(said, cues.read("stances"))
    only = bool(hits) and all(hit.key == _COURTESY for hit in hits)
    return only and len(said.split()) <= _LONG and "?" not in said
