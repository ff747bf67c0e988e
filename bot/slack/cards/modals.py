"""The forms that staff fill in. Block ids and action ids are the fields' names (contract, section 4)."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from bot.inquiries.merging import Choice
from bot.slack.cards.blocks import Block, context, date_input, labelled, modal, section, select, text_input
from bot.slack.cards.outside import pieces, safe_line, writer
from bot.slack.cards.wording import Wording
from storage.tables import Correspondence, Inquiry

NAME_SHOWN = 200
PIECE = 2800
MOST_BLOCKS = 60
"""Slack takes a hundred blocks and 250 kB a modal; Danish letters and escaping cost several bytes each."""


def reroute(
    inquiry: Inquiry,
    offices: Sequence[tuple[str, str]],
    initiatives: Sequence[tuple[str, str]],
    words: Wording,
) -> Block:
    """Where the inquiry belongs, and what it is really about; choices are (key, name)."""
    blocks = [
        labelled("office", words("field-office"), select("office", offices, inquiry.office)),
        labelled(
            "initiative",
            words("field-initiative"),
            select("initiative", initiatives, inquiry.initiative),
            hint=words("reroute-hint"),
        ),
    ]
    memory = {"inquiry": inquiry.id, "seen": [inquiry.office, inquiry.initiative]}
    return _form("inquiry.reroute", words("reroute-title"), blocks, memory, words, submit="button-reroute")


def note(inquiry_id: int, words: Wording) -> Block:
    """An internal note."""
    field = labelled("note", words("field-note"), text_input("note", multiline=True), hint=words("note-hint"))
    return _form("inquiry.note", words("note-title"), [field], {"inquiry": inquiry_id}, words)


def snooze(inquiry_id: int, until: date, words: Wording) -> Block:
    """Until when the inquiry is put aside."""
    field = labelled(
        "until", words("field-until"), date_input("until", until.isoformat()), hint=words("snooze-hint")
    )
    memory = {"inquiry": inquiry_id}
    return _form("inquiry.snooze", words("snooze-title"), [field], memory, words, submit="button-snooze")


def merge(choice: Choice, words: Wording) -> Block:
    """The number of the inquiry in which this one goes on, and those that it may be."""
    shown = [f"• {each.reference}  {safe_line(each.subject, NAME_SHOWN)}" for each in choice.others]
    blocks = [
        section(words("merge-what-happens", reference=choice.inquiry.reference)),
        labelled("into", words("field-into"), text_input("into"), hint=words("merge-hint")),
        *([context("\n".join([words("merge-others"), *shown]))] if shown else []),
    ]
    title = words("merge-title")
    return _form("inquiry.merge", title, blocks, {"inquiry": choice.inquiry.id}, words, submit="button-merge")


def original(reference: str, letters: Sequence[Correspondence], words: Wording, now: datetime) -> Block:
    """Everything that was written, whole: nothing is folded away here, for what awaits approval is read here.

    What did not leave says so.
    """
    blocks: list[Block] = []
    for letter in letters:
        blocks.append(context(_head(letter, words, now)))
        # one more than fits tells that there is more
        whole = islice(pieces(letter.full_text or letter.text, PIECE), MOST_BLOCKS + 1)
        blocks += [section(piece) for piece in whole]
    if len(blocks) > MOST_BLOCKS:
        blocks[MOST_BLOCKS:] = [context(words("original-more", reference=reference))]
    title = words("original-title", reference=reference)
    shown = blocks or [section(words("card-no-text"))]
    return modal("inquiry.original", title, shown, "", close=words("button-dismiss"))


def _form(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    metadata: dict[str, Any],
    words: Wording,
    *,
    submit: str = "button-save",
) -> Block:
    labels = {"submit": words(submit), "close": words("button-cancel")}
    return modal(callback_id, title, blocks, json.dumps(metadata), **labels)


def _head(letter: Correspondence, words: Wording, now: datetime) -> str:
    head = words("original-head", who=writer(letter.sender), when=words.date(letter.at, now))
    if letter.state in ("received", "sent"):
        return head
    return f"{head} · *{words('original-not-sent', state=letter.state)}*"
