"""`replay`: what would become of mails from files, said and not done."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot import bootstrap
from bot.cli.context import clock_for, config_option, explained, run, settings_from
from bot.cli.mail_files import mails_below, paths_argument
from bot.dates import written
from bot.desk import Desk
from bot.front_desk.foreseeing import Foreseen, foresee
from bot.front_desk.reading import ReadingRoom
from bot.mail.files import MailFile
from bot.settings import Settings
from storage import schema

BATCH = 50  # messages in memory at once


@click.command()
@paths_argument
@click.option("--dry-run", is_flag=True, required=True, help="Say so: nothing is stored, nobody is answered.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message.")
@config_option
@explained
def replay(paths: tuple[Path, ...], config: Path, *, dry_run: bool, as_json: bool) -> None:
    """Say what would become of mails from files: read, screened, whose, what about, which office, by when.

    Each is asked about by itself, against the record as it is now. `ingest` is what takes mails in.

    \b
    Example:
      fondsdialog replay --dry-run quarantined.eml
    """
    del dry_run  # required, so that nobody takes this for `ingest`
    settings = settings_from(config)
    with mails_below(paths) as mails:
        run(_replay(settings, mails, as_json=as_json))


async def _replay(settings: Settings, mails: Sequence[MailFile], *, as_json: bool) -> None:
    desk = bootstrap.desk(settings, clock_for(settings))
    with bootstrap.model(settings) as reader:
        try:
            await schema.require(desk.database)
            await asyncio.to_thread(reader.load)
            room = ReadingRoom(desk, reader)
            with click.progressbar(
                length=len(mails), label="Reading mail", file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar:
                for start in range(0, len(mails), BATCH):
                    for each in await foresee(desk, room, mails[start : start + BATCH]):
                        click.echo(
                            json.dumps(as_dict(each), ensure_ascii=False) if as_json else page(each, desk)
                        )
                        bar.update(1)
        finally:
            await desk.database.close()


def as_dict(foreseen: Foreseen) -> dict[str, Any]:
    """One message's fate for scripts."""
    mail, what = foreseen.reading.mail, foreseen.reading.understanding
    return {
        "source": foreseen.reading.stored.source,
        "outcome": foreseen.outcome,
        "reason": foreseen.reason,
        "sender": mail.sender.email if mail and mail.sender else None,
        "subject": mail.subject if mail else None,
        "joins": foreseen.joins,
        "linked": list(foreseen.linked),
        "round": foreseen.round_key,
        "party": foreseen.party,
        "language": what.language if what else None,
        "initiative": what.initiative if what else None,
        "confidence": round(what.confidence, 4) if what else None,
        "topics": list(what.topics) if what else [],
        "office": foreseen.office,
        "deadline": foreseen.deadline.isoformat() if foreseen.deadline else None,
        "warnings": list(mail.warnings) if mail else [],
    }


def page(foreseen: Foreseen, desk: Desk) -> str:
    """One message's fate for people: a line for what would become of it, one for each step behind that."""
    mail, what = foreseen.reading.mail, foreseen.reading.understanding
    steps = {
        "read": f"{mail.sender.email if mail.sender else 'nobody'}: {mail.subject}"
        if mail
        else "not readable",
        "why": foreseen.reason,
        "joins": foreseen.joins,
        "linked": ", ".join(foreseen.linked),
        "round": _round(foreseen),
        "about": f"{what.initiative} ({what.confidence:.0%}), {what.language}" if what else None,
        "office": foreseen.office,
        "answer by": written(foreseen.deadline, "en", desk.calendar.timezone, desk.clock.now())
        if foreseen.deadline
        else None,
        "notes": ", ".join(mail.warnings) if mail else None,
    }
    told = [f"  {name:<10} {value}" for name, value in steps.items() if value]
    return "\n".join([f"{foreseen.outcome or 'to its round'}  ({foreseen.reading.stored.source})", *told])


def _round(foreseen: Foreseen) -> str | None:
    return (
        f"{foreseen.round_key}, from {foreseen.party or 'somebody not asked'}" if foreseen.round_key else None
    )
