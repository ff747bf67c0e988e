"""The search as a form."""

from collections.abc import Sequence

from bot.inquiries.lifecycle import Status
from bot.slack.cards.blocks import Block, date_input, labelled, modal, select, text_input
from bot.slack.cards.wording import Wording

Choices = Sequence[tuple[str, str]]
"""Keys with their names."""


def form(offices: Choices, initiatives: Choices, words: Wording) -> Block:
    """What can be asked for; nothing must be."""
    statuses = [(status.value, words(f"status-{status}")) for status in Status]
    fields = {
        "words": text_input("words"),
        "organisation": text_input("organisation"),
        "office": select("office", offices, None),
        "initiative": select("initiative", initiatives, None),
        "status": select("status", statuses, None),
        "since": date_input("since", None),
        "until": date_input("until", None),
    }
    blocks = [labelled(name, words(f"search-{name}"), field, optional=True) for name, field in fields.items()]
    labels = {"submit": words("button-search"), "close": words("button-cancel")}
    return modal("inquiry.search", words("search-title"), blocks, "", **labels)
