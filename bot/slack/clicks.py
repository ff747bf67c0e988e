"""Slack's payloads as values: who clicked what, and what was typed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_OF_INQUIRY = re.compile(r"inquiry:(\d+)/")


@dataclass(frozen=True)
class Click:
    """A button or a menu choice on a message.

    ``inquiry_id`` is read from the block that was clicked in: it is there as soon as the card is, while where
    the card stands is recorded a moment later.
    """

    user: str
    value: str
    trigger_id: str
    channel: str
    ts: str
    inquiry_id: int | None = None
    view_id: str | None = None
    """The modal that was clicked in."""


@dataclass(frozen=True)
class Typed:
    """A form that was sent in: the fields by name, and what the form remembered."""

    user: str
    fields: Mapping[str, str]
    memory: Mapping[str, Any]
    several: Mapping[str, list[str]] = field(default_factory=dict)
    """What was chosen in fields that take several, by name."""
    files: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Files that were attached, by name of the field, as Slack describes them."""


@dataclass(frozen=True)
class Place:
    """Where somebody clicked: what is said to them alone belongs there too. A form has no channel."""

    user: str
    channel: str
    thread_ts: str | None


def click(body: Mapping[str, Any]) -> Click:
    """Read a ``block_actions`` payload."""
    action = body["actions"][0]
    container = body.get("container", {})
    on_home_tab = body.get("view", {}).get("type") == "home"
    of_inquiry = _OF_INQUIRY.match(action.get("block_id", ""))
    return Click(
        user=body["user"]["id"],
        value=action.get("value") or action.get("selected_option", {}).get("value", ""),
        trigger_id=body.get("trigger_id", ""),
        channel=_channel(body),
        ts=container.get("message_ts") or body.get("message", {}).get("ts", ""),
        inquiry_id=int(of_inquiry[1]) if of_inquiry else None,
        view_id=None if on_home_tab else container.get("view_id"),
    )


def typed(body: Mapping[str, Any]) -> Typed:
    """Read a ``view_submission`` payload; an empty field is the empty string."""
    view = body["view"]
    values = (view.get("state") or {}).get("values", {})
    states = {name: state for block in values.values() for name, state in block.items()}
    several = {
        name: [option["value"] for option in state["selected_options"]]
        for name, state in states.items()
        if state.get("selected_options") is not None
    }
    several |= {
        name: state["selected_users"]
        for name, state in states.items()
        if state.get("selected_users") is not None
    }
    return Typed(
        user=body["user"]["id"],
        fields={name: _field_value(state) for name, state in states.items()},
        memory=json.loads(view.get("private_metadata") or "{}"),
        several=several,
        files={name: state["files"] for name, state in states.items() if state.get("files")},
    )


def half_typed(body: Mapping[str, Any]) -> Typed:
    """Read a form that is open still: a field that nobody touched holds what it was given."""
    view = body["view"]
    values = (view.get("state") or {}).get("values", {})
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    whole = {
        block["block_id"]: _given(block["element"]) | values.get(block["block_id"], {}) for block in inputs
    }
    return typed({**body, "view": {**view, "state": {"values": whole}}})


def _given(element: Mapping[str, Any]) -> dict[str, Any]:
    given = {
        "value": element.get("initial_value"),
        "selected_option": element.get("initial_option"),
        "selected_options": element.get("initial_options"),
    }
    return {element["action_id"]: given}


def place(body: Mapping[str, Any]) -> Place | None:
    """Read where a payload of any kind came from; None when nobody is behind it."""
    user = body.get("user", {}).get("id") or body.get("user_id")
    thread_ts = body.get("container", {}).get("thread_ts") or body.get("message", {}).get("thread_ts")
    return Place(user, _channel(body), thread_ts) if user else None


def has_fields(body: Mapping[str, Any]) -> bool:
    """Whether a payload is of a form that was sent in, with a field at which something can be said."""
    sent_in = body.get("type") == "view_submission"
    return sent_in and any(block["type"] == "input" for block in body["view"]["blocks"])


def field_for(body: Mapping[str, Any], wanted: str | None) -> str:
    """Where in a form something is said: at the field wanted where there is one, else at its main one."""
    names = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    return wanted if wanted and wanted in names else main_field(body)


def main_field(body: Mapping[str, Any]) -> str:
    """The main field of a form that was sent in: what is to be written, else its last one."""
    names = [str(block["block_id"]) for block in body["view"]["blocks"] if block["type"] == "input"]
    return next((name for name in names if name.startswith("body")), names[-1])


def _channel(body: Mapping[str, Any]) -> str:
    channel = body.get("container", {}).get("channel_id") or body.get("channel", {}).get("id")
    # a slash command has no more than these
    return str(channel or body.get("channel_id") or "")


def _field_value(state: Mapping[str, Any]) -> str:
    chosen = state.get("selected_option") or {}
    picked = (state.get(f"selected_{what}") for what in ("date", "time", "user"))
    return str(state.get("value") or chosen.get("value") or next(filter(None, picked), ""))
