"""A menu of a round's parties: Slack takes a hundred choices a group; of very many, one types a name."""

from collections.abc import Sequence

from bot.slack.cards.blocks import Block, option, plain
from bot.slack.cards.outside import plain_line

MOST = 400
"""So many parties are offered at once; of more, those whose name fits what is typed (`suggestions`)."""
SUGGESTED = 100
"""Slack takes a hundred suggestions."""
_A_GROUP = 100
_NAME = 70
_INITIALS = 12


def menu(field: str, placeholder: str, parties: Sequence[tuple[int, str]]) -> Block:
    """Draw a menu of (number, name), in the order given; there has to be one at least."""
    if len(parties) > MOST:
        asks = {"type": "external_select", "action_id": field, "min_query_length": 0}
        return asks | {"placeholder": plain(placeholder, 150)}
    shown = _named(parties)
    groups = [shown[start : start + _A_GROUP] for start in range(0, len(shown), _A_GROUP)]
    return {
        "type": "static_select",
        "action_id": field,
        "placeholder": plain(placeholder, 150),
        "option_groups": [
            {
                "label": plain(f"{group[0][1][:_INITIALS]} – {group[-1][1][:_INITIALS]}", 75),
                "options": [option(str(number), name) for number, name in group],
            }
            for group in groups
        ],
    }


def suggestions(parties: Sequence[tuple[int, str]]) -> list[Block]:
    """Draw the first of those that fit as choices."""
    return [option(str(number), name) for number, name in _named(parties[:SUGGESTED])]


def _named(parties: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    return [(number, plain_line(name, _NAME) or "?") for number, name in parties]
