"""Slack's messages as they come, kept whole and read as what somebody said to us.

What a bot says, ours among them, is nobody's question; neither is a link's preview that turns up. A message
that somebody forwards is an attachment of theirs with ``is_share``, often beside no text at all.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.inquiries.said import Deed, Said

Json = Mapping[str, Any]

_WORDS = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that somebody wrote; the others are Slack's own."""
BY_ID = "slack-file:"
"""How the address of a file begins that Slack must be asked for."""
_MARK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_SECRET = ("token", "response_url", "trigger_id", "authorizations", "event_context")


def kept(event: Json, bot: str, *, brought_by: str | None = None, envelope: Json | None = None) -> bytes:
    """Write what came as it is kept: whole, without what gives anybody a right."""
    around = {key: value for key, value in (envelope or {}).items() if key not in _SECRET}
    read_as = {"bot": bot, "brought_by": brought_by}
    return json.dumps({**around, "event": event, "read_as": read_as}, ensure_ascii=False).encode()


def read(raw: bytes) -> Said | None:
    """Read what was kept; None for what nobody said to us."""
    body = json.loads(raw)
    event, bot, brought_by = body["event"], body["read_as"]["bot"], body["read_as"]["brought_by"]
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(event, bot)
    if subtype == "message_deleted":
        return _deleted(event, event.get("previous_message") or {}, event["deleted_ts"])
    if subtype not in _WORDS or is_of_a_bot(event, bot):
        return None
    text = event.get("text", "")
    mentioned = event["type"] == "app_mention" or f"<@{bot}>" in text
    return Said(
        channel=event["channel"],
        ts=event["ts"],
        event_ts=event["ts"],
        user=event["user"],
        text=_words(event, bot),
        thread_ts=_thread(event),
        addressed=event.get("channel_type") == "im" or mentioned or brought_by is not None,
        brought_by=brought_by,
        files=[_file(file) for holder in (event, *_shared(event)) for file in holder.get("files") or []],
    )


def event_in(raw: bytes) -> dict[str, Any] | None:
    """The message in what was kept, as Slack told of it; None for an edit or a deletion."""
    event: dict[str, Any] = json.loads(raw)["event"]
    return event if event.get("subtype") in _WORDS else None


def plain(text: str, bot: str = "") -> str:
    """Slack's marks as people read them; what is addressed to us by name loses the name."""
    return _unescaped(_MARK.sub(_read_mark, text.replace(f"<@{bot}>", "")).strip())


def _changed(event: Json, bot: str) -> Said | None:
    message, before = event["message"], event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        return _deleted(event, before, message["ts"])
    text = _words(message, bot)
    if is_of_a_bot(message, bot) or text == _words(before, bot):
        return None
    return Said(
        channel=event["channel"],
        ts=message["ts"],
        event_ts=event["ts"],
        user=message["user"],
        text=text,
        thread_ts=_thread(message),
        deed=Deed.EDITED,
    )


def _deleted(event: Json, before: Json, ts: str) -> Said | None:
    if is_of_a_bot(before, ""):
        return None
    return Said(
        channel=event["channel"],
        ts=ts,
        event_ts=event["ts"],
        user=before["user"],
        text="",
        thread_ts=_thread(before),
        deed=Deed.DELETED,
    )


def is_of_a_bot(message: Json, bot: str) -> bool:
    """Whether a message is nobody's: ours (``bot``), another bot's, or Slack's own."""
    user = message.get("user")
    return bool(message.get("bot_id")) or user is None or user in (bot, "USLACKBOT")


def _words(message: Json, bot: str) -> str:
    """What somebody says, with what they forward below it, each by whom it is."""
    said = [plain(message.get("text") or "", bot)]
    for each in _shared(message):
        text = plain(each.get("text") or each.get("fallback") or "", bot)
        if text not in said[0]:
            said.append(": ".join(filter(None, (each.get("author_name"), text))))
    return "\n\n".join(filter(None, said))


def _shared(message: Json) -> list[Json]:
    return [each for each in message.get("attachments") or [] if each.get("is_share")]


def _thread(message: Json) -> str | None:
    thread: str | None = message.get("thread_ts")
    return thread if thread != message.get("ts") else None


def _file(file: Json) -> dict[str, Any]:
    named = {
        "name": str(file.get("name") or file.get("title") or file.get("id") or "?"),
        "size": int(file.get("size") or 0),
        "type": str(file.get("mimetype") or "application/octet-stream"),
    }
    address = _address(file)
    return named | ({"url": address} if address else {})


def _address(file: Json) -> str | None:
    """Where Slack keeps a file; of one from a shared channel (Slack Connect) it tells no more than the id."""
    if file.get("is_external") or file.get("mode") in ("external", "tombstone", "hidden_by_limit"):
        return None
    address = file.get("url_private_download") or file.get("url_private")
    asked_for = f"{BY_ID}{file['id']}" if file.get("id") else None
    return str(address) if address else asked_for


def _read_mark(mark: re.Match[str]) -> str:
    target, label = mark[1], mark[2]
    match target[:1]:
        case "@" | "#":
            return target[0] + (label or target[1:])
        case "!":
            return "@" + (label or target[1:].partition("^")[0]).lstrip("@")
    address = target.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in (address, target) else address


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
