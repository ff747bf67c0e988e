"""What is doubtful about a letter, as :func:`bot.inquiries.parties.doubts_about` has it and cards say it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.slack.cards.blocks import Block, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.wording import Wording

NAME_SHOWN = 120


def doubts(found: Iterable[Mapping[str, str]], sender: str, words: Wording, now: datetime) -> list[Block]:
    """Say, before anybody reads on, what is missing from a letter, and why it may be somebody else's."""
    told = [
        words(
            f"card-doubt-{doubt['what'].replace('_', '-')}",
            sender=safe_line(sender, NAME_SHOWN),
            domain=safe_line(doubt.get("domain", ""), NAME_SHOWN),
            name=safe_line(doubt.get("name", ""), NAME_SHOWN),
            cause=words("bounce-cause", cause=doubt.get("cause", "other")),
            when=words.date(datetime.fromisoformat(doubt["at"]), now) if "at" in doubt else "",
        )
        for doubt in found
    ]
    return [section("\n".join(told))] if told else []
