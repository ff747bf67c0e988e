"""What is looked for in everything that goes to Slack: texts from outside that kept their power."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

# What only our own cards write: mentions of staff, links that Slack gave us.
_OURS = re.compile(r"<@U\w+>|<https?://[^|<>\s]+\|FD-\d{4}-\d{5,}>")
_QUOTE_MARK = re.compile(r"^>", re.MULTILINE)
_ENTITY = re.compile(r"&(?:amp|lt|gt);")

CPR = "311299-1234"
NASTY = (
    "<!channel>",
    "<!here>",
    "<https://evil.example|Ministeriet>",
    "<@U1ANNE>",
    "&amp;",
    "&",
    "<",
    ">",
    "\n",
    "\r\n",
    "\n>",
    "*fed*",
    "```",
    "`",
    ":rotating_light:",
    "_",
    "~",
    "\u202e",
    "\u200b",
    "👩‍👩‍👧‍👦",
    "\x00",
    f" {CPR} ",
    " 311299 1234 ",
    "æøå ÆØÅ",
    "x" * 300,
    "&" * 300,
)

nasty_texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=40), max_size=60).map("".join)
"""Texts from outside, as bad as they come."""


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text with formatting in blocks, however deep."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inside in value.values():
            yield from texts_in(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from texts_in(inside)


def powers_in(text: str) -> list[str]:
    """List what in a text Slack would act upon, beside what our own cards write."""
    left = _ENTITY.sub("", _QUOTE_MARK.sub("", _OURS.sub("", text)))
    return re.findall(r"[&<>].{0,20}", left)


def length(text: str) -> int:
    """Count a text's characters as the strictest reader may: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_as_slack_shows(text: str) -> str:
    """Return a quotation or line as a person reads it."""
    bare = _QUOTE_MARK.sub("", text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
