"""`ingest`: mails from files, through the same pipeline as the mailbox."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot import bootstrap
from bot.ahead import ahead
from bot.cli.context import clock_for, config_option, explained, run, settings_from
from bot.cli.mail_files import mails_below, paths_argument
from bot.desk import Desk
from bot.front_desk.deciding import Decision
from bot.front_desk.reception import Reception
from bot.mail.files import MailFile
from bot.settings import Settings
from storage import ledger, schema
from storage.messages import Arrival

BATCH = 50  # messages stored in one commit, before any of them is read


@click.command()
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message.")
@config_option
@explained
def ingest(paths: tuple[Path, ...], config: Path, *, as_json: bool) -> None:
    """Read mails from .eml files, mbox files, Maildirs or folders, oldest first; "-" is standard input.

    What can't be read is told, the rest is taken in, and the exit code is 1.

    \b
    Example:
      fondsdialog ingest --json old-mails/ archive.mbox
    """
    settings = settings_from(config)
    with mails_below(paths) as mails:
        run(_ingest(settings, mails, as_json=as_json))


async def _ingest(settings: Settings, mails: Sequence[MailFile], *, as_json: bool) -> None:
    desk = bootstrap.desk(settings, clock_for(settings))
    with bootstrap.model(settings) as reader:
        try:
            await schema.require(desk.database)
            await asyncio.to_thread(reader.load)
            reception = Reception(desk, reader)
            await reception.recover()
            with click.progressbar(
                length=len(mails), label="Reading mail", file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar:
                async for decision in decisions(desk, reception, mails):
                    told = json.dumps(as_dict(decision), ensure_ascii=False) if as_json else line(decision)
                    click.echo(told)
                    bar.update(1)
        finally:
            await desk.database.close()


async def decisions(desk: Desk, reception: Reception, mails: Sequence[MailFile]) -> AsyncIterator[Decision]:
    """Store messages in batches, and decide on each; the next batch is stored meanwhile."""
    async for decision in reception.receive_each(ahead(_stored(desk, mails))):
        yield decision


async def _stored(desk: Desk, mails: Sequence[MailFile]) -> AsyncIterator[list[int]]:
    for start in range(0, len(mails), BATCH):
        now = desk.clock.now()
        arrivals = await asyncio.to_thread(_packed, mails[start : start + BATCH], now)
        async with desk.database.transaction() as session:
            stored = await ledger.store(session, arrivals, now)
        yield stored


def _packed(mails: Sequence[MailFile], now: datetime) -> list[Arrival]:
    return [
        Arrival.pack(mail.read(), source=mail.source, received_at=min(mail.sent_at or now, now))
        for mail in mails
    ]


def as_dict(decision: Decision) -> dict[str, Any]:
    """One message's decision as contract section 3 has it."""
    mail, understanding, inquiry = decision.reading.mail, decision.reading.understanding, decision.inquiry
    return {
        "source": decision.reading.stored.source,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "reference": inquiry.reference if inquiry else None,
        "duplicate_of": decision.duplicate_of,
        "sender": mail.sender.email if mail and mail.sender else None,
        "sender_name": mail.sender.name if mail and mail.sender else None,
        "organisation": decision.organisation,
        "subject": mail.subject if mail else None,
        "text": mail.new_text if mail else None,
        "language": understanding.language if understanding else None,
        "initiative": understanding.initiative if understanding else None,
        "confidence": round(understanding.confidence, 4) if understanding else None,
        "topics": list(understanding.topics) if understanding else [],
        "office": inquiry.office if inquiry else None,
        "attachments": [each.as_dict() for each in (mail.attachments if mail else ())],
        "warnings": list(mail.warnings) if mail else [],
    }


def line(decision: Decision) -> str:
    """One message's decision for people."""
    what = decision.inquiry.reference if decision.inquiry else decision.reason or ""
    office = f" -> {decision.inquiry.office}" if decision.inquiry else ""
    return f"{decision.outcome:<12} {what}{office}  ({decision.reading.stored.source})"
