"""The search as a form, and what it found."""

from collections.abc import Sequence
from datetime import datetime

from bot.inquiries.lifecycle import Status
from bot.slack.cards.answers import entry
from bot.slack.cards.blocks import Block, context, date_input, labelled, modal, section, select, text_input
from bot.slack.cards.lines import Link
from bot.slack.cards.wording import Wording
from storage.finding import Line

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


def found(lines: Sequence[Line], *, more: bool, link: Link, words: Wording, now: datetime) -> Block:
    """What was found, the newest first."""
    if not lines:
        blocks = [section(words("search-nothing"))]
    else:
        blocks = [entry(each, link, words, now) for each in lines]
    if more:
        blocks.append(context(words("command-found-more")))
    return modal("inquiry.found", words("search-title"), blocks, "", close=words("button-dismiss"))
