"""*Historik*: what happened to an inquiry, a page at a time, the newest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.inquiries.handling import CLASSIFYING
from bot.slack.cards.blocks import Block, actions, button, context, modal, section
from bot.slack.cards.outside import is_user, outside, safe_line, writer
from bot.slack.cards.wording import Wording
from storage.tables import Event, Inquiry

PAGE = 20
NAME_SHOWN = 120
DETAIL_SHOWN = 200

Offices = Mapping[str, str]
"""The offices' names, by key; one that configuration no longer has stands for itself."""

_PEOPLE = {"released": ("before", "from"), "handed_over": ("to", "to")}
"""Whom an event names, and in which detail of it."""
_DETAILS = {
    "merged": [("into", "into")],
    "parted": [("main", "from")],
    "merged_with": [("reference", "reference")],
    "parted_from": [("reference", "reference")],
    "linked": [("to", "to")],
    "asked": [("main", "of")],
    "part_answered": [("reference", "reference")],
    "took_back": [("reference", "reference")],
    "to_round": [("title", "title")],
    "bounce": [("details", "details")],
    "auto_reply": [("details", "details")],
    "sent_again": [("details", "details")],
    "undeliverable": [("reason", "reason")],
    "not_shown": [("reason", "reason")],
    "file_lost": [("name", "name")],
    "file_infected": [("name", "name")],
    "own_file_infected": [("name", "name")],
    "file_not_fetched": [("name", "name"), ("reason", "reason")],
}
"""What else is said of an event, and in which detail it stands."""


def draw(
    inquiry: Inquiry, events: Sequence[Event], page: int, words: Wording, now: datetime, offices: Offices
) -> Block:
    """Draw one page (the first is 0) of an inquiry's whole history, oldest event first."""
    newest_first = list(reversed(events))
    page = max(0, min(page, (len(newest_first) - 1) // PAGE))
    shown = newest_first[page * PAGE : (page + 1) * PAGE]
    blocks = [context(f"{words.date(event.at, now)}   ·   {told(event, words, offices)}") for event in shown]
    title = words("history-title", reference=inquiry.reference)
    turning = _turning(inquiry.id, page, len(newest_first), words)
    body = blocks or [section(words("history-empty"))]
    return modal("inquiry.history", title, [*body, *turning], "", close=words("button-dismiss"))


def told(event: Event, words: Wording, offices: Offices) -> str:
    """Say what happened in words; what this version has no words for is named as it is recorded."""
    who, details = _actor(event.actor, words), event.details
    key = f"event-{event.what.replace('_', '-')}"
    if not words.texts.has(key):
        return words("event-other", who=who, what=safe_line(event.what, NAME_SHOWN))
    return words(key, who=who, **_values(event.what, details, words, offices))


def _values(what: str, details: Mapping[str, Any], words: Wording, offices: Offices) -> dict[str, str]:
    """Give the values of an event's text, each as it is shown."""
    if what == "corrected":
        return {"changed": _corrected(details, words)}
    if what == "sealed":
        return {"members": ", ".join(_actor(each, words) for each in details["members"])}
    if what == "split":
        return {"references": safe_line(", ".join(details["references"]), DETAIL_SHOWN)}
    if what in _PEOPLE:
        name, detail = _PEOPLE[what]
        return {name: _actor(details[detail], words)}
    values = {name: safe_line(str(details[detail]), DETAIL_SHOWN) for name, detail in _DETAILS.get(what, ())}
    if what == "rerouted":
        values["office"] = outside(offices.get(details["to"], details["to"]))
    if what in CLASSIFYING:
        values["initiative"] = outside(words.initiative(details["initiative"]))
    return values


def _corrected(details: Mapping[str, Any], words: Wording) -> str:
    parts = []
    if "topics_after" in details:
        topics = [outside(words.topic(topic)) for topic in details["topics_after"]]
        parts.append(words("event-corrected-topics", topics=", ".join(topics) or "–"))
    if "organisation_after" in details:
        name = safe_line(details["organisation_after"], NAME_SHOWN)
        parts.append(words("event-corrected-organisation", name=name))
    return "; ".join(parts)


def _actor(actor: str, words: Wording) -> str:
    if is_user(actor):
        return f"<@{actor}>"
    return writer(actor) or words("card-unknown-sender")


def _turning(inquiry_id: int, page: int, count: int, words: Wording) -> list[Block]:
    newer = [button(words("button-newer"), "inquiry.history.newer", f"history:{page - 1}")] if page else []
    more = (page + 1) * PAGE < count
    older = [button(words("button-older"), "inquiry.history.older", f"history:{page + 1}")] if more else []
    return [actions([*newer, *older], f"inquiry:{inquiry_id}/history")] if newer or older else []
