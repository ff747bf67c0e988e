"""The forms on rounds. Block ids and action ids are the fields' names (contract, section 4)."""

import json
from collections.abc import Mapping, Sequence

from bot.slack.cards.blocks import Block, labelled, modal, text_input
from bot.slack.cards.wording import Wording


def set_aside(submission_id: int, seen: int, words: Wording) -> Block:
    """Why a message counts for nothing."""
    field = _reason(words, "round-set-aside-hint")
    return _form(
        "round.set_aside",
        "round-set-aside-title",
        [field],
        {"submission": submission_id, "seen": seen},
        words,
    )


def more_time(memory: Mapping[str, int], until: str, words: Wording) -> Block:
    """How long one party gets, and why."""
    fields = [_until(until, words), _reason(words, "round-more-time-hint")]
    return _form("round.extend_party", "round-more-time-title", fields, memory, words)


def _until(until: str, words: Wording) -> Block:
    return labelled(
        "until", words("round-field-until"), text_input("until", until), words("round-until-hint")
    )


def _reason(words: Wording, hint: str) -> Block:
    return labelled("reason", words("round-field-reason"), text_input("reason", multiline=True), words(hint))


def _form(
    callback_id: str, title: str, blocks: Sequence[Block], memory: Mapping[str, int], words: Wording
) -> Block:
    labels = {"submit": words("button-save"), "close": words("button-cancel")}
    return modal(callback_id, words(title), blocks, json.dumps(memory), **labels)
