"""What was understood of one message: plain frozen values, in the words of the taxonomy.

Nothing here reads text. Text positions are spans into `nlp.message.joined(subject, body)`;
the text itself is kept out, so that an understanding can be logged.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, as character positions: `start` included, `end` not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A date named in the text; `year` is None where the writer left it out."""

    span: Span
    day: int
    month: int
    year: int | None = None
    deadline: bool = False

    def on(self, today: date) -> date | None:
        """Return the date meant by a writer of `today`: without a year, the next such day."""
        for year in (self.year,) if self.year else (today.year, today.year + 1, today.year + 4):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year or found >= today:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: what the lines under the closing words say."""

    contact: str | None = None
    organisation: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message asks for, and how sure that is.

    `scores` holds a probability for each initiative and sums to 1; `confidence` is that of
    `initiative`. `accepted` says that the confidence passes the threshold chosen, on data the
    model had not seen, for a precision of 95 %.
    """

    language: str
    initiative: str
    confidence: float
    accepted: bool
    scores: dict[str, float]
    topics: tuple[str, ...] = ()
    susi_phase: str | None = None
    form: str | None = None
    target_groups: tuple[str, ...] = ()
    kind: str | None = None
    access_request: bool = False
    cpr_spans: tuple[Span, ...] = ()
    request_spans: tuple[Span, ...] = ()
    dates: tuple[Mention, ...] = ()
    signature: Signature = field(default_factory=Signature, repr=False)  # names stay out of logs
    model: str = ""

    def best(self, n: int) -> tuple[tuple[str, float], ...]:
        """Return the `n` most probable initiatives with their probabilities, best first."""
        ranked = sorted(self.scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(ranked[:n])


@dataclass(frozen=True, slots=True)
class Reason:
    """A word, phrase or concept of the text, and how far it moved the score of a label.

    `weight` is in the model's score units (log-odds before calibration); above 0 speaks for.
    """

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an initiative was chosen, and what spoke for the next best one."""

    understanding: Understanding
    best: str
    for_best: tuple[Reason, ...]
    second: str | None = None
    for_second: tuple[Reason, ...] = ()
