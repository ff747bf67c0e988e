"""What of a note may be read: each party's publication choice obeyed, CPR numbers hidden everywhere.

Every writer of a note works from what is made here and never from the answers themselves. An answer whose
party said no is named, and none of its words are shown; of one that wants only a part published no more is
shown than people have confirmed; one that said "without persons" is shown without persons' names, addresses
and telephones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from consultation.rounds.note.content import Answer, Note, Party, Statement
from consultation.rounds.note.masking import Hidden, Masks, Piece, masked, merged, named_elsewhere, pieces
from consultation.rounds.note.wording import Words
from consultation.rounds.words import Consent, Passage, Text
from nlp.understanding import Span


class Place(StrEnum):
    """Where a statement has gone; each is in exactly one place."""

    IN_NOTE = "in_note"
    WITHHELD = "withheld"
    SET_ASIDE = "set_aside"
    REPLACED = "replaced"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it may be read; `text` is empty where it may not."""

    statement: Statement
    answer: Answer
    party: str
    text: str
    quoted: bool
    """The letter's own words, and not a summary of them."""
    source: str
    anchor: str
    place: Place
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text of a letter in pieces; `source` is empty for the letter itself."""

    source: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer as it may be read; without sheets where nothing of it may be, or its party replaced it."""

    answer: Answer
    party: str
    anchor: str
    sheets: tuple[Sheet, ...]
    unread: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    """Name and fate of what no machine can read; the fate is empty where nobody has read it."""
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """All of a note that comes from outside, as it may be read."""

    names: Mapping[str, str]
    words: Mapping[str, str]
    """What each party said that declined or had no remarks."""
    reasons: Mapping[str, str]
    """Why a party has a deadline of its own."""
    said: tuple[Said, ...]
    letters: tuple[Letter, ...]
    letters_of: Mapping[str, Sequence[Letter]]
    """By the party that sent the answer or signed it."""


def publish(note: Note, masks: Masks, words: Words, prefix: str = "") -> Published:
    """Read a note as it may be published; `prefix` begins the anchors, which are unique in one document."""
    reader = _Reader(masks, words, prefix)
    names = reader.names(note)
    said: list[Said] = []
    letters: list[Letter] = []
    for answer in sorted(note.answers, key=lambda one: one.number):
        one, letter = reader.answer(answer, names, len(said))
        said += one
        letters.append(letter)
    withheld = {
        name
        for answer in note.answers
        if answer.consent in (Consent.NOT, Consent.IN_PART)
        for name in (answer.party, *answer.signatories)
    }
    quotes = {
        party.name: reader.cover(party.words, persons=True)
        for party in note.parties
        if party.words and party.name not in withheld
    }
    reasons = {party.name: reader.cover(party.reason, persons=True) for party in note.parties if party.reason}
    return Published(names, quotes, reasons, tuple(said), tuple(letters), _letters_of(letters))


def fits(statement: Statement, answer: Answer) -> bool:
    """Return whether a statement's passage is there, in a letter that has such a text."""
    text = _texts(answer).get(statement.passage.source, "")
    return 0 <= statement.passage.start < statement.passage.end <= len(text)


def _letters_of(letters: Iterable[Letter]) -> dict[str, list[Letter]]:
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        for name in dict.fromkeys((letter.answer.party, *letter.answer.signatories)):
            found.setdefault(name, []).append(letter)
    return found


def _texts(answer: Answer) -> dict[str, str]:
    return {text.source: text.text for text in answer.texts}


