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
VIEW_BYTES = 250_000
METADATA_BYTES = 8_000
_LONGEST = {"option": 75, "placeholder": 150, "hint": 2000, "field": 2000, "text": 3000}
_OPTION_VALUE = 150
_FEW_OPTIONS = {"radio_buttons": 10, "checkboxes": 10}
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
    problems = list(block_problems(blocks))
    if len(blocks) > MESSAGE_BLOCKS:
        problems.append(f"no more than {MESSAGE_BLOCKS} items allowed")
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
        yield from _repeated("action_id", (element.get("action_id") for element in _elements(block)))


def _known_problems(block: Json) -> Iterator[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unsupported type: {block.get('type')}"
        else:
            parsed.to_dict()  # which checks the parts as well
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


def _element_problems(element: Json) -> Iterator[str]:
    if BlockElement.parse(element) is None:
        yield f"unsupported type: {element.get('type')}"
    options = element.get("options", [])
    if len(options) > _FEW_OPTIONS.get(element["type"], len(options)):
        yield f"no more than {_FEW_OPTIONS[element['type']]} items allowed: options"
    if "options" in element and not options:
        yield "must have at least 1 item: options"
    for option in options:
        if len(option["text"]["text"]) > _LONGEST["option"]:
            yield f"must be less than {_LONGEST['option'] + 1} characters: option text"
        if len(option["value"]) > _OPTION_VALUE:
            yield f"must be less than {_OPTION_VALUE + 1} characters: option value"
    if len(element.get("initial_value") or "") > element.get("max_length", _LONGEST["text"]):
        yield "must be less than max_length: initial_value"


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
