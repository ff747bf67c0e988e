"""What a note is made of: one frozen value, taken from the record and from people's work on it.

Facts only. What may be shown of them is in `publication`, what is said of them in `chapters`.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from consultation.rounds.words import (
    OTHER,
    Consent,
    PartyState,
    Passage,
    ProposalType,
    Question,
    RoundKind,
    Stance,
    SusiPhase,
    Text,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Period:
    """How long the round was open; `days` and `working_days` count from the day after it opened."""

    opens: datetime
    deadline: datetime
    days: int
    working_days: int
    reason: str = ""
    """Why it was shorter than four weeks, where it was."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme of the note; themes come in the order they are given."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Party:
    """One who was asked, or who answered without being asked. Names are unique in a note."""

    name: str
    state: PartyState
    invited: bool = True
    words: str = ""
    """Its own words where it declined, had no remarks or passed the round on."""
    person: bool = False
    """A private person, whose own name is a person's name."""
    deadline: datetime | None = None
    """A deadline of its own that is later than everybody's, and why."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an answer says, tied to exact characters of it."""

    key: str
    """Unique among the round's statements, and the same in the next run."""
    stance: Stance
    passage: Passage
    text: str = ""
    """What the note says in its place; empty: the passage's own words."""
    topics: tuple[str, ...] = ()
    question: str = OTHER
    point: str = ""
    """The point that people put it under; empty: its own, or that of the same words from others."""
    set_aside: str | None = None
    """Why it is left out of the note; the empty text is no reason."""
    confirmed: bool = True
    target_groups: tuple[str, ...] = ()
    times: int = 0
    """How often people said something of it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An annex without text, by name, or the letter itself (`source` empty) where nothing was found in it.

    `reason` is what became of it by the word of a person who has read it; None where nobody has.
    """

    source: str
    reason: str | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its letter and annexes, as they came."""

    number: int
    party: str
    received_at: datetime
    consent: Consent
    texts: tuple[Text, ...]
    statements: tuple[Statement, ...] = ()
    late: bool = False
    signatories: tuple[str, ...] = ()
    """Who answers with the party in a joint letter, by name; the party itself is not among them."""
    unread: tuple[str, ...] = ()
    """Annexes without text that nobody has read yet."""
    unreadable: tuple[Unreadable, ...] = ()
    """Everything in it that no machine can read, also what a person has read since."""
    replaced_by: int | None = None
    no_remarks: bool = False
    """It says that its party has nothing to say: there is nothing to confirm in it."""
    on_older: tuple[tuple[str, int], ...] = ()
    """Documents of which a newer version has come since, with the one that it answers."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One letter of a campaign, by its answer's number: what it has of its own, and what it leaves out.

    `own` are its passages, `left_out` those of the campaign's model.
    """

    answer: int
    own: tuple[Passage, ...] = ()
    left_out: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """Near-identical letters, that which says most of its own first; `model` is nearest to the others."""

    model: int
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an answer to a `uip` round puts forward, by the statement that it rests on.

    `target_groups` and `lacks` are named for people, in the note's language.
    """

    answer: int
    passage: Passage
    type: ProposalType
    phase: SusiPhase | None
    target_groups: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """The ministry's comment on a point and its verdict."""

    point: str
    verdict: Verdict | None = None
    comment: str = ""
    edition: str = ""
    """The edition of the point it was written on; empty: not known."""
    stale: bool = False
    """The point has changed since, and nobody has said that the remark still holds."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What came in and where it went, counted by the record."""

    messages: int
    answers: int
    non_answers: int
    set_aside: int
    unresolved: int
    statements: int
    """All that the record holds for the answers of this note."""


@dataclass(frozen=True, slots=True)
class Curve:
    """An earlier round: how many were asked, and when their answers came, in days from its opening."""

    title: str
    invited: int
    arrivals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Everything a note says."""

    key: str
    kind: RoundKind
    title: str
    period: Period
    ministry: str
    office: str
    consent_question: str
    language: str
    """`da` or `en`."""
    timezone: tzinfo
    written_at: datetime
    questions: tuple[Question, ...]
    topics: tuple[Topic, ...]
    parties: tuple[Party, ...]
    answers: tuple[Answer, ...]
    reckoning: Reckoning
    remarks: tuple[Remark, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    supplements: tuple["Note", ...] = ()
    """The notes of child rounds. Their points are named `key/point` here."""
    supplement_to: str = ""
    """The title of the round that this one heard some parties again on."""
    earlier: tuple[Curve, ...] = ()
    case_number: str = ""
    officer: str = ""
