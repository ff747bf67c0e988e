"""The form that sets a round up. Block ids and action ids are the fields' names (contract, section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rounds.form import YES
from bot.slack.cards.blocks import Block, file_input, labelled, modal, section, select, text_input
from bot.slack.cards.rounds.forms import invitees
from bot.slack.cards.wording import Wording
from consultation.rounds.words import RoundKind

MOST_FILES = 10  # Slack takes no more
OPTIONAL = ("documents", "key", "tags", "feedback", "approver", "questions", "invitees")


@dataclass(frozen=True)
class Blank:
    """What a form holds when it is opened; ``offices`` are (key, name)."""

    kind: RoundKind
    questions: str
    deadline: str
    offices: Sequence[tuple[str, str]]


def draw(blank: Blank, words: Wording) -> Block:
    """Draw the form."""
    kinds = [(kind, words("round-kind-of", kind=kind)) for kind in RoundKind]
    wishes = [(value, words("round-consent", value=value)) for value in (YES, "no")]
    blocks = [
        _field("kind", select("kind", kinds, blank.kind), words),
        _field("title", text_input("title"), words),
        _field("text", text_input("text", multiline=True), words),
        _field("questions", text_input("questions", blank.questions, multiline=True), words),
        _field("documents", file_input("documents", MOST_FILES), words),
        _field("deadline", text_input("deadline", blank.deadline), words),
        _field("office", select("office", blank.offices, blank.offices[0][0]), words),
        invitees("", words),
        _field("tags", text_input("tags"), words),
        _field("consent", select("consent", wishes, YES), words),
        _field("feedback", text_input("feedback"), words),
        _field("approver", {"type": "users_select", "action_id": "approver"}, words),
        _field("key", text_input("key"), words),
    ]
    shown = [block | ({"optional": True} if block["block_id"] in OPTIONAL else {}) for block in blocks]
    labels = {"submit": words("round-button-create"), "close": words("button-cancel")}
    return modal("round.create", words("round-create-title"), shown, "", **labels)


def _field(name: str, element: Block, words: Wording) -> Block:
    label = words(_LABELS.get(name, f"round-create-{name}"))
    return labelled(name, label, element, words(f"round-create-{name}-hint"))


_LABELS = {"title": "round-field-title"}


def reading(words: Wording) -> Block:
    """Say that the documents are being fetched and read."""
    said = [section(words("round-documents-being-read"))]
    return modal("round.reading", words("round-create-title"), said, "", close=words("button-dismiss"))
