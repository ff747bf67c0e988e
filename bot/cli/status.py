"""`status`: how the service is doing, from the record alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.context import clock_for, config_option, explained, opened, run, settings_from
from bot.dates import written
from bot.inquiries.lifecycle import OPEN
from bot.monitoring.life import is_silent
from bot.settings import Settings
from consultation.rounds.words import RoundState
from storage import inquiries, outbox, round_news, round_statements, service, tally
from storage.outbox import Queue
from storage.tables import Inquiry, OfficeState, PartState
from storage.tally import Totals


@dataclass(frozen=True)
class Status:
    """Everything that `status` says."""

    at: datetime
    totals: Totals
    queue: Queue
    by_status: dict[str, int]
    statements: int
    """How many statements of answers to rounds wait for a person."""
    oldest: Inquiry | None
    last_seen: datetime | None
    next_job: datetime | None
    parts: list[PartState]
    channels: list[OfficeState]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_option
@explained
def status(config: Path, *, as_json: bool) -> None:
    """Say how the service is doing: mail seen, queues, the oldest unanswered, what is wrong since when.

    \b
    Example:
      fondsdialog status --json
    """
    settings = settings_from(config)
    found = run(_read(settings))
    if as_json:
        click.echo(json.dumps(as_dict(found), ensure_ascii=False))
    else:
        click.echo("\n".join(lines(found, settings)))


async def _read(settings: Settings) -> Status:
    async with opened(settings) as database, database.reading() as session:
        return Status(
            at=clock_for(settings).now(),
            totals=await tally.totals(session),
            queue=await outbox.queue(session),
            by_status=await inquiries.count_by_status(session),
            statements=await round_statements.waiting_in_all(session, (RoundState.OPEN, RoundState.CLOSED)),
            oldest=await inquiries.oldest_unanswered(session, OPEN),
            last_seen=await tally.last_seen(session),
            next_job=min(
                filter(None, [await inquiries.next_moment(session), await round_news.next_moment(session)]),
                default=None,
            ),
            parts=await service.parts(session),
            channels=await service.channels_in_trouble(session),
        )


def as_dict(found: Status) -> dict[str, Any]:
    """The status as plain values for JSON."""
    totals = found.totals
    return {
        "mail": {
            "seen": totals.seen,
            "outcomes": totals.outcomes,
            "undecided": totals.undecided,
            "adds_up": totals.adds_up,
            "last_seen": _iso(found.last_seen),
        },
        "inquiries": found.by_status,
        "oldest_unanswered": {
            "reference": found.oldest.reference,
            "deadline": _iso(found.oldest.first_answer_due),
        }
        if found.oldest
        else None,
        "statements_waiting": found.statements,
        "outbox": {
            "waiting": found.queue.waiting,
            "failed": found.queue.failed,
            "oldest": _iso(found.queue.oldest_due),
        },
        "next_job": _iso(found.next_job),
        "parts": {
            part.part: {
                "trouble": part.trouble,
                "since": _iso(part.since),
                "seen": _iso(part.seen_at),
                "silent": is_silent(part, found.at),
            }
            for part in found.parts
        },
        "channels_in_trouble": {
            office.office: {"trouble": office.channel_trouble, "since": _iso(office.trouble_since)}
            for office in found.channels
        },
    }


def lines(found: Status, settings: Settings) -> list[str]:
    """The status for people."""
    now = found.at

    def said(moment: datetime | None) -> str:
        return written(moment, "en", settings.service.timezone, now) if moment else "never"

    totals = found.totals
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(totals.outcomes.items())) or "none"
    told = [
        f"Mail       {totals.seen} seen = {outcomes}"
        + (f" + {totals.undecided} undecided" if totals.undecided else "")
        + ("" if totals.adds_up else "  (DOES NOT ADD UP)"),
        f"           last seen {said(found.last_seen)}",
        f"Inquiries  {', '.join(f'{count} {name}' for name, count in found.by_status.items()) or 'none'}",
    ]
    if found.oldest:
        told.append(
            f"           oldest unanswered {found.oldest.reference},"
            f" due {said(found.oldest.first_answer_due)}"
        )
    if found.statements:
        told.append(
            f"Rounds     {found.statements} statements wait for a person (fondsdialog round statements KEY)"
        )
    told.append(f"Outbox     {found.queue.waiting} waiting, {found.queue.failed} given up")
    if found.queue.oldest_due:
        told.append(f"           oldest due {said(found.queue.oldest_due)}")
    if found.next_job:
        told.append(f"Next job   {said(found.next_job)}")
    told += [f"{part.part:<10} {_state(part, now, said)}" for part in found.parts]
    told += [
        f"Channel    of {office.office}: {office.channel_trouble}, since {said(office.trouble_since)}"
        for office in found.channels
    ]
    return told


def _state(part: PartState, now: datetime, said: Callable[[datetime | None], str]) -> str:
    if part.trouble:
        return f"{part.trouble}, since {said(part.since)}"
    if is_silent(part, now):
        return f"no sign of life since {said(part.seen_at)}: is the service running?"
    return f"well, seen {said(part.seen_at)}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
