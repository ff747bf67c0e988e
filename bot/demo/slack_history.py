"""A conversation's history in pages, as Slack gives it; local-slack gives all of it at once."""

import uuid
from typing import Any

from bot.demo.slack_page import Json

HISTORIES = frozenset({"conversations.history", "conversations.replies"})
PAGE = 100
"""Messages where a bot doesn't say how many it wants."""
READINGS = 20
"""Histories that bots may be reading at once."""


class Histories:
    """What is kept for the pages that are still to be asked for."""

    def __init__(self) -> None:
        self._readings: dict[str, list[Json]] = {}

    def begin(self, arguments: Json, messages: list[Json]) -> Json:
        """Answer the first page of what was asked for, without what only one person sees."""
        asked = [m for m in messages if m.get("subtype") != "ephemeral" and _is_between(m, arguments)]
        reading = uuid.uuid4().hex
        self._readings = dict([*self._readings.items(), (reading, asked)][-READINGS:])
        return self._page(arguments, reading, 0)

    def go_on(self, arguments: Json) -> Json:
        """Answer the page at the ``cursor`` that an earlier page gave."""
        reading, _, start = str(arguments["cursor"]).partition(":")
        if reading not in self._readings:
            return {"ok": False, "error": "invalid_cursor"}
        return self._page(arguments, reading, int(start))

    def _page(self, arguments: Json, reading: str, start: int) -> Json:
        history, end = self._readings[reading], start + int(arguments.get("limit") or PAGE)
        more = len(history) > end
        cursor = {"next_cursor": f"{reading}:{end}" if more else ""}
        return {"ok": True, "messages": history[start:end], "has_more": more, "response_metadata": cursor}


def is_true(value: Any) -> bool:
    """Whether an argument is set, in JSON or in a form."""
    return str(value).lower() in {"true", "1"}


def _is_between(message: Json, arguments: Json) -> bool:
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9")
    inside = oldest < message["ts"] < latest
    return inside or (is_true(arguments.get("inclusive")) and message["ts"] in {oldest, latest})
