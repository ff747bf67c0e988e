"""A message for Slack: its blocks, and the plain text that stands for them in notifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.cards.blocks import Block


@dataclass(frozen=True)
class Post:
    """A message to post; ``text`` is what notifications and screen readers get."""

    text: str
    blocks: Sequence[Block]
