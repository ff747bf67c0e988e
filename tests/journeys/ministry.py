"""The ministry of the journeys: the real service on real servers, and what people in it see and do.

Nothing here looks inside the service but :meth:`Ministry.inquiry`, :meth:`Ministry.history` and
:meth:`Ministry.totals`, which ask the record what a command would show.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from bot import bootstrap
from bot.bootstrap import Parts
from bot.clock import Clock
from bot.demo.local_slack import LocalSlack, NotSeen
from bot.service import Role, running
from bot.settings import Settings
from nlp.model import Model
from storage import inquiries, tally
from storage.tables import Inquiry
from storage.tally import Totals
from tests.journeys.mails import address_of
from tests.ready_databases import make_ready
from tests.servers.dovecot import Mailbox
from tests.servers.smtp_sink import Received, SmtpSink

Json = dict[str, Any]
T = TypeVar("T")

# of tests/conftest.py's people: Anne's office is UIP, Carla's is policy, Bo sits in triage
ANNE, CARLA, BO = "U1ANNE", "U3CARLA", "U2BO"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"
CLICKERS = [f"U{number}CLICK" for number in range(50)]

# In the past, whenever this runs: mail that arrives now is then never older than the clock says.
MONDAY_MORNING = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
PATIENCE = 20.0  # seconds that a busy machine may need for what takes one
HOLD = timedelta(seconds=10)


def settings_values(
    folder: Path, mailbox: Mailbox, sink: SmtpSink, slack: LocalSlack, database_url: str
) -> dict[str, dict[str, Any]]:
    """What the ministry configures, section by section."""
    return {
        "service": {"data_dir": folder, "public_name": "Ministeriets fondsdialog"},
        "database": {"url": database_url},
        "imap": {
            "host": "127.0.0.1",
            "port": mailbox.server.imap_port,
            "security": "none",
            "username": mailbox.address,
            "password": mailbox.password,
        },
        "smtp": {"host": "127.0.0.1", "port": sink.port, "security": "none", "from_address": mailbox.address},
        "slack": {
            "mode": "socket",
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "api_base_url": slack.api_url,
            "hold_seconds": HOLD.seconds,
            "seconds_between_posts": 0,
        },
        "nlp": {},
    }


OFFICES: list[dict[str, Any]] = [
    {"key": "uip", "name": "UIP-kontoret", "channel": UIP, "members": [ANNE, *CLICKERS]},
    {"key": "politik", "name": "Politisk kontor", "channel": POLICY, "members": [CARLA]},
    {"key": "visitation", "name": "Visitationen", "channel": TRIAGE, "members": [BO], "triage": True},
]
ROUTES: list[dict[str, Any]] = [
    {"initiative": "uip", "office": "uip"},
    {"initiative": "politisk_inddragelse", "office": "politik"},
]


@dataclass(frozen=True)
class Card:
    """One message in Slack, and its thread."""

    slack: LocalSlack
    channel: str
    ts: str

    @property
    def text(self) -> str:
        """Everything that the message shows now, with what is behind its buttons."""
        return shown(self.slack.page.message(self.channel, self.ts))

    @property
    def thread(self) -> list[str]:
        """What is said in its thread, oldest first."""
        return [shown(message) for message in self.slack.thread(self.channel, self.ts)]

    async def shows(self, *words: str) -> None:
        """Wait until the message shows all these words."""
        try:
            await self.slack.wait(lambda _: all(each in self.text for each in words), PATIENCE)
        except NotSeen:
            raise AssertionError([each for each in words if each not in self.text], self.text) from None

    async def thread_shows(self, *words: str) -> "Card":
        """Wait until a message in the thread shows all these words, and return it."""

        def found(_: object) -> str:
            thread = self.slack.thread(self.channel, self.ts)
            there = [each["ts"] for each in thread if all(word in shown(each) for word in words)]
            return str(there[0]) if there else ""

        return Card(self.slack, self.channel, await self.slack.wait(found, PATIENCE))

    async def click(self, user: str, action_id: str, option: str | None = None) -> None:
        """Press a button, or choose ``option`` in the menu behind the three dots."""
        await self.slack.click(self.channel, self.ts, user, action_id, option=option)


@dataclass(frozen=True)
class Ministry:
    """The service running, its mail server, its Slack, and the world that its letters go out to."""

    parts: Parts
    clock: Clock
    mailbox: Mailbox
    sink: SmtpSink
    slack: LocalSlack

    async def gets(self, mail: EmailMessage | bytes, to: str | None = None, sender: str = "") -> None:
        """Let a mail arrive: where it is addressed to, else at our own address. Machines have no sender."""
        if isinstance(mail, bytes):
            raw = mail
        else:
            raw, sender = mail.as_bytes(), sender or address_of(str(mail["From"]))
            to = to or address_of(str(mail["To"] or "")) or None
        await asyncio.to_thread(self.mailbox.deliver, raw, sender, to)

    async def card(self, about: str, channel: str) -> Card:
        """Wait for the message in a channel that shows some words; the newest, where there are several."""

        def found(_: object) -> str:
            there = [each["ts"] for each in self.slack.messages(channel) if about in shown(each)]
            return str(there[-1]) if there else ""

        return Card(self.slack, channel, await self.slack.wait(found, PATIENCE))

    async def told(self, user: str, words: str) -> None:
        """Wait until somebody alone is told something."""

        def is_it(message: Json) -> bool:
            return message.get("subtype") == "ephemeral" and user in str(message) and words in shown(message)

        await self.slack.wait(
            lambda page: any(is_it(each) for messages in page.messages.values() for each in messages),
            PATIENCE,
        )

    async def acknowledgement(self, to: str) -> EmailMessage:
        """Wait for the automatic letter to somebody."""
        return (await self._letter(to, automatic=True)).message

    async def letter(self, to: str, words: str) -> EmailMessage:
        """Wait for the letter to somebody that says some words."""
        return (await self._letter(to, automatic=False, words=words)).message

    async def letter_with(self, to: str, words: str) -> EmailMessage:
        """Wait for any letter to somebody that says some words, automatic or not."""

        def is_it(letter: Received) -> bool:
            said = letter.message.get_body(("plain",))
            return to in letter.recipients and bool(said) and words in said.get_content()

        return (await self.sink.received(is_it, PATIENCE)).message

    async def writes(self, card: Card, user: str, body: str, **fields: str) -> dict[str, str]:
        """Press *Svar*, fill in the form and send it; returns its errors."""
        await card.click(user, "inquiry.reply")
        return await self.slack.submit(user, {"body": body, **fields})

    def waits(self, span: timedelta = HOLD) -> None:
        """Let time pass."""
        self.clock.advance(span)

    def turns_to(self, moment: datetime) -> None:
        """Let it be another moment."""
        self.clock.advance(moment - self.clock.now())

    async def inquiry(self, card: Card) -> Inquiry:
        """The inquiry behind a card, as it is recorded now."""

        async def look() -> Inquiry | None:
            async with self.parts.desk.database.reading() as session:
                return await inquiries.by_card(session, card.channel, card.ts)

        # a card can be seen a moment before it is recorded where it stands
        return await until(look)

    async def history(self, card: Card) -> list[str]:
        """What happened to the inquiry behind a card."""
        inquiry = await self.inquiry(card)
        async with self.parts.desk.database.reading() as session:
            return [event.what for event in await inquiries.history(session, inquiry.id)]

    async def totals(self) -> Totals:
        """What became of every mail."""
        async with self.parts.desk.database.reading() as session:
            return await tally.totals(session)

    async def has_decided(self, **outcomes: int) -> None:
        """Wait until so many mails have these outcomes, and no other mail is there."""

        async def look() -> bool:
            return (await self.totals()).outcomes == outcomes

        await until(look)

    async def inbox_is_empty(self) -> bool:
        """Say whether every mail has been filed."""
        return not await asyncio.to_thread(self.mailbox.messages)

    async def _letter(self, to: str, *, automatic: bool, words: str = "") -> Received:
        def is_it(letter: Received) -> bool:
            said = letter.message.get_body(("plain",))
            return (
                to in letter.recipients
                and ("Auto-Submitted" in letter.message) == automatic
                and words in (said.get_content() if said else "")
            )

        return await self.sink.received(is_it, PATIENCE)


@asynccontextmanager
async def open_ministry(
    values: dict[str, Any], model: Model, mailbox: Mailbox, sink: SmtpSink, slack: LocalSlack
) -> AsyncIterator[Ministry]:
    """Open the ministry on a Monday morning; its database is migrated first."""
    clock = Clock(MONDAY_MORNING)
    settings = Settings.model_validate({"office": OFFICES, "route": ROUTES} | values)
    parts = bootstrap.parts(settings, clock, model)
    await make_ready(parts.desk.database)
    async with running(parts, frozenset(Role)):
        await slack.bot_connected(PATIENCE)
        yield Ministry(parts, clock, mailbox, sink, slack)


async def until(look: Callable[[], Awaitable[T | None]], within: float = PATIENCE) -> T:
    """Ask again and again until there is an answer that is true; raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (found := await look()):
            await asyncio.sleep(0.05)
        return found


def shown(message: Json) -> str:
    """A message with its blocks, as one text to look for words in."""
    return json.dumps([message.get("text"), message.get("blocks")], ensure_ascii=False)
