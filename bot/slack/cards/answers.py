"""What a slash command answers, seen by whoever typed it alone; and the form for a call."""

from collections.abc import Sequence
from datetime import datetime

from bot.inquiries.phoned import Call
from bot.slack.cards.blocks import (
    Block,
    beside,
    button,
    checkboxes,
    labelled,
    modal,
    section,
    text_input,
)
from bot.slack.cards.lines import Link, line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.finding import Line

ACKNOWLEDGE = "acknowledge"


def guide(command: str, words: Wording) -> Post:
    """What can be typed, with examples."""
    text = words("command-help", command=command)
    return Post(text, [section(text)])


def said(text: str) -> Post:
    """One sentence."""
    return Post(text, [section(text)])


def listed(title: str, lines: Sequence[Line], link: Link, words: Wording, now: datetime) -> Post:
    """Inquiries, each with the way to its card."""
    return Post(title, [section(f"*{title}*"), *(entry(each, link, words, now) for each in lines)])


NOTHING_YET = Call("", "", "", "", "")


def call_form(words: Wording, call: Call = NOTHING_YET, *, failed: bool = False) -> Block:
    """Who phoned, and what about; with what was typed already, where it could not be taken down."""
    ticked = ["yes"] if call.acknowledge else []
    acknowledge = checkboxes(ACKNOWLEDGE, [("yes", words("call-acknowledge"))], ticked)
    organisation = text_input("organisation", call.organisation)
    about = text_input("text", call.text, multiline=True)
    blocks = [
        *([section(words("call-failed"))] if failed else []),
        labelled("name", words("field-caller"), text_input("name", call.name), optional=True),
        labelled("organisation", words("field-organisation"), organisation, optional=True),
        labelled(
            "address",
            words("field-address"),
            text_input("address", call.address),
            words("call-address-hint"),
            optional=True,
        ),
        labelled(ACKNOWLEDGE, words("field-acknowledge"), acknowledge, optional=True),
        labelled("subject", words("field-subject"), text_input("subject", call.subject)),
        labelled("text", words("field-call"), about, words("call-hint")),
    ]
    labels = {"submit": words("button-create"), "close": words("button-cancel")}
    return modal("inquiry.create", words("call-title"), blocks, "", **labels)


def about_call(said: str, words: Wording) -> Block:
    """What stands in the form's place: that the call is being read, then what became of it."""
    return modal("inquiry.created", words("call-title"), [section(said)], "", close=words("button-dismiss"))


def entry(of: Line, link: Link, words: Wording, now: datetime) -> Block:
    """One inquiry, with the way to its card."""
    text, address = line(of, link, words, now, holder=True), link(of)
    if address is None:
        return section(text)
    way = button(words("button-to-card"), "inquiry.open", str(of.id)) | {"url": address}
    return beside(text, way, f"found:{of.id}")
