"""What people see in the local Slack now, what they can press there, and what their filled-in forms mean.

Values and plain functions. The program and the hands are in `local_slack`, the wire in `slack_relay`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

# How each kind of input tells what was chosen, and which key of its definition fills it in beforehand.
_CHOICE = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "file_input": ("files", "initial_files"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_LISTS = frozenset({"selected_options", "selected_users", "files"})
REQUIRED = "Udfyld dette felt."


class NotOnPage(LookupError):
    """Nobody can press or fill in what is not there; says what is."""

    def __init__(self, wanted: str, there: list[str]) -> None:
        super().__init__(f"{wanted} is not on the page; there is: {', '.join(there) or 'nothing'}")
        self.wanted = wanted
        self.there = there


@dataclass
class Page:
    """The state behind the web page, kept up to date from its own stream of frames.

    ``modals`` is one stack for the whole workspace: local-slack doesn't know whose it is.
    """

    messages: dict[str, list[Json]] = field(default_factory=dict)
    modals: list[Json] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    form_errors: dict[str, str] = field(default_factory=dict)
    modal_changes: int = 0

    def apply(self, frame: Json) -> None:
        """Take in one frame of the page's websocket; kinds it has no use for are passed over."""
        match frame["t"]:
            case "init":
                self._start(frame["state"])
            case "message":
                self._channel(frame["message"]).append(frame["message"])
            case "message_update":
                self._replace(frame["message"])
            case "message_delete":
                kept = [message for message in self._channel(frame) if message["ts"] != frame["ts"]]
                self.messages[frame["channel"]] = kept
            case "view":
                self._show(frame["stack"], {})
            case "view_errors":
                self._show(self.modals, frame["errors"])
            case "home":
                self.homes[frame["user"]] = frame["view"]

    def message(self, channel: str, ts: str) -> Json:
        """Return the message at ``ts``; raises :class:`NotOnPage`."""
        there = self.messages.get(channel, [])
        found = next((message for message in there if message["ts"] == ts), None)
        if found is None:
            raise NotOnPage(f"message {ts} in {channel}", [message["ts"] for message in there])
        return found

    def view_with(self, user: str, action_id: str) -> Json | None:
        """Return the view in which ``user`` can press ``action_id``: the top modal, else their App Home."""
        shown = [*self.modals[-1:], self.homes.get(user, {})]
        return next(
            (view for view in shown if any(e["action_id"] == action_id for e in elements(view))), None
        )

    def _start(self, state: Json) -> None:
        self.messages = state["messages"]
        self.modals = state["modalStack"]
        self.homes = {user: view for user, by_app in state["homeViews"].items() for view in by_app.values()}
        self.form_errors = {}

    def _channel(self, part: Json) -> list[Json]:
        return self.messages.setdefault(part["channel"], [])

    def _replace(self, message: Json) -> None:
        there = self._channel(message)
        there[:] = [message if old["ts"] == message["ts"] else old for old in there]

    def _show(self, stack: list[Json], errors: dict[str, str]) -> None:
        self.modals, self.form_errors = stack, errors
        self.modal_changes += 1


def elements(shown: Json) -> Iterator[Json]:
    """Yield what can be pressed in a message or view, each as its definition plus its ``block_id``."""
    for place, block in enumerate(shown.get("blocks") or ()):
        # a block without an id gets one from its place, as the web page does it
        block_id = block.get("block_id", f"b{place}")
        inside = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        yield from ({**e, "block_id": block_id} for e in inside if isinstance(e, dict) and "action_id" in e)


def press(
    shown: Json,
    action_id: str,
    *,
    value: str | None = None,
    block_id: str | None = None,
    option: str | None = None,
) -> Json:
    """Return the action of pressing a button, or of picking ``option`` (its value) in a menu.

    ``value`` and ``block_id`` choose between elements of the same ``action_id``. Raises :class:`NotOnPage`.
    """
    there = list(elements(shown))
    wanted = {"action_id": action_id, "value": value, "block_id": block_id}
    found = next((e for e in there if all(w is None or e.get(k) == w for k, w in wanted.items())), None)
    if found is None:
        raise NotOnPage(action_id, [e["action_id"] for e in there])
    action: Json = {
        key: found[key] for key in ("type", "action_id", "block_id", "value", "text") if key in found
    }
    if option is not None:
        action |= _picked(found, option)
    return action


def _picked(element: Json, wanted: str) -> Json:
    if element["type"] == "users_select":
        return {"selected_option": {"value": wanted}}
    return {"selected_option": _option(element, wanted)}


def _option(element: Json, wanted: str) -> Json:
    groups = element.get("option_groups", ())
    options = [*element.get("options", ()), *(option for group in groups for option in group["options"])]
    for option in options:
        if option["value"] == wanted:
            return dict(option)
    raise NotOnPage(f"{element['action_id']}={wanted}", [option["value"] for option in options])


def filled(view: Json, values: Mapping[str, Any]) -> Json:
    """Return the states of a form filled in with ``values``, by block id, as the page would send them.

    A text, user or date is given as itself, an option by its value, several as a list.
    """
    blocks = {block.get("block_id"): block for block in _inputs(view)}
    unknown = [name for name in values if name not in blocks]
    if unknown:
        raise NotOnPage(f"field {unknown[0]}", [str(name) for name in blocks])
    return {name: _state(blocks[name]["element"], value) for name, value in values.items()}


def _state(element: Json, value: Any) -> Json:
    key = _CHOICE[element["type"]][0]
    if key == "selected_option":
        value = _option(element, value)
    elif key == "selected_options":
        value = [_option(element, each) for each in value]
    return {element["action_id"]: {"type": element["type"], key: value}}


def completed(view: Json, values: Json) -> Json:
    """Return a submitted form's states as Slack sends them: a field nobody touched holds what it was given.

    local-slack sends an untouched field as empty, although the page shows its ``initial_value``.
    """
    states: Json = {}
    for block in _inputs(view):
        element = block["element"]
        given = values.get(block["block_id"], {}).get(element["action_id"]) or {}
        states[block["block_id"]] = {element["action_id"]: _complete(element, given)}
    return states


def _complete(element: Json, given: Json) -> Json:
    key, initial = _CHOICE[element["type"]]
    chosen = given.get(key) or None
    untouched = given.get(key) != ""  # a field emptied by hand arrives as "", an untouched one as null
    if chosen is None and untouched:
        chosen = element.get(initial)
    if chosen is None and key in _LISTS:
        chosen = []
    return {"type": element["type"], key: chosen}


def left_empty(view: Json, values: Json) -> dict[str, str]:
    """Name the required fields without a value, by block id: Slack's own client keeps such a form."""
    return {
        block["block_id"]: REQUIRED
        for block in _inputs(view)
        if not block.get("optional") and not _chosen(block, values)
    }


def _chosen(block: Json, values: Json) -> Any:
    element = block["element"]
    return values[block["block_id"]][element["action_id"]][_CHOICE[element["type"]][0]]


def _inputs(view: Json) -> Iterator[Json]:
    return (block for block in view.get("blocks", ()) if block["type"] == "input")
