"""An office's digest in its channel: what to act on, then each round with its bar and what is new."""

from collections.abc import Iterator

from bot.digests.words import DigestText, RoundText
from bot.slack.cards.blocks import Block, beside, button, context, divider, section
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording


def draw(text: DigestText, words: Wording) -> Post:
    """Draw a digest whose words are safe already."""
    blocks = [section(f":newspaper: *{text.title}*")]
    if text.to_do:
        listed = "\n".join(f"• {each}" for each in text.to_do)
        blocks.append(section(f"*{words('digest-to-do')}*\n{listed}"))
    for each in text.rounds:
        blocks += [divider(), *_round(each, words)]
    if text.more:
        blocks.append(context(text.more))
    return Post(text.title, blocks)


def _round(of: RoundText, words: Wording) -> Iterator[Block]:
    bar = f"\n{of.bar}" if of.bar else ""
    head = f"*{of.title}* · {of.stands}{bar}"
    if of.review:
        look = button(words("round-button-statements"), "round.statements", str(of.review))
        yield beside(head, look, f"digest/statements:{of.review}")
    else:
        yield section(head)
    yield section("\n".join(f"• {each}" for each in of.changes))
