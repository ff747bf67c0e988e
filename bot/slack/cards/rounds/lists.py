"""What `/hoering` shows: a list of rounds, how answers came in, and how the command is used."""

from collections.abc import Sequence
from datetime import datetime

from bot.slack.cards.blocks import Block, context, divider, section
from bot.slack.cards.outside import outside, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.staff.overview import RoundLine
from consultation.rounds.digest import Curve
from consultation.rounds.ledger import Reconciliation
from consultation.rounds.words import BEFORE_LAUNCH, RoundState
from consultation.rounds.working_days import WorkingDays, local_day

TITLE_SHOWN = 150
NAME_SHOWN = 80
MOST_BLOCKS = 45
"""Slack takes fifty a message."""
_STEPS = "▁▂▃▄▅▆▇█"
_WIDTH = 40  # signs


def draw(
    found: Sequence[RoundLine], count: int, calendar: WorkingDays, words: Wording, now: datetime
) -> Post:
    """Draw a list of rounds, newest first; ``count`` is how many there are in all."""
    head = words("round-list", count=count)
    blocks = [section(head), *(section(_line(of, calendar, words, now)) for of in found)]
    if count > len(found):
        blocks.append(context(words("round-list-more", count=count - len(found))))
    return Post(head, [*blocks, context(words("round-list-help"))])


def progress(own: Curve | None, counted: Reconciliation, words: Wording) -> list[Block]:
    """Draw how answers came in, where a round is out, and whether every message is accounted for."""
    line = words(
        "round-reconciled" if counted.adds_up else "round-not-reconciled",
        taken=counted.taken_in,
        answers=counted.answers,
        others=counted.non_answers,
        aside=counted.set_aside,
        open=counted.unresolved,
    )
    if own is None or not own.invited:
        return [context(line)]
    drawn = words("round-progress", bar=sparkline(own), days=len(own.answered) - 1)
    return [section(drawn), context(line)]


def sparkline(curve: Curve) -> str:
    """Draw the share that had answered by each day, in as many signs as there is room for."""
    shares = curve.shares
    if len(shares) > _WIDTH:
        shares = tuple(shares[round(place * (len(shares) - 1) / (_WIDTH - 1))] for place in range(_WIDTH))
    return "".join(_STEPS[min(len(_STEPS) - 1, int(share * len(_STEPS)))] for share in shares)


def party(name: str, blocks: Sequence[Block], others: Sequence[str], words: Wording) -> Post:
    """Draw one party as a message; ``others`` are those whose names fit as well."""
    shown = list(blocks[:MOST_BLOCKS])
    if others:
        names = ", ".join(safe_line(each, NAME_SHOWN) for each in others[:10])
        shown.append(context(words("round-party-others", names=names)))
    return Post(safe_line(name, TITLE_SHOWN) or words("card-unknown-sender"), shown)


def help_page(command: str, words: Wording) -> Post:
    """Say how the command is used."""
    text = words("round-help", command=outside(command))
    return Post(text, [section(text), divider(), context(words("round-help-more"))])


def _line(of: RoundLine, calendar: WorkingDays, words: Wording, now: datetime) -> str:
    title = safe_line(of.title, TITLE_SHOWN) or outside(of.key)
    head = words("round-head", title=f"*{title}*", called=outside(of.key))
    when = words.date(of.deadline, now)
    said = [words("round-where", state=of.state), words("round-deadline", when=when)]
    if of.state in (*BEFORE_LAUNCH, RoundState.OPEN) and of.deadline >= now:
        days = (local_day(of.deadline, calendar) - local_day(now, calendar)).days
        said.append(words("round-days-left", count=days))
    if of.state not in BEFORE_LAUNCH:
        said.append(words("round-answers", settled=of.answered, invited=of.asked))
    return f"{head}\n{'   ·   '.join(said)}"
