"""Commands on inquiries: `inquiry list`, `show`, `search`, `export`; `stop-retry` is in `stopping`."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli import stopping
from bot.cli.context import clock_for, config_option, explained, opened, run, settings_from
from bot.dates import start_of, written
from bot.inquiries import export as packages
from bot.inquiries.errors import UnknownInquiry
from bot.inquiries.lifecycle import Status
from bot.settings import Settings
from storage import correspondence, finding, inquiries, notes, parts
from storage.belongings import Belongings, of_each
from storage.finding import Sought
from storage.parts import Part
from storage.search import MOST_LOOKED_AT
from storage.tables import Correspondence, Event, Inquiry, Note

STATUS = click.Choice([status.value for status in Status])
DAY = click.DateTime(["%Y-%m-%d"])
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
"""Beyond these no moment has a day after it, or a time in another zone; nothing was received there."""
LIMIT = click.IntRange(1, 1_000_000)
_LEFT = frozenset({"acknowledged", "answered"})
"""What is recorded when a letter leaves; one that came back did leave."""
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def inquiry() -> None:
    """List, show, search and export inquiries.

    \b
    Example:
      fondsdialog inquiry list --status new
    """


inquiry.add_command(stopping.of_inquiry)


@inquiry.command("list")
@click.option("--status", type=STATUS, multiple=True, help="Only these; may be repeated.")
@click.option("--office", help="Only those of one office, by its key.")
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="At most this many.")
@json_option
@config_option
@explained
def list_(config: Path, status: tuple[str, ...], office: str | None, limit: int, *, as_json: bool) -> None:
    """List inquiries, the most urgent first.

    \b
    Example:
      fondsdialog inquiry list --status new --status claimed --json
    """
    settings = settings_from(config)

    async def read() -> list[dict[str, Any]]:
        async with opened(settings) as database, database.reading() as session:
            found = await inquiries.listed(session, statuses=status, office=office, limit=limit)
            return await summaries(session, found)

    _tell(run(read()), settings, as_json=as_json)


@inquiry.command()
@click.argument("reference")
@json_option
@config_option
@explained
def show(config: Path, reference: str, *, as_json: bool) -> None:
    """Show one inquiry: its letters, notes and history.

    \b
    Example:
      fondsdialog inquiry show FD-2026-00042 --json
    """
    settings = settings_from(config)

    async def read() -> dict[str, Any]:
        async with opened(settings) as database, database.reading() as session:
            return await whole(session, await _named(session, reference))

    found = run(read())
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(page(found)))


@inquiry.command()
@click.argument("words", nargs=-1)
@click.option("--status", type=STATUS, multiple=True, help="Only these; may be repeated.")
@click.option("--office", multiple=True, help="Only those of one office, by its key; may be repeated.")
@click.option("--initiative", help="Only those on one initiative, by its key.")
@click.option("--organisation", help="Only those of organisations with this in their name.")
@click.option("--since", type=DAY, help="Only those received on this day or later (YYYY-MM-DD).")
@click.option("--until", type=DAY, help="Only those received on this day or earlier (YYYY-MM-DD).")
@click.option("--limit", type=LIMIT, default=50, show_default=True, help="At most this many.")
@json_option
@config_option
@explained
def search(config: Path, words: tuple[str, ...], limit: int, *, as_json: bool, **filters: Any) -> None:
    """Find inquiries by number, by words in their letters, or by what they are; newest first.

    \b
    Examples:
      fondsdialog inquiry search evaluering hjemløse
      fondsdialog inquiry search --organisation Nordlys --since 2026-01-01 --status answered
    """
    settings = settings_from(config)
    sought = _sought(" ".join(words), settings, **filters)

    async def read() -> tuple[list[dict[str, Any]], bool]:
        async with opened(settings) as database, database.reading() as session:
            seen = await finding.searched(session, sought, limit)
            found = await summaries(session, await inquiries.of_ids(session, seen.ids))
            return found, seen.newest_only

    found, newest_only = run(read())
    _tell(found, settings, as_json=as_json)
    if newest_only:
        click.echo(f"Only the newest {MOST_LOOKED_AT:,} letters with these words were looked at.", err=True)


def _sought(
    words: str,
    settings: Settings,
    *,
    status: tuple[str, ...],
    office: tuple[str, ...],
    initiative: str | None,
    organisation: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Sought:
    sought = Sought(
        words=words,
        statuses=status,
        offices=office or None,
        initiative=initiative,
        organisation=organisation,
        since=_beginning(since, settings) if since else None,
        until=_beginning(until, settings, timedelta(days=1)) if until else None,
    )
    if sought == Sought():
        raise click.UsageError("Give some words, or an option that says what to look for.")
    return sought


def _beginning(day: datetime, settings: Settings, later: timedelta = timedelta()) -> datetime:
    known = min(max(day.date(), _FIRST_DAY), _LAST_DAY)
    return start_of(known + later, settings.service.timezone)


@inquiry.command()
@click.argument("reference")
@click.option("--output", type=click.Path(path_type=Path), help="The ZIP to write. Default: REFERENCE.zip")
@json_option
@config_option
@explained
def export(config: Path, reference: str, output: Path | None, *, as_json: bool) -> None:
    """Write a ZIP with everything on one inquiry, every original mail among it.

    \b
    Example:
      fondsdialog inquiry export FD-2026-00042
    """
    settings = settings_from(config)
    path = output or Path(f"{reference.upper()}.zip")

    async def read() -> list[str]:
        async with opened(settings) as database, database.reading() as session:
            found = await _named(session, reference)
            return await packages.write(session, found, await whole(session, found), path)

    names = run(read())
    click.echo(json.dumps({"path": str(path), "files": names}, ensure_ascii=False) if as_json else str(path))


async def summaries(session: AsyncSession, found: Sequence[Inquiry]) -> list[dict[str, Any]]:
    """Inquiries as contract section 3 lists them."""
    belongings = await of_each(session, [each.id for each in found])
    return [_summary(each, belongings[each.id]) for each in found]


def _summary(found: Inquiry, its: Belongings) -> dict[str, Any]:
    return {
        "reference": found.reference,
        "status": found.status,
        "office": found.office,
        "initiative": found.initiative,
        "confidence": round(found.confidence, 4),
        "topics": found.topics,
        "organisation": its.organisation,
        "sender": found.sender,
        "subject": found.subject,
        "received_at": found.received_at.isoformat(),
        "deadline": found.first_answer_due.isoformat(),
        "claimed_by": found.claimed_by,
        "linked": its.linked,
        "merged": its.merged,
        "merged_into": its.merged_into,
        "rounds": its.rounds,
        "part_of": its.part_of,
    }


async def whole(session: AsyncSession, found: Inquiry) -> dict[str, Any]:
    """An inquiry with its letters, notes and history; letters that never left are not among them."""
    letters = await correspondence.of_inquiry(session, found.id)
    history = await inquiries.history(session, found.id)
    left = {event.details.get("letter") for event in history if event.what in _LEFT}
    (summary,) = await summaries(session, [found])
    asked = await parts.asked_in(session, found.id, settled=True)
    return {
        **summary,
        "correspondence": [
            _letter(each) for each in letters if each.state in ("received", "sent") or each.id in left
        ],
        "parts": [await _part(session, each) for each in asked],
        "notes": [_note(each) for each in await notes.of_inquiry(session, found.id)],
        "events": [_event(each) for each in history],
    }


def page(found: dict[str, Any]) -> list[str]:
    """An inquiry for people."""
    head = [
        f"{found['reference']}  {found['status']}  {found['office']}",
        f"{found['subject']}",
        f"from {found['organisation'] or '-'} <{found['sender']}>",
        f"about {found['initiative']} ({found['confidence']:.0%}) {', '.join(found['topics'])}",
        f"due {found['deadline']}  claimed by {found['claimed_by'] or 'nobody'}",
    ]
    if found["rounds"]:
        head.append(f"about the round {', '.join(found['rounds'])}")
    if found["merged_into"]:
        head.append(f"merged into {found['merged_into']}")
    if found["part_of"]:
        head.append(f"a question of {found['part_of']}")
    for part in found["parts"]:
        head.append(f"asked {part['office']} ({part['reference']}, {part['status']}): {part['question']}")
        head += [f"  {part['answered_by']} answered: {part['answer']}"] if part["answered_at"] else []
    for letter in found["correspondence"]:
        arrow = "<-" if letter["direction"] == "in" else "->"
        fate = "  (came back)" if letter["came_back"] else ""
        head += ["", f"{arrow} {letter['at']}  {letter['from']}  {letter['subject']}{fate}", letter["text"]]
    head += ["", *(f"note {note['at']} {note['author']}: {note['text']}" for note in found["notes"])]
    return head + [f"{event['at']}  {event['what']}  ({event['actor']})" for event in found["events"]]


def _tell(found: Sequence[dict[str, Any]], settings: Settings, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(list(found), ensure_ascii=False))
        return
    now = clock_for(settings).now()
    for each in found:
        due = _due(each, settings, now)
        click.echo(
            f"{each['reference']}  {each['status']:<9} {each['office']:<16} {due:<32} {each['subject']}"
        )
    if not found:
        click.echo("No inquiries.", err=True)


def _due(each: dict[str, Any], settings: Settings, now: datetime) -> str:
    return written(datetime.fromisoformat(each["deadline"]), "en", settings.service.timezone, now)


async def _named(session: AsyncSession, reference: str) -> Inquiry:
    found = await inquiries.by_reference(session, reference)
    if found is None:
        raise UnknownInquiry(reference)
    return found


def _letter(letter: Correspondence) -> dict[str, Any]:
    return {
        "direction": letter.direction,
        "at": letter.at.isoformat(),
        "from": letter.sender,
        "to": letter.recipients,
        "cc": letter.copies,
        "subject": letter.subject,
        "text": letter.text,
        "kind": letter.kind,
        "came_back": letter.state == "failed",
        "attachments": letter.attachments,
    }


async def _part(session: AsyncSession, part: Part) -> dict[str, Any]:
    """A question to another office, with what was said about it in the house."""
    asked, found = part.asked, part.inquiry
    return {
        "reference": found.reference,
        "office": found.office,
        "status": found.status,
        "question": asked.question,
        "asked_by": asked.asked_by,
        "answer": asked.answer,
        "answered_by": asked.answered_by,
        "answered_at": asked.answered_at.isoformat() if asked.answered_at else None,
        "notes": [_note(each) for each in await notes.of_inquiry(session, found.id)],
        "events": [_event(each) for each in await inquiries.history(session, found.id)],
    }


def _note(note: Note) -> dict[str, Any]:
    return {"at": note.at.isoformat(), "author": note.author, "text": note.text}


def _event(event: Event) -> dict[str, Any]:
    return {"at": event.at.isoformat(), "actor": event.actor, "what": event.what, "details": event.details}
