"""A message for Slack: its blocks, and the plain text that stands for them in notifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.cards.blocks import Block

TOGETHER, A_BLOCK = 12_000, 125
"""Characters in all blocks of one message, and how many each takes besides its text. Slack documents neither:
it was seen to say ``msg_blocks_too_long`` from some 13,000 on."""


@dataclass(frozen=True)
class Post:
    """A message to post; ``text`` is what notifications and screen readers get."""

    text: str
    blocks: Sequence[Block]


def fits(blocks: Sequence[Block]) -> bool:
    """Whether sections and small lines of text are together no longer than Slack takes in one message."""
    texts = (text for block in blocks for text in (block.get("text"), *block.get("elements", ())))
    said = sum(len(text["text"]) for text in texts if text and isinstance(text.get("text"), str))
    return said + A_BLOCK * len(blocks) <= TOGETHER
