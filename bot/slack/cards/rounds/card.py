"""A round's card: where it stands now, what waits for a person, and the buttons that are of use there.

A card is a value drawn into blocks; what it shows is read in ``bot.slack.rounds.views``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.slack.cards.blocks import Block, actions, asking_first, beside, button, context, section
from bot.slack.cards.outside import outside, person, plain_line, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.text_bars import bar
from consultation.rounds.asking import Asked
from consultation.rounds.ledger import SETTLED
from consultation.rounds.lifecycle import Act
from consultation.rounds.words import BEFORE_LAUNCH, PartyState, RoundState

TITLE_SHOWN = 300
NAME_SHOWN = 120
NAMED = 3
"""So many parties are named before a round is sent to them; the others are counted."""
BAR = 20  # signs
OUT = (RoundState.OPEN, RoundState.CLOSED)


@dataclass(frozen=True)
class RoundCard:
    """What a round's card shows. ``counts`` are those asked, by their state."""

    round_id: int
    key: str
    kind: str
    state: RoundState
    title: str
    deadline: datetime
    opens_at: datetime | None
    counts: Mapping[PartyState, int]
    uninvited: int
    undecided: int
    want_time: int
    statements: int
    """How many statements wait for a person."""
    letters: int
    """How many letters the invitation is."""
    first: tuple[str, ...]
    """The first of those whom they go to."""
    now: datetime
    asked: Asked | None = None
    asked_party: str = ""

    @property
    def invited(self) -> int:
        """How many were asked."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """How many of them are done."""
        return sum(self.counts.get(state, 0) for state in SETTLED)


def draw(card: RoundCard, words: Wording) -> Post:
    """Draw a card as the round stands now."""
    title = safe_line(card.title, TITLE_SHOWN) or outside(card.key)
    blocks = [
        section(words("round-head", title=f"*{title}*", called=outside(card.key))),
        section(_where(card, words)),
        *_answers(card, words),
        *_waits(card, words),
        *_rows(card, words),
    ]
    return Post(words("round-card-fallback", title=title, state=_state(card, words)), blocks)


def draw_bare(card: RoundCard, words: Wording) -> Post:
    """Draw a card without a word from outside, where Slack refuses the other."""
    text = words("round-card-bare", state=_state(card, words))
    return Post(text, [section(text), *_rows(card, words)])


def _state(card: RoundCard, words: Wording) -> str:
    return words("round-state", state=card.state)


def _where(card: RoundCard, words: Wording) -> str:
    lines = [words("round-where", state=card.state), words("round-deadline", when=_when(card, words))]
    if card.state in BEFORE_LAUNCH and card.opens_at:
        lines.append(words("round-opens", when=words.date(card.opens_at, card.now)))
    return "   ·   ".join(lines)


def _when(card: RoundCard, words: Wording) -> str:
    return words.date(card.deadline, card.now)


def _answers(card: RoundCard, words: Wording) -> Iterator[Block]:
    if card.state in BEFORE_LAUNCH:
        yield context(words("round-will-be-asked", parties=card.invited, letters=card.letters))
        return
    share = card.settled / card.invited if card.invited else 0
    done = words("round-settled", settled=card.settled, invited=card.invited, percent=round(100 * share))
    yield section(f"{done}\n`{bar(share, BAR)}`")
    parts = [
        words("round-count", state=state, count=card.counts[state])
        for state in PartyState
        if card.counts.get(state)
    ]
    if card.uninvited:
        parts.append(words("round-count", state="uninvited", count=card.uninvited))
    yield context("   ·   ".join(parts) or words("round-nobody"))


def _waits(card: RoundCard, words: Wording) -> Iterator[Block]:
    """Say what waits for a person."""
    if card.undecided:
        yield section(words("round-to-decide", count=card.undecided))
    if card.want_time:
        yield section(words("round-to-give-time", count=card.want_time))
    if card.statements:
        look = button(words("round-button-statements"), "round.statements", str(card.round_id))
        text = words("round-statements-wait", count=card.statements)
        yield beside(text, look, f"round:{card.round_id}/statements")
    if card.asked is not None:
        yield section(_asked(card, card.asked, words))
        number = f"{card.round_id}:{card.asked.number}"
        buttons = [
            button(words("round-button-agree"), "round.confirm", number, "primary"),
            button(words("round-button-withdraw"), "round.withdraw", number),
        ]
        if card.asked.wish.letters is not None:
            buttons.append(button(words("round-button-letter-look"), "round.feedback_look", number))
        yield actions(buttons, f"round:{card.round_id}/asked")


def _asked(card: RoundCard, asked: Asked, words: Wording) -> str:
    until = words.date(asked.wish.until, card.now) if asked.wish.until else ""
    return words(
        "round-asked",
        who=person(asked.by),
        act=asked.wish.act,
        until=until,
        party=safe_line(card.asked_party, NAME_SHOWN),
        reason=safe_line(asked.wish.reason, TITLE_SHOWN),
    )


def _rows(card: RoundCard, words: Wording) -> Iterator[Block]:
    """Yield the buttons: what moves the round, then what is looked at."""
    moves = [_move(card, act, words) for act in _MOVES.get(card.state, ())]
    if moves:
        yield actions(moves, f"round:{card.round_id}/moves")
    looks = [
        button(words(f"round-button-{name}"), f"round.{name}", str(card.round_id)) for name in _looks(card)
    ]
    yield actions(looks, f"round:{card.round_id}/looks")


_MOVES = {
    RoundState.DRAFT: (Act.APPROVE, Act.CANCEL),
    RoundState.APPROVED: (Act.OPEN, Act.EXTEND, Act.CANCEL),
    RoundState.OPEN: (Act.EXTEND, Act.CLOSE, Act.CANCEL),
    RoundState.CLOSED: (Act.REPORT, Act.EXTEND, Act.CANCEL),
}
_STYLES = {Act.APPROVE: "primary", Act.OPEN: "primary", Act.CANCEL: "danger"}


def _looks(card: RoundCard) -> tuple[str, ...]:
    if card.state is RoundState.DRAFT:
        return ("check", "invite", "parties", "plan")
    if card.state is RoundState.APPROVED:
        return ("check", "parties", "plan")
    if card.state is RoundState.OPEN:
        return ("parties", "plan", "chart")
    if card.state is RoundState.CLOSED:
        return ("parties", "plan", "chart", "feedback")
    return ("parties", "chart", "feedback") if card.state is RoundState.REPORTED else ("parties", "chart")


def _move(card: RoundCard, act: Act, words: Wording) -> Block:
    pressed = button(words(f"round-button-{act}"), f"round.{act}", str(card.round_id), _STYLES.get(act))
    match act:
        case Act.OPEN:
            return asking_first(pressed, words("round-open-title"), _who_gets_it(card, words), words)
        case Act.CLOSE:
            left = card.invited - card.settled
            return asking_first(
                pressed, words("round-close-title"), words("round-close-text", count=left), words
            )
        case Act.REPORT:
            return asking_first(pressed, words("round-report-title"), words("round-report-text"), words)
    return pressed


def _who_gets_it(card: RoundCard, words: Wording) -> str:
    """Say whom the letters go to; a dialog takes 300 characters, which long names would fill."""
    names = ", ".join(plain_line(name, 40) for name in card.first[:NAMED])
    more = card.letters - min(NAMED, len(card.first))
    return words("round-open-text", letters=card.letters, names=names, more=more, when=_when(card, words))