@dataclass(frozen=True)
class _Reader:
    masks: Masks
    words: Words
    prefix: str

    def names(self, note: Note) -> dict[str, str]:
        open_ = {one.party for one in note.answers if one.consent is Consent.PUBLISH}
        return {party.name: self._name(party, at, open_) for at, party in enumerate(note.parties, 1)}

    def _name(self, party: Party, at: int, open_: set[str]) -> str:
        if party.person and party.name not in open_:
            return self.words("a-person", number=at)
        return self.cover(party.name, persons=False)

    def answer(self, answer: Answer, names: Mapping[str, str], before: int) -> tuple[list[Said], Letter]:
        persons = answer.consent is not Consent.PUBLISH
        texts = _texts(answer)
        hidden = {source: self._hidden(text, persons=persons) for source, text in texts.items()}
        known = _hidden_words(texts, hidden) if persons else frozenset()
        sources = self._sources(answer.texts, persons=persons)
        name = self._signed(answer, names, persons=persons)
        said = [
            self._said(statement, answer, name, sources, hidden, known, f"{self.prefix}u{before + at}")
            for at, statement in enumerate(answer.statements, 1)
        ]
        open_ = answer.replaced_by is None and _is_open(answer, said)
        if answer.consent is Consent.IN_PART:
            hidden = {source: self._but(said, text, source, hidden[source]) for source, text in texts.items()}
        sheets = [_sheet(text, sources[text.source], hidden[text.source], said) for text in answer.texts]
        return said, Letter(
            answer,
            name,
            f"{self.prefix}svar{answer.number}",
            tuple(sheets) if open_ else (),
            tuple(self.cover(name, persons=persons) for name in answer.unread),
            tuple(
                (self.cover(each.source, persons=persons), self.cover(each.reason or "", persons=True))
                for each in answer.unreadable
            ),
            sum(map(len, hidden.values())) if open_ else 0,
        )

    def _said(  # one statement, with what is known of its letter
        self,
        statement: Statement,
        answer: Answer,
        party: str,
        sources: Mapping[str, str],
        hidden: Mapping[str, list[Hidden]],
        known: frozenset[str],
        anchor: str,
    ) -> Said:
        place, passage = _place(statement, answer), statement.passage
        fitting = fits(statement, answer)
        own = _texts(answer)[passage.source][passage.start : passage.end] if fitting else ""
        quoted = fitting and statement.text.split() in ([], own.split())
        reserved = answer.consent in (Consent.NOT, Consent.IN_PART) and place is not Place.IN_NOTE
        if reserved or place is Place.REPLACED:
            text = ""
        elif quoted:
            whole = _texts(answer)[passage.source]
            text = masked(whole, hidden[passage.source], passage.start, passage.end)
        else:
            text = self.cover(statement.text, persons=answer.consent is not Consent.PUBLISH, known=known)
        return Said(
            statement,
            answer,
            party,
            " ".join(text.split()),
            quoted,
            sources.get(passage.source, self.cover(passage.source, persons=True)),
            anchor,
            place,
            self.cover(statement.set_aside or "", persons=True),
        )

    def _signed(self, answer: Answer, names: Mapping[str, str], *, persons: bool) -> str:
        others = [names.get(name) or self.cover(name, persons=persons) for name in answer.signatories]
        own = names.get(answer.party) or self.cover(answer.party, persons=persons)
        if not others:
            return own
        return self.words("jointly", names=self.words.joined([own, *others]))

    def _sources(self, texts: Iterable[Text], *, persons: bool) -> dict[str, str]:
        """Name each text; where two annexes are the same without what is hidden, the second has a number."""
        shown: dict[str, str] = {}
        for text in texts:
            name = covered = self.cover(text.source, persons=persons)
            again = 2
            while name in shown.values():
                name, again = f"{covered} ({again})", again + 1
            shown[text.source] = name
        return shown

    def cover(self, text: str, *, persons: bool, known: frozenset[str] = frozenset()) -> str:
        return masked(text, self._hidden(text, persons=persons, known=known))

    def _but(self, said: Iterable[Said], text: str, source: str, hidden: Iterable[Hidden]) -> list[Hidden]:
        """Hide all of a text but what is in the note."""
        passages = [one.statement.passage for one in said if one.place is Place.IN_NOTE]
        ends = sorted((each.start, _last(text, each)) for each in passages if each.source == source)
        gaps = pairwise([0, *(at for passage in ends for at in passage), len(text)])
        spans = [(Span(*gap), self.words("mask-part")) for gap in [*gaps][::2] if text[slice(*gap)].strip()]
        return merged([*spans, *((Span(each.start, each.end), each.mark) for each in hidden)])

    def _hidden(self, text: str, *, persons: bool, known: frozenset[str] = frozenset()) -> list[Hidden]:
        spans = [(span, self.words("mask-cpr")) for span in self.masks.cpr(text)]
        if persons:
            named: list[Span] = [*self.masks.persons(text), *named_elsewhere(text, known)]
            spans += [(span, self.words("mask-person")) for span in named]
        return merged(spans)


def _is_open(answer: Answer, said: Iterable[Said]) -> bool:
    """Whether anything of an answer's letter may be read."""
    if answer.consent is Consent.IN_PART:
        return any(one.place is Place.IN_NOTE for one in said)
    return answer.consent is not Consent.NOT


def _place(statement: Statement, answer: Answer) -> Place:
    if answer.replaced_by is not None:
        return Place.REPLACED
    if statement.set_aside is not None and statement.set_aside.strip():
        return Place.SET_ASIDE
    if statement.set_aside is not None or not fits(statement, answer):
        return Place.MISSING
    in_part = answer.consent is Consent.IN_PART and not statement.confirmed
    return Place.WITHHELD if in_part or answer.consent is Consent.NOT else Place.IN_NOTE


def _hidden_words(texts: Mapping[str, str], hidden: Mapping[str, list[Hidden]]) -> frozenset[str]:
    return frozenset(texts[source][one.start : one.end] for source, found in hidden.items() for one in found)


def _last(text: str, passage: Passage) -> int:
    """Return where a passage ends without the white space behind it, which may be a new paragraph."""
    return passage.start + len(text[passage.start : passage.end].rstrip())


def _sheet(text: Text, source: str, hidden: list[Hidden], said: Iterable[Said]) -> Sheet:
    passages = [
        (one.anchor, one.statement.passage.start, _last(text.text, one.statement.passage))
        for one in said
        if one.statement.passage.source == text.source and one.place is Place.IN_NOTE
    ]
    return Sheet(source, tuple(pieces(text.text, hidden, passages)))
