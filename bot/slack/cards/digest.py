"""An office's digest in its channel: what to act on, then each round with its bar and what is new."""

from collections.abc import Iterator

from bot.digests.words import DigestText, RoundText
from bot.slack.cards.blocks import Block, beside, button, context, divider, section
from bot.slack.cards.post import Post, fits
from bot.slack.cards.wording import Wording

MANY, FEWEST = 9, 1
"""How many lines each round has at the most, and where it is too much for one message at the least."""


def draw(text: DigestText, words: Wording) -> Post:
    """Draw a digest whose words are safe already: as much of each round as fits."""
    drawn = (_drawn(text, words, most) for most in range(MANY, FEWEST, -1))
    return next((post for post in drawn if fits(post.blocks)), _drawn(text, words, FEWEST))


def _drawn(text: DigestText, words: Wording, most: int) -> Post:
    blocks = [section(f":newspaper: *{text.title}*")]
    if text.to_do:
        listed = "\n".join(f"• {each}" for each in text.to_do)
        blocks.append(section(f"*{words('digest-to-do')}*\n{listed}"))
    for each in text.rounds:
        blocks += [divider(), *_round(each, words, most)]
    if text.more:
        blocks.append(context(text.more))
    return Post(text.title, blocks)


def _round(of: RoundText, words: Wording, most: int) -> Iterator[Block]:
    bar = f"\n{of.bar}" if of.bar else ""
    head = f"*{of.title}* · {of.stands}{bar}"
    if of.review:
        look = button(words("round-button-statements"), "round.statements", str(of.review))
        yield beside(head, look, f"digest/statements:{of.review}")
    else:
        yield section(head)
    left_out = ["…"] if len(of.changes) > most else []
    yield section("\n".join(f"• {each}" for each in [*of.changes[:most], *left_out]))
