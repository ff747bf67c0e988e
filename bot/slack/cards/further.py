"""*Mere …*: what can be done with an inquiry beside what has room on its card, each with a word on it."""

from bot.inquiries.lifecycle import OPEN
from bot.slack.cards.blocks import Block, beside, button, modal, section
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


def done(choice: str, words: Wording) -> Block:
    """Say that what was chosen is done."""
    title = words(f"button-{choice}")
    said = [section(words(f"further-{choice}-done"))]
    return modal("inquiry.further.done", title, said, "", close=words("button-dismiss"))


def files(state: str, reference: str, words: Wording) -> Block:
    """Say that the files are on their way (``coming``), or that there are ``none``."""
    title = words("further-title", reference=reference)
    said = [section(words(f"files-{state}"))]
    return modal("inquiry.files", title, said, "", close=words("button-dismiss"))


def choices(inquiry: Inquiry) -> list[str]:
    """What may be chosen, as things stand."""
    reading = ["history", "files", "why"]
    if inquiry.merged_into is not None:
        return ["original", *reading]
    is_open = inquiry.status in OPEN
    held = ["release"] if is_open and inquiry.claimed_by else []
    given = ["handover"] if is_open else []
    if inquiry.part_of is not None:
        return [*held, *given, "link", "history", "files"]
    sealing = ["seal"] if inquiry.confidential is None else ["reseal", "unseal"]
    splitting = ["split"] if is_open else []
    return [*held, *given, *splitting, "link", "correct", *sealing, *reading]
