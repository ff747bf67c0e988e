"""*Mere …*: what can be done with an inquiry beside what has room on its card, each with a word on it."""

from bot.slack.cards.blocks import Block, beside, button, modal
from bot.slack.cards.wording import Wording
from storage.tables import Inquiry


def draw(inquiry: Inquiry, words: Wording) -> Block:
    """Draw a line with a button for each choice."""
    blocks = [
        beside(
            words(f"further-{choice}"),
            button(words(f"button-{choice}"), "inquiry.further.choice", choice),
            f"inquiry:{inquiry.id}/{choice}",
        )
        for choice in choices(inquiry)
    ]
    title = words("further-title", reference=inquiry.reference)
    return modal("inquiry.further", title, blocks, "", close=words("button-dismiss"))


def choices(inquiry: Inquiry) -> list[str]:
    """What may be chosen, as things stand."""
    return ["original", "why"] if inquiry.merged_into is not None else ["why"]
