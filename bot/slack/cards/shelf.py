"""The shelf of standard answers: each with who keeps it, how often it was sent and how long it holds."""

from collections.abc import Iterator

from bot.inquiries.library import Kept, Shelf
from bot.slack.cards.blocks import Block, beside, button, context, modal, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.reply import QUESTION_SHOWN, holds
from bot.slack.cards.wording import Wording

RETIRE, REINSTATE = "library.retire", "library.reinstate"
MOST = 40
"""Standard answers: Slack takes not many letters more in one window than these may have."""
TEXT_SHOWN = 100


def draw(shelf: Shelf, words: Wording) -> Block:
    """Draw the shelf; whoever may not change an entry sees it without its button."""
    blocks = [_entry(each, words) for each in shelf.entries] or [section(words("library-none"))]
    return modal(
        "inquiry.library",
        words("library-title"),
        [*blocks, *_more(shelf, words)],
        "",
        close=words("button-dismiss"),
    )


def _entry(kept: Kept, words: Wording) -> Block:
    template = kept.template
    title = f"*{safe_line(template.title, QUESTION_SHOWN)}*"
    told = holds(template, words) if kept.in_use else words("library-out-of-use")
    text = safe_line(template.body_da or template.body_en, TEXT_SHOWN)
    said = f"{title if kept.in_use else f'~{title}~'}\n{text}\n<@{template.owner}> · {told}"
    if not kept.own:
        return section(said)
    label, action = ("button-retire", RETIRE) if kept.in_use else ("button-reinstate", REINSTATE)
    return beside(said, button(words(label), action, str(template.id)), f"library:{template.id}")


def _more(shelf: Shelf, words: Wording) -> Iterator[Block]:
    if left := shelf.count - len(shelf.entries):
        yield context(words("library-more", count=left))
