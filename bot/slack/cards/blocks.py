"""Block Kit's pieces, within Slack's limits.

Limits are those of Slack's Block Kit reference. Texts with words from outside come here already safe
(``bot.slack.cards.outside``) and cut to fit; cutting here is the last resort for long words of our own.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

Block = dict[str, Any]

SECTION_LIMIT = 3000
CONTEXT_LIMIT = 2000
OPTION_LIMIT = 75
TITLE_LIMIT = 24
BUTTON_LIMIT = 75
HEADER_LIMIT = 150
INPUT_LIMIT = 3000
PLACEHOLDER_LIMIT = 150
CONFIRM_TITLE_LIMIT = 100
CONFIRM_TEXT_LIMIT = 300
CONFIRM_BUTTON_LIMIT = 30
_CUT_ENTITY = re.compile(r"&[a-z]{0,3}…$")


def section(text: str) -> Block:
    """A section of mrkdwn, already safe."""
    return {"type": "section", "text": mrkdwn(text, SECTION_LIMIT)}


def beside(text: str, element: Block, block_id: str) -> Block:
    """A section of mrkdwn, already safe, with something to press beside it."""
    return {**section(text), "block_id": block_id, "accessory": element}


def context(text: str) -> Block:
    """A small grey line of mrkdwn, already safe."""
    return {"type": "context", "elements": [mrkdwn(text, CONTEXT_LIMIT)]}


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(elements: Sequence[Block], block_id: str) -> Block:
    """A row of buttons and menus."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(label: str, action_id: str, value: str, style: str | None = None) -> Block:
    """A button; ``style`` is "primary", "danger" or None."""
    block = {"type": "button", "text": plain(label, BUTTON_LIMIT), "action_id": action_id, "value": value}
    return block | ({"style": style} if style else {})


def asking_first(pressed: Block, title: str, text: str, words: Callable[[str], str]) -> Block:
    """Have what is pressed ask once more before it does anything."""
    return pressed | {
        "confirm": {
            "title": plain(title, CONFIRM_TITLE_LIMIT),
            "text": plain(text, CONFIRM_TEXT_LIMIT),
            "confirm": plain(words("button-confirm"), CONFIRM_BUTTON_LIMIT),
            "deny": plain(words("button-cancel"), CONFIRM_BUTTON_LIMIT),
        }
    }


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu behind three dots; ``options`` are (value, label), two to five of them."""
    return {"type": "overflow", "action_id": action_id, "options": [option(*each) for each in options]}


def option(value: str, label: str) -> Block:
    """One choice of a menu."""
    return {"text": plain(label, OPTION_LIMIT), "value": value}


def described(menu: Block, told: Mapping[str, str]) -> Block:
    """Say in a menu what each choice is, on a small line below it; by value."""
    options = [
        each | ({"description": plain(told[each["value"]], OPTION_LIMIT)} if told.get(each["value"]) else {})
        for each in menu["options"]
    ]
    return menu | {"options": options}


def select(
    field: str, options: Sequence[tuple[str, str]], chosen: str | None, placeholder: str | None = None
) -> Block:
    """A menu of (value, label) choices, for an input or to be picked from at once."""
    choices = [option(*each) for each in options]
    initial = next((each for each in choices if each["value"] == chosen), None)
    block: Block = {"type": "static_select", "action_id": field, "options": choices}
    named = {"placeholder": plain(placeholder, PLACEHOLDER_LIMIT)} if placeholder else {}
    return block | named | ({"initial_option": initial} if initial else {})


def checkboxes(field: str, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    """Boxes to tick, (value, label) each and ten at the most, for an input."""
    choices = [option(*each) for each in options]
    initial = [each for each in choices if each["value"] in chosen]
    block: Block = {"type": "checkboxes", "action_id": field, "options": choices}
    return block | ({"initial_options": initial} if initial else {})


def file_input(field: str, most: int) -> Block:
    """Where files are dropped, for an input; Slack takes ten at the most."""
    return {"type": "file_input", "action_id": field, "max_files": most}


def multi_select(field: str, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Block:
    """A menu of (value, label) choices of which several may be chosen, for an input."""
    choices = [option(*each) for each in options]
    initial = [each for each in choices if each["value"] in chosen]
    block: Block = {"type": "multi_static_select", "action_id": field, "options": choices}
    return block | ({"initial_options": initial} if initial else {})


def text_input(field: str, initial: str = "", *, multiline: bool = False) -> Block:
    """A field to type in, for an input."""
    block: Block = {"type": "plain_text_input", "action_id": field, "multiline": multiline}
    return block | ({"initial_value": initial[:INPUT_LIMIT]} if initial else {})


def heard(field: Block) -> Block:
    """An input with a text field of which we hear while it is filled in, whenever its writer pauses."""
    pausing = {"trigger_actions_on": ["on_character_entered"]}
    return field | {
        "dispatch_action": True,
        "element": field["element"] | {"dispatch_action_config": pausing},
    }


def date_input(field: str, initial: str | None) -> Block:
    """A date to pick (ISO), for an input."""
    block: Block = {"type": "datepicker", "action_id": field}
    return block | ({"initial_date": initial} if initial else {})


def time_input(field: str, initial: str) -> Block:
    """A time to pick (``HH:MM``), for an input."""
    return {"type": "timepicker", "action_id": field, "initial_time": initial}


def person_input(field: str, initial: str | None = None) -> Block:
    """Somebody of the workspace, for an input."""
    block: Block = {"type": "users_select", "action_id": field}
    return block | ({"initial_user": initial} if initial else {})


def people_input(field: str, initial: Collection[str] = ()) -> Block:
    """Several people of the workspace, for an input."""
    block: Block = {"type": "multi_users_select", "action_id": field}
    return block | ({"initial_users": list(initial)} if initial else {})


def labelled(
    field: str, label: str, element: Block, hint: str | None = None, *, optional: bool = False
) -> Block:
    """An input with its label; its block id is the field's name (contract, section 4)."""
    block = {"type": "input", "block_id": field, "label": plain(label, CONTEXT_LIMIT), "element": element}
    block |= {"hint": plain(hint, CONTEXT_LIMIT)} if hint else {}
    return block | ({"optional": True} if optional else {})


def home(blocks: Sequence[Block]) -> Block:
    """A home tab; Slack takes a hundred blocks."""
    return {"type": "home", "blocks": list(blocks)}


def modal(callback_id: str, title: str, blocks: Sequence[Block], metadata: str, **labels: str) -> Block:
    """A modal; ``labels`` are ``submit`` and ``close``."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_LIMIT),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    return view | {name: plain(label, TITLE_LIMIT) for name, label in labels.items()}


def mrkdwn(text: str, limit: int) -> Block:
    """A text object with formatting; ``verbatim``: Slack makes no links of what only looks like one."""
    return {"type": "mrkdwn", "text": _CUT_ENTITY.sub("…", shortened(text, limit)), "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """A text object without formatting."""
    return {"type": "plain_text", "text": shortened(text, limit), "emoji": True}


def shortened(text: str, limit: int) -> str:
    """Cut our own words to at most ``limit`` characters, marked with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
