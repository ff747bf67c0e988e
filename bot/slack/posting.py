"""Posting to Slack: each message once, and what became of earlier tries."""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox.delivery import PermanentFailure, TemporaryFailure, Unreachable, require_ours
from bot.slack.calls import PART, RATE_LIMITED, SERVER_FAULT, MessageGone, called
from bot.slack.cards.blocks import Block
from bot.slack.cards.post import Post
from bot.slack.no_answer import NOT_SLACK
from bot.slack.spacing import Spacing

T = TypeVar("T")

EVENT_TYPE = "fondsdialog"
FETCHING = 60  # seconds for one file
PAGE = 200
PAGES = 5
"""How far back an earlier try is looked for: a thousand messages are more than an office's channel sees while
a process is down. Not by time: the program's clock may be rehearsed, Slack's is not."""

OK = 200

# An app that may not upload: its pictures are left out, everything else goes on.
NOT_FOR_US = frozenset({"access_denied", "missing_scope", "no_permission"})


class UploadRefused(Exception):
    """Slack takes no files of us."""


@dataclass(frozen=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Label:
    """What a message is: its outbox key and its inquiry's number, in its metadata (contract, section 4)."""

    key: str
    reference: str = ""


@dataclass(frozen=True)
class Upload:
    """A file for a thread: its name, its title, and what it shows in words."""

    name: str
    title: str
    alt: str
    content: bytes


class Poster:
    """Posts through Slack's Web API."""

    def __init__(self, client: AsyncWebClient, spacing: Spacing | None = None) -> None:
        self._spacing = spacing or Spacing()
        self._client = copy(client)
        # the library would post again when an answer is lost; the courier looks first what came of it
        self._client.retry_handlers = []

    async def post(
        self, channel: str, post: Post, label: Label, *, thread_ts: str | None = None, tried: bool = False
    ) -> Posted:
        """Post a message.

        ``tried`` says that an earlier try may have got through unnoticed: what it posted is looked for first,
        and shows this post then. Raises :class:`MessageGone` when the thread's first message was deleted.
        """
        if tried and (found := await self._find(channel, thread_ts, label.key)):
            with suppress(MessageGone):  # deleted in this very moment
                await self.update(found, post, label)
                return found
        async with self._spacing.turn(channel):
            require_ours()  # turns are a second apart, and the process may have been halted meanwhile
            answer = await called(
                self._client.chat_postMessage(
                    channel=channel,
                    text=post.text,
                    blocks=_marked(post, label.key),
                    thread_ts=thread_ts,
                    metadata=_metadata(label),
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )
        if not isinstance(answer.get("ts"), str) or not isinstance(answer.get("channel"), str):
            raise Unreachable(PART, NOT_SLACK)
        return Posted(answer["channel"], answer["ts"])

    async def upload(self, thread: Posted, files: Sequence[Upload], *, tried: bool = False) -> None:
        """Put files into a thread; raises :class:`UploadRefused` where Slack takes none of us.

        ``tried`` says that an earlier try may have got through unnoticed: a thread with files has them.
        """
        if tried and await self._files_in(thread):
            return
        require_ours()
        uploads = [
            {"filename": each.name, "title": each.title, "alt_txt": each.alt, "content": each.content}
            for each in files
        ]
        await _taken(
            self._client.files_upload_v2(file_uploads=uploads, channel=thread.channel, thread_ts=thread.ts)
        )

    async def store(self, file: Upload) -> str:
        """Put a file at Slack where nobody sees it; returns its id, to be kept before :meth:`share`."""
        place = await _taken(
            self._client.files_getUploadURLExternal(
                filename=file.name, length=len(file.content), alt_txt=file.alt
            )
        )
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCHING)) as http,
                http.post(place["upload_url"], data=file.content) as answer,
            ):
                if answer.status != OK:
                    raise TemporaryFailure(f"file not stored ({answer.status})")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TemporaryFailure(f"file not stored ({type(error).__name__})") from error
        return str(place["file_id"])

    async def share(self, thread: Posted, stored: Mapping[str, str], *, tried: bool = False) -> None:
        """Show stored files in a thread, each title by its id.

        ``tried`` says that an earlier try may have got through unnoticed: what stands there is left out.
        """
        there = await self._files_in(thread) if tried else set()
        left: list[dict[str, str | None]] = [
            {"id": each, "title": title} for each, title in stored.items() if each not in there
        ]
        if left:
            require_ours()
            await _taken(
                self._client.files_completeUploadExternal(
                    files=left, channel_id=thread.channel, thread_ts=thread.ts
                )
            )

    async def _files_in(self, thread: Posted) -> set[str]:
        messages = self._messages(thread.channel, thread.ts)
        return {file["id"] async for message in messages for file in message.get("files") or []}

    async def update(self, place: Posted, post: Post, label: Label) -> None:
        """Change a message; raises :class:`MessageGone` when it was deleted."""
        await called(
            self._client.chat_update(
                channel=place.channel,
                ts=place.ts,
                text=post.text,
                blocks=_marked(post, label.key),
                metadata=_metadata(label),
            )
        )

    async def take_away(self, place: Posted, stand_in: str) -> None:
        """Delete a message of ours, or where a workspace forbids that, leave one line of it; gone is gone."""
        try:
            await called(self._client.chat_delete(channel=place.channel, ts=place.ts))
        except MessageGone:
            return
        except PermanentFailure:
            with suppress(MessageGone):
                await called(
                    self._client.chat_update(channel=place.channel, ts=place.ts, text=stand_in, blocks=[])
                )

    async def newest(self, channel: str, beginning: str) -> tuple[str, Posted] | None:
        """Find the newest message of ours whose key begins so; returns its key, and where it stands."""
        async for message in self._messages(channel, None):
            if (key := _key_of(message) or "").startswith(beginning):
                return key, Posted(channel, message["ts"])
        return None

    async def conversation_with(self, user: str) -> str:
        """The channel of a person's direct messages with us."""
        answer = await called(self._client.conversations_open(users=[user]))
        return str(answer["channel"]["id"])

    async def link(self, place: Posted) -> str | None:
        """The address of a message; None when it is gone."""
        try:
            answer = await called(self._client.chat_getPermalink(channel=place.channel, message_ts=place.ts))
        except (MessageGone, PermanentFailure):
            return None
        return str(answer["permalink"])

    async def address_of(self, file_id: str) -> str:
        """Ask where a file is that was attached in a shared channel."""
        file = (await called(self._client.files_info(file=file_id)))["file"]
        return str(file.get("url_private_download") or file.get("url_private") or "")

    async def download(self, url: str, most: int) -> bytes:
        """Fetch a file that somebody attached; raises :class:`PermanentFailure` for what can't be had.

        Our token goes to Slack only, whatever the address says.
        """
        if not self._is_slacks(url):
            raise PermanentFailure("the file is not at Slack")
        head = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCHING)) as http,
                # without the right to a file Slack sends one to its sign-in page
                http.get(url, headers=head, allow_redirects=False) as answer,
            ):
                return await _content(answer, most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TemporaryFailure(f"file not fetched ({type(error).__name__})") from error

    def _is_slacks(self, url: str) -> bool:
        host, own = urlsplit(url).hostname or "", urlsplit(self._client.base_url).hostname
        return host in (own, "slack.com") or host.endswith(".slack.com")

    async def _find(self, channel: str, thread_ts: str | None, key: str) -> Posted | None:
        async for message in self._messages(channel, thread_ts):
            if _key_of(message) == key:
                return Posted(channel, message["ts"])
        return None

    async def _messages(self, channel: str, thread_ts: str | None) -> AsyncIterator[Mapping[str, Any]]:
        cursor = None
        for _ in range(PAGES):
            options: dict[str, Any] = {"limit": PAGE, "cursor": cursor, "include_all_metadata": True}
            answer = await called(
                self._client.conversations_replies(channel=channel, ts=thread_ts, **options)
                if thread_ts
                else self._client.conversations_history(channel=channel, **options)
            )
            if not isinstance(messages := answer.get("messages"), list):
                raise Unreachable(PART, NOT_SLACK)
            for message in messages:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _metadata(label: Label) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": label.key, "reference": label.reference}}


def _marked(post: Post, key: str) -> list[Block]:
    # the first block bears the key too: unlike metadata it needs no scope of its own to be read back
    first, *rest = post.blocks
    return [{**first, "block_id": key}, *rest]


def _key_of(message: Mapping[str, Any]) -> str | None:
    payload = message.get("metadata", {}).get("event_payload", {})
    if "key" in payload:
        return str(payload["key"])
    blocks = message.get("blocks") or [{}]
    block_id: str | None = blocks[0].get("block_id")
    return block_id


def _code(refusal: SlackApiError) -> str:
    return str(refusal.response["error"])


async def _content(answer: aiohttp.ClientResponse, most: int) -> bytes:
    if answer.status == RATE_LIMITED or answer.status >= SERVER_FAULT:
        raise TemporaryFailure(f"file not fetched ({answer.status})")
    if answer.status != OK:
        raise PermanentFailure(f"file refused ({answer.status})")
    content = await answer.content.read(most + 1)
    while len(content) <= most and (more := await answer.content.read(most + 1 - len(content))):
        content += more
    if len(content) > most:
        raise PermanentFailure("the file is larger than was said")
    return content


async def _taken(call: Awaitable[T]) -> T:
    """Wait for a call that hands a file over; raises :class:`UploadRefused` where Slack takes none of us."""
    try:
        return await called(call)
    except PermanentFailure as refusal:
        raise UploadRefused(refusal.reason) from refusal
    except Unreachable as trouble:
        if isinstance(trouble.__cause__, SlackApiError) and _code(trouble.__cause__) in NOT_FOR_US:
            raise UploadRefused(_code(trouble.__cause__)) from trouble
        raise
