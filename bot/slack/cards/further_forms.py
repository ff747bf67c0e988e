"""The forms behind *Mere …*: to whom an inquiry goes, what it hangs together with, what was read wrongly."""

import json
from collections.abc import Sequence

from bot.slack.cards.blocks import Block, labelled, modal, multi_select, person_input, select, text_input
from bot.slack.cards.wording import Wording
from storage.tables import Inquiry, Round

MOST_ROUNDS = 100
LONGEST_KEY = 150
"""What Slack takes of choices in a menu, and of characters in a choice's value."""


def handover(inquiry: Inquiry, words: Wording) -> Block:
    """Which colleague gets the inquiry."""
    field = labelled("colleague", words("field-colleague"), person_input("colleague"), words("handover-hint"))
    return _form("inquiry.handover", words("handover-title"), [field], inquiry, words, "button-handover")


def link(inquiry: Inquiry, rounds: Sequence[Round], words: Wording) -> Block:
    """The number of an inquiry that this one hangs together with, or the round that it is about."""
    blocks = [labelled("other", words("field-other"), text_input("other"), words("link-hint"), optional=True)]
    if named := [(each.key, each.title) for each in rounds[:MOST_ROUNDS] if len(each.key) <= LONGEST_KEY]:
        menu = select("round", named, None)
        blocks.append(labelled("round", words("field-round"), menu, optional=True))
    return _form("inquiry.link", words("link-title"), blocks, inquiry, words, "button-link")


def correct(inquiry: Inquiry, organisation: str | None, words: Wording) -> Block:
    """The topics and the organisation as they are; ``words`` has the topics that there are."""
    topics = [(label.key, words.topic(label.key)) for label in words.taxonomy.topics]
    blocks = [
        labelled(
            "topics", words("field-topics"), multi_select("topics", topics, inquiry.topics), optional=True
        ),
        labelled(
            "organisation",
            words("field-organisation"),
            text_input("organisation", organisation or ""),
            words("correct-hint"),
            optional=True,
        ),
    ]
    return _form("inquiry.correct", words("correct-title"), blocks, inquiry, words, "button-correct")


def _form(
    callback_id: str, title: str, blocks: Sequence[Block], inquiry: Inquiry, words: Wording, submit: str
) -> Block:
    labels = {"submit": words(submit), "close": words("button-cancel")}
    return modal(callback_id, title, blocks, json.dumps({"inquiry": inquiry.id}), **labels)
