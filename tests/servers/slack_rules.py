"""What Slack refuses in messages and views, as rules of values: a call's arguments in, its error out.

slack_sdk's own models know most limits; what they let pass is checked here by hand.
Source: the reference pages of Block Kit and of each method.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import BlockElement
from slack_sdk.models.views import View

from bot.demo.slack_page import Json

MESSAGE_CHARACTERS = 40_000
MESSAGE_BLOCKS = 50
MESSAGE_ATTACHMENTS = 100
BLOCKS_TOGETHER, A_BLOCK = 13_000, 125
"""Not documented: what `msg_blocks_too_long` was seen to begin at, with what a block takes besides its text
(slackapi/bolt-js issues 2509 and 2867)."""
VIEW_BYTES = 250_000
METADATA_BYTES = 8_000
_LONGEST = {"option": 75, "placeholder": 150, "hint": 2000, "field": 2000, "text": 3000}
_OPTION_VALUE = 150
_MANY_OPTIONS = 100
_EXTERNAL_ID = 255
_MOST_FILES = 10
_FEW_OPTIONS = {"radio_buttons": 10, "checkboxes": 10}
_ONLY_IN_INPUTS = frozenset(
    {
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "file_input",
        "rich_text_input",
    }
)
_NEVER_IN_INPUTS = frozenset({"button", "overflow", "image", "workflow_button"})
_NAMES = frozenset({"type", "block_id", "action_id"})
_PLAIN_ONLY = frozenset({"label", "title", "placeholder", "hint", "submit", "close"})
_PLAIN_ONLY_IN = frozenset({"button", "header", "static_select", "multi_static_select", "overflow"})


@dataclass(frozen=True)
class Refusal:
    """An error as Slack answers it; ``messages`` is what it tells the developer."""

    error: str
    messages: tuple[str, ...] = ()

    @property
    def body(self) -> Json:
        """The answer's body."""
        more = {"response_metadata": {"messages": list(self.messages)}} if self.messages else {}
        return {"ok": False, "error": self.error, **more}


