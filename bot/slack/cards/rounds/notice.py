"""One line in an office's channel on what happened to a round: the clock moved it, a letter was refused."""

from bot.slack.cards.blocks import section
from bot.slack.cards.outside import outside, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.tables import Party, Round, RoundEvent

NAME_SHOWN = 120
TITLE_SHOWN = 150
REASON_SHOWN = 200


def draw(
    of: Round, party: Party | None, event: RoundEvent, words: Wording, *, asked: int, answered: int
) -> Post:
    """Say what a line of a round's history means for its office; ``answered`` of those asked have."""
    text = words(
        f"round-told-{event.what.replace('_', '-')}",
        round=safe_line(of.title, TITLE_SHOWN),
        called=outside(of.key),
        who=safe_line(party.organisation, NAME_SHOWN) if party else "",
        asked=asked,
        answered=answered,
        reason=safe_line(_reason(event), REASON_SHOWN),
        letter=str(event.details.get("letter", "")),
        name=safe_line(str(event.details.get("name", "")), NAME_SHOWN),
        address=safe_line(str(event.details.get("address", "")), NAME_SHOWN),
    )
    return Post(text, [section(text)])


def _reason(event: RoundEvent) -> str:
    return str(event.details.get("reason", ""))
