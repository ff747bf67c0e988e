"""The demo's world: an invented ministry, its people and channels, and the whole service in it."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import bootstrap
from bot.bootstrap import Parts
from bot.clock import Clock
from bot.demo.local_slack import Channel, LocalSlack, LocalSlackMissing, Person
from bot.demo.mail_servers import HOST, MailWorld
from bot.demo.terminal import TerminalSlack
from bot.front_desk.reading import Reader
from bot.service import Role, running
from bot.settings import Settings
from storage import schema

OWN_ADDRESS = "fonde@ministeriet.example"
PEOPLE = (
    Person("U0METTE", "Mette", "mette@ministeriet.example"),
    Person("U0ANDERS", "Anders", "anders@ministeriet.example"),
    Person("U0FATIMA", "Fatima", "fatima@ministeriet.example"),
    Person("U0JONAS", "Jonas", "jonas@ministeriet.example"),
)
METTE, ANDERS, FATIMA, JONAS = PEOPLE
OFFICES: tuple[dict[str, Any], ...] = (
    {
        "key": "indsatser",
        "name": "Kontor for Virksomme Indsatser og Investeringer",
        "channel": "C0INDSATSER",
        "members": [METTE.id, ANDERS.id],
        "triage": True,
    },
    {
        "key": "analyse",
        "name": "Afdelingen for Analyse og Datastrategi",
        "channel": "C0ANALYSE",
        "members": [FATIMA.id],
    },
    {
        "key": "politik",
        "name": "Kontor for Politik og Lovforberedelse",
        "channel": "C0POLITIK",
        "members": [JONAS.id],
    },
    {
        "key": "moeder",
        "name": "Sekretariatet for Møder og Partnerskaber",
        "channel": "C0MOEDER",
        "members": [JONAS.id, METTE.id],
    },
)
ROUTES: tuple[dict[str, Any], ...] = (
    {
        "initiative": "vidensalliancer",
        "topics": ["dataindsamling", "effektanalyse", "samfundsoekonomi"],
        "office": "analyse",
    },
    {"initiative": "vidensalliancer", "office": "indsatser"},
    {"initiative": "uip", "office": "indsatser"},
    {"initiative": "rct", "office": "analyse"},
    {"initiative": "politisk_inddragelse", "office": "politik"},
    {"initiative": "temamoeder", "office": "moeder"},
    {"initiative": "dialogmoede", "office": "moeder"},
    {"initiative": "partnerskaber", "office": "moeder"},
    {"initiative": "socialdoegnet", "office": "moeder"},
)
INDSATSER = OFFICES[0]
"""The office that runs the demo's round."""
CHANNELS = tuple(Channel(office["channel"], office["key"]) for office in OFFICES)


@dataclass(frozen=True)
class World:
    """Everything that the demo's story touches; ``slack`` is None where cards go to the terminal."""

    parts: Parts
    mail: MailWorld
    slack: LocalSlack | None
    terminal: TerminalSlack | None
    reader: Reader

    def shown(self, channel: str) -> str:
        """Everything that stands in a channel, as one text to look for words in."""
        if self.slack:
            return json.dumps(self.slack.messages(channel), ensure_ascii=False)
        return json.dumps(self.terminal.shown[channel] if self.terminal else [], ensure_ascii=False)


@asynccontextmanager
async def world(
    folder: Path, clock: Clock, reader: Reader, *, port: int, hold_seconds: int
) -> AsyncIterator[World]:
    """Start the servers and the service; all is gone when the block ends."""
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(MailWorld(OWN_ADDRESS, now=clock.now))
        slack = await _local_slack(stack, port)
        values = _values(folder, mail, slack, hold_seconds)
        settings = Settings.model_validate(values)
        client = None if slack else TerminalSlack(_channel_names(), {each.id: each.name for each in PEOPLE})
        parts = bootstrap.parts(settings, clock, reader, client)
        await schema.upgrade(parts.desk.database)
        await stack.enter_async_context(running(parts, frozenset(Role)))
        if slack:
            await slack.bot_connected()
        yield World(parts, mail, slack, client, reader)


async def _local_slack(stack: AsyncExitStack, port: int) -> LocalSlack | None:
    try:
        return await stack.enter_async_context(LocalSlack(PEOPLE, CHANNELS, port=port))
    except LocalSlackMissing:
        return None


def _values(folder: Path, mail: MailWorld, slack: LocalSlack | None, hold_seconds: int) -> dict[str, Any]:
    account = {"host": HOST, "security": "none", "username": mail.username, "password": mail.password}
    values: dict[str, Any] = {
        "service": {"data_dir": folder, "public_name": "Ministeriets fondsdialog"},
        "database": {"url": f"sqlite+aiosqlite:///{folder / 'demo.db'}"},
        "imap": {**account, "port": mail.imap_port, "poll_seconds": 5},
        "smtp": {**account, "port": mail.smtp_port, "from_address": OWN_ADDRESS},
        "slack": {"mode": "off", "hold_seconds": hold_seconds, "seconds_between_posts": 0},
        "office": OFFICES,
        "route": ROUTES,
    }
    if slack:
        values["slack"] |= {
            "mode": "socket",
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "api_base_url": slack.api_url,
        }
    return values


def _channel_names() -> dict[str, str]:
    return {office["channel"]: f"#{office['key']}  {office['name']}" for office in OFFICES}
