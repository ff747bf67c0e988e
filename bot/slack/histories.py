"""Slack's histories: what stands in a conversation and its threads, and how that differs from what we heard.

Reading only; what is made of it is decided in ``bot.slack.catching_up``.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.no_answer import code_of
from bot.slack.said import is_of_a_bot

PAGE = 100
"""Messages asked for at once: some megabytes of memory while they are looked at."""
Message = dict[str, Any]
_NOBODY_KNOWS = "9999999999.999999"
"""When the last reply was written, where Slack does not say."""


@dataclass(frozen=True)
class Messages:
    """What people wrote in a conversation, oldest first, the threads that were read, and how far."""

    written: Sequence[Message]
    threads: frozenset[str]
    newest: int = 0
    """When the last message outside threads was written, by whomever; microseconds. Everything before it has
    been read; later ones may be missing, of a thread that was read before they came."""


async def between(
    client: AsyncWebClient,
    channel: str,
    since: int,
    threads: Iterable[str],
    bot: str = "",
    seen: int | None = None,
) -> Messages:
    """Everything that people wrote after a moment, in the conversation and its threads; ``bot`` are we.

    The threads are some that are named, and those begun since in which something was written after ``seen``
    (``since``, where that is not given): a channel may have thousands. What bots wrote is not kept, not even
    for the moment: an office's channel has a week of our own cards.
    """
    oldest, roots, seen = ts_of(since), {*threads}, since if seen is None else seen
    written: list[Message] = []
    newest = 0

    # asked for up to now, Slack begins with the newest: nothing on a later page is newer
    asked = {"channel": channel, "oldest": oldest, "latest": ts_of(time.time_ns() // 1000)}
    async for each in pages(client.conversations_history, "messages", **asked):
        newest = max(newest, number(each["ts"]))
        if not is_of_a_bot(each, bot):
            written.append(each)
        if each.get("reply_count") and number(each.get("latest_reply") or _NOBODY_KNOWS) > seen:
            roots.add(each["ts"])
    for root in sorted(roots):
        replies = await _replies(client, channel, root, oldest)
        written += [each for each in replies if not is_of_a_bot(each, bot)]
    return Messages(sorted(written, key=lambda each: number(each["ts"])), frozenset(roots), newest)


async def _replies(client: AsyncWebClient, channel: str, root: str, oldest: str) -> list[Message]:
    asked = pages(client.conversations_replies, "messages", channel=channel, ts=root, oldest=oldest)
    try:
        return [each async for each in asked if each["ts"] != root]
    except SlackApiError as refusal:
        if code_of(refusal) != "thread_not_found":  # somebody deleted where it began
            raise
    return []


async def pages(
    ask: Callable[..., Awaitable[Any]], what: str, **arguments: str
) -> AsyncIterator[dict[str, Any]]:
    """Ask for a list page by page."""
    cursor = None
    while True:
        answer = await ask(limit=PAGE, cursor=cursor, **arguments)
        for each in answer[what] or ():
            yield each
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def changes(heard: Sequence[Message], found: Messages) -> list[Message]:
    """Tell what was done with messages that we heard, as Slack's own events tell it."""
    there = {each["ts"]: each for each in found.written}
    told = []
    for before in heard:
        now = there.get(before["ts"])
        if now is None or now.get("subtype") == "tombstone":
            told += [_deleted(before)] if now or _was_looked_for(before, found) else []
        elif now.get("edited"):
            told.append({"subtype": "message_changed", "ts": _beside(now["edited"]["ts"]), "message": now})
    return told


def number(ts: str) -> int:
    """Write a moment of Slack's as microseconds."""
    return int(ts.replace(".", ""))


def ts_of(microseconds: int) -> str:
    """Write microseconds as a moment of Slack's."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def _was_looked_for(message: Message, found: Messages) -> bool:
    """Whether a message would have been read where it still stands: of a thread only where that was read."""
    thread = message.get("thread_ts")
    return thread in (None, message["ts"]) or thread in found.threads


def _deleted(before: Message) -> Message:
    at = _beside(before["ts"])
    return {"subtype": "message_deleted", "ts": at, "deleted_ts": before["ts"], "previous_message": before}


def _beside(ts: str) -> str:
    """Give what was done a moment of its own, the same each time: no message's has so many digits."""
    return f"{ts}5"
