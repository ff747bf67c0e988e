"""A letter taken apart by question: each of its characters in one list of passages, and one only.

`answers` holds passages by question, `other` what answers none, `frame` what is not answer at all:
letterhead, greeting, signature, and labels or questions that were repeated. A passage that answers several
questions at once stands under the first; `together` says which others it answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from consultation.rounds.answers import consent, layout, phrases
from consultation.rounds.answers.markers import Origin, markers
from consultation.rounds.answers.repeats import quoted
from consultation.rounds.answers.similarity import STRONG, Likeness, likeness
from consultation.rounds.words import OTHER, Passage, Question, Text
from nlp.message import lowered
from nlp.understanding import Span

_FRAME = ""  # no question has this key
_TITLES = (Origin.HEADING, Origin.LABEL)  # what they do not cover is placed by its words
_Placed = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class Split:
    """The passages of a message by what they answer.

    `together`: key -> the key under which it is answered; `labelled`: keys that the writer named.
    """

    answers: Mapping[str, tuple[Passage, ...]]
    other: tuple[Passage, ...]
    frame: tuple[Passage, ...]
    together: Mapping[str, str]
    labelled: frozenset[str]


def split(texts: Sequence[Text], questions: Sequence[Question]) -> Split:
    """Place every character of the texts; only white space between passages is left out."""
    placed: list[tuple[str, Passage]] = []
    together: dict[str, str] = {}
    labelled: set[str] = set()
    for text in texts:
        letter = _Letter(text.text, questions)
        placed += [(key, Passage(text.source, span.start, span.end)) for key, span in letter.placed()]
        together |= {key: marker.keys[0] for marker in letter.markers for key in marker.keys[1:]}
        labelled.update(key for marker in letter.markers for key in marker.keys)
    answers = {question.key: _under(question.key, placed) for question in questions}
    answers = {key: passages for key, passages in answers.items() if passages}
    together = {key: first for key, first in together.items() if first in answers and key not in answers}
    named = frozenset(labelled & {*answers, *together})
    return Split(answers, _under(OTHER, placed), _under(_FRAME, placed), together, named)


def words_of(texts: Sequence[Text], passages: Sequence[Passage]) -> str:
    """Return what passages say, one paragraph each."""
    of = {text.source: text.text for text in texts}
    return "\n\n".join(of[passage.source][passage.start : passage.end] for passage in passages)


def _under(key: str, placed: Sequence[tuple[str, Passage]]) -> tuple[Passage, ...]:
    return tuple(passage for where, passage in placed if where == key)


class _Letter:
    """One text of a message, with what was found in it."""

    def __init__(self, text: str, questions: Sequence[Question]) -> None:
        self.text = text
        self.close: Likeness = likeness(questions)
        self.markers = markers(text, questions, self.close)
        self.only = questions[0].key if len(questions) == 1 else None
        asked = consent.question(questions)
        self.consent = asked or OTHER
        # words on publishing are the wish's to know: likeness would take "share your data" for one
        self.near = likeness([each for each in questions if each.key != asked])

    def placed(self) -> list[_Placed]:
        """Return each piece with the key under which it stands, in order; neighbours of one key joined."""
        frame = self._frame()
        pieces: list[_Placed] = [(_FRAME, span) for span in frame]
        for body in layout.without(frame, self.text):
            pieces.extend(self._body(body))
        return self._merged(sorted(pieces, key=lambda piece: piece[1].start))

    def _frame(self) -> list[Span]:
        """Return what is no answer, in order: letterhead, greeting, signature, quotes and labels."""
        labels = [marker.span for marker in self.markers if marker.span.start < marker.span.end]
        # one line after ">" may be the writer's own: "> 65 år"
        quotes = (run for run in quoted(self.text) if "\n" in self.text[run.start : run.end])
        around = [*labels, *quotes]
        starts = [marker.start for marker in self.markers]
        rows = (row for row in layout.frame(self.text) if not any(row.start <= at < row.end for at in starts))
        found: list[Span] = []
        for span in sorted([*around, *rows], key=lambda span: span.start):
            if found and span.start < found[-1].end:
                found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
            else:
                found.append(span)
        return found

    def _body(self, body: Span) -> Iterator[_Placed]:
        """Place what stands between two pieces of the frame."""
        cuts = [marker.start for marker in self.markers if body.start < marker.start < body.end]
        for start, end in pairwise([body.start, *cuts, body.end]):
            piece = layout.trimmed(self.text, start, end)
            if piece:
                yield from self._piece(piece)

    def _piece(self, piece: Span) -> Iterator[_Placed]:
        before = [marker for marker in self.markers if marker.start <= piece.start]
        keys = before[-1].keys if before else ()
        if keys and before[-1].origin is Origin.LABEL:
            yield from self._freely(piece, keys[0])
        elif keys and before[-1] is self.markers[-1]:
            yield from self._last(piece, keys[0])
        elif keys:
            yield keys[0], piece
        elif any(marker.keys and marker.origin not in _TITLES for marker in self.markers):
            yield OTHER, piece
        else:
            yield from self._freely(piece)

    def _last(self, piece: Span, key: str) -> Iterator[_Placed]:
        """Place what follows the last label: the answer, and perhaps words that belong to none."""
        rest = False
        for number, paragraph in enumerate(layout.paragraphs(self.text, piece)):
            words = self._words(paragraph)
            rest = rest or (
                number > 0 and phrases.any_of("splitting.other_openings").match(words) is not None
            )
            if number and consent.says(words):
                yield self.consent, paragraph
            elif number and key == self.consent:
                yield OTHER, paragraph
            else:
                yield (OTHER if rest else key), paragraph

    def _freely(self, piece: Span, label: str = "") -> Iterator[_Placed]:
        """Place paragraphs under the question that they are clearly about; the first may have a label."""
        current = OTHER
        for number, paragraph in enumerate(layout.paragraphs(self.text, piece)):
            if label and not number:
                current = label
                yield current, paragraph
                continue
            for key, span in self._paragraph(paragraph, current):
                current = key
                yield key, span

    def _paragraph(self, paragraph: Span, before: str) -> Iterator[_Placed]:
        """Place a paragraph, and those of its sentences apart that turn to another question."""
        if self.only:
            yield self.consent if consent.says(self._words(paragraph)) else self.only, paragraph
            return
        key, wished = self._of(paragraph, before), False
        for number, sentence in enumerate(layout.sentences(self.text, paragraph)):
            words = self._words(sentence)
            if number:
                key = self.near.best(words, STRONG) or key
            wished = consent.says(words) or (wished and self._signs(sentence, paragraph))
            yield self.consent if wished else key, sentence

    def _signs(self, sentence: Span, paragraph: Span) -> bool:
        """Say whether somebody puts their name on the line of what goes before."""
        words = self.text[sentence.start : sentence.end]
        return sentence.end == paragraph.end and layout.is_signature(words)

    def _of(self, paragraph: Span, before: str) -> str:
        """Say what the first sentence of a paragraph is about, or else the whole of it."""
        words = self._words(paragraph)
        first = layout.sentences(self.text, paragraph)[0]
        found = self.near.best(self._words(first)) or self.near.best(words)
        if found is None and phrases.any_of("splitting.carrying_on").match(words):
            return before
        return found or OTHER

    def _words(self, span: Span) -> str:
        return lowered(self.text[span.start : span.end])

    def _merged(self, pieces: Sequence[_Placed]) -> list[_Placed]:
        found: list[_Placed] = []
        for key, span in pieces:
            if found and found[-1][0] == key:
                found[-1] = (key, Span(found[-1][1].start, span.end))
            else:
                found.append((key, span))
        return found