def refused_message(arguments: Json) -> Refusal | None:
    """Judge what is posted, updated or shown to one person."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks and not arguments.get("attachments"):
        return Refusal("no_text")
    if len(text) > MESSAGE_CHARACTERS:
        return Refusal("msg_too_long")
    if len(arguments.get("attachments") or ()) > MESSAGE_ATTACHMENTS:
        return Refusal("too_many_attachments")
    problems = list(block_problems(blocks))
    if len(blocks) > MESSAGE_BLOCKS:
        problems.append(f"no more than {MESSAGE_BLOCKS} items allowed")
    if any(element["type"] == "file_input" for block in blocks for element in _elements(block)):
        problems.append("unsupported type: file_input")
    if not problems and _length_of(blocks) > BLOCKS_TOGETHER:
        return Refusal("msg_blocks_too_long")
    return Refusal("invalid_blocks", tuple(problems)) if problems else refused_metadata(arguments)


def refused_metadata(arguments: Json) -> Refusal | None:
    """Judge a message's metadata: an event type, and a payload that isn't too large."""
    metadata = arguments.get("metadata")
    if not metadata:
        return None
    if set(metadata) != {"event_type", "event_payload"} or not isinstance(metadata["event_payload"], dict):
        return Refusal("invalid_metadata_format")
    if len(str(metadata)) > METADATA_BYTES:
        return Refusal("metadata_too_large")
    return None


def refused_view(view: Json) -> Refusal | None:
    """Judge a modal or an App Home."""
    if len(str(view)) > VIEW_BYTES:
        return Refusal("view_too_large")
    blocks = view.get("blocks") or []
    problems = [*block_problems(blocks), *_text_problems(view), *_model_problems(View, view)]
    if view.get("type") == "modal" and "title" not in view:
        problems.append("missing required field: title")
    if len(view.get("external_id") or "") > _EXTERNAL_ID:
        problems.append(f"must be less than {_EXTERNAL_ID + 1} characters: external_id")
    inside = [element for block in blocks for element in _elements(block)]
    if view.get("type") == "home" and any(element["type"] == "file_input" for element in inside):
        problems.append("unsupported type: file_input")
    if sum(bool(element.get("focus_on_load")) for element in inside) > 1:
        problems.append("only one element may have focus_on_load")
    if view.get("type") == "modal" and "submit" not in view and any(b.get("type") == "input" for b in blocks):
        problems.append("`submit` is required when an `input` block is within blocks array")
    return Refusal("invalid_arguments", tuple(problems)) if problems else None


def refused_answer(view: Json, answer: Json) -> Refusal | None:
    """Judge what a bot answers to a submitted ``view``: field errors on its inputs, or the next view."""
    if answer.get("response_action") == "errors":
        fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        strangers = [name for name in answer["errors"] if name not in fields]
        return Refusal("invalid_errors", tuple(strangers)) if strangers or not answer["errors"] else None
    return refused_view(answer["view"]) if "view" in answer else None


def block_problems(blocks: Iterable[Json]) -> Iterator[str]:
    """Yield what is wrong with blocks, one sentence each."""
    blocks = list(blocks)
    yield from _repeated("block_id", (block.get("block_id") for block in blocks))
    for block in blocks:
        yield from _known_problems(block)
        yield from _text_problems(block)
        for element in _elements(block):
            yield from _element_problems(element)
            if element["type"] in (_NEVER_IN_INPUTS if block["type"] == "input" else _ONLY_IN_INPUTS):
                yield f"unsupported type: {element['type']} in {block['type']}"
        yield from _repeated("action_id", (element.get("action_id") for element in _elements(block)))


def _known_problems(block: Json) -> Iterator[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unsupported type: {block.get('type')}"
        else:
            parsed.to_dict()  # which checks the parts as well
            yield from _strange(block, parsed)
    except (SlackObjectFormationError, TypeError) as error:  # TypeError: a required part is missing
        yield str(error)
    if block.get("elements") == []:
        yield "must have at least 1 item: elements"


def _model_problems(model: type[View], value: Json) -> Iterator[str]:
    try:
        model(**value).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        yield str(error)


def _elements(block: Json) -> list[Json]:
    if block.get("type") not in {"actions", "section", "input"}:
        return []
    inside = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
    return [element for element in inside if isinstance(element, dict)]


def _strange(part: Json, parsed: Block | BlockElement) -> Iterator[str]:
    yield from (f"unsupported field: {key}" for key in part.keys() - set(parsed.attributes) - _NAMES)


def _element_problems(element: Json) -> Iterator[str]:
    parsed = BlockElement.parse(element)
    if parsed is None:
        yield f"unsupported type: {element.get('type')}"
    elif isinstance(parsed, BlockElement):
        yield from _strange(element, parsed)
    groups = element.get("option_groups", [])
    for group in groups:
        if len(group["label"]["text"]) > _LONGEST["option"]:
            yield f"must be less than {_LONGEST['option'] + 1} characters: option group label"
        yield from _option_problems(element["type"], group["options"])
    if "options" in element:
        yield from _option_problems(element["type"], element["options"])
        yield from _unknown_choices(element)
    if len(element.get("initial_value") or "") > element.get("max_length", _LONGEST["text"]):
        yield "must be less than max_length: initial_value"
    if max(element.get("max_length", 0), element.get("min_length", 0)) > _LONGEST["text"]:
        yield f"must be less than {_LONGEST['text'] + 1}: max_length or min_length"
    if not 1 <= element.get("max_files", 1) <= _MOST_FILES:
        yield f"must be from 1 to {_MOST_FILES}: max_files"


def _option_problems(kind: str, options: list[Json]) -> Iterator[str]:
    most = _FEW_OPTIONS.get(kind, _MANY_OPTIONS)
    if not 1 <= len(options) <= most:
        yield f"must have from 1 to {most} items: options"
    for option in options:
        for part in ("text", "description"):
            if len(option.get(part, {}).get("text", "")) > _LONGEST["option"]:
                yield f"must be less than {_LONGEST['option'] + 1} characters: option {part}"
        if len(option["value"]) > _OPTION_VALUE:
            yield f"must be less than {_OPTION_VALUE + 1} characters: option value"


def _unknown_choices(element: Json) -> Iterator[str]:
    """What is chosen at first must be one of the options, to the letter."""
    chosen = [*element.get("initial_options", ()), *filter(None, [element.get("initial_option")])]
    yield from (
        f"unknown: {each['value']} in initial_option" for each in chosen if each not in element["options"]
    )


def _length_of(blocks: Iterable[Json]) -> int:
    return sum(
        A_BLOCK
        + sum(len(text["text"]) for key, text, _ in _texts(block, "") if key in {"text", "elements", "field"})
        for block in blocks
    )


def _text_problems(part: Json) -> Iterator[str]:
    for key, text, holder in _texts(part, part.get("type", "")):
        if not text.get("text"):
            yield f"must be more than 0 characters: {key}"
        elif len(text["text"]) > _LONGEST.get(key, _LONGEST["text"]):
            yield f"must be less than {_LONGEST.get(key, _LONGEST['text']) + 1} characters: {key}"
        if text["type"] != "plain_text" and (
            key in _PLAIN_ONLY or (key == "text" and holder in _PLAIN_ONLY_IN)
        ):
            yield f"must be plain_text: {key} of {holder}"


def _texts(part: Json, holder: str) -> Iterator[tuple[str, Json, str]]:
    """Yield each text object below with the key it is under and the type of what holds it."""
    if holder == "rich_text":  # its own grammar, in which "text" is a leaf
        return
    for key, inside in part.items():
        for value in inside if isinstance(inside, list) else [inside]:
            if not isinstance(value, dict) or key == "blocks":
                continue
            if value.get("type") in {"plain_text", "mrkdwn"}:
                yield {"fields": "field"}.get(key, key), value, holder
            else:
                yield from _texts(value, value.get("type", holder))


def _repeated(name: str, values: Iterable[Any]) -> Iterator[str]:
    counts = Counter(value for value in values if value is not None)
    yield from (f"{name} {value} is used {count} times" for value, count in counts.items() if count > 1)
