"""Commands on messages in quarantine: `quarantine list`, `export`, `retry`."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bot import bootstrap
from bot.cli import ingest
from bot.cli.context import Failure, clock_for, config_option, explained, opened, run, settings_from
from bot.desk import Desk
from bot.front_desk.deciding import Decision
from bot.front_desk.reception import Reception
from bot.settings import Settings
from consultation.whole_files import beside, put_in_place
from storage import kept_aside, ledger, schema
from storage.kept_aside import KeptAside
from storage.messages import Stored
from storage.outcomes import Outcome

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a message.")


@click.group()
def quarantine() -> None:
    """List, export and read again messages that could not be understood.

    \b
    Example:
      fondsdialog quarantine list
    """


@quarantine.command("list")
@json_option
@config_option
@explained
def list_(config: Path, *, as_json: bool) -> None:
    """List what lies in quarantine, oldest first: number, when it came, where from, and why it lies there.

    \b
    Example:
      fondsdialog quarantine list
    """
    settings = settings_from(config)

    async def read() -> Sequence[KeptAside]:
        async with opened(settings) as database, database.reading() as session:
            return await kept_aside.quarantined(session)

    found = run(read())
    for each in found:
        click.echo(json.dumps(_as_dict(each), ensure_ascii=False) if as_json else _line(each))
    if not found:
        click.echo("Nothing lies in quarantine.", err=True)


@quarantine.command()
@click.argument("number", type=int)
@click.option("--output", type=click.Path(path_type=Path), help="The file to write. Default: NUMBER.eml")
@config_option
@explained
def export(config: Path, number: int, output: Path | None) -> None:
    """Write a message in quarantine to a new file, byte for byte as it came.

    \b
    Example:
      fondsdialog quarantine export 4711 --output mend.eml
    """
    settings = settings_from(config)

    async def read() -> Stored:
        async with opened(settings) as database, database.reading() as session:
            (named,) = _named(await kept_aside.quarantined(session), [number])
            return await ledger.load(session, named.ledger_id)

    stored = run(read())
    path = output or Path(f"{number}{stored.suffix}")
    if path.exists():
        raise Failure(f"{path} exists already and is left as it is: name another with --output.")
    with beside(path) as whole:
        whole.write_bytes(stored.raw)
        put_in_place(whole, path)
    click.echo(str(path))


@quarantine.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All mails except those that a person has set aside.")
@json_option
@config_option
@explained
def retry(config: Path, numbers: tuple[int, ...], *, everything: bool, as_json: bool) -> None:
    """Read messages in quarantine again, after an upgrade or a changed setting.

    What can be read now goes its way as if it had just come; what can't stays, with the reason that it has
    now. Each is decided on once, whoever else looks at it meanwhile.

    \b
    Examples:
      fondsdialog quarantine retry 4711 4712
      fondsdialog quarantine retry --all --json
    """
    if bool(numbers) == everything:
        raise click.UsageError("Say which messages by their numbers, or --all.")
    run(_retry(settings_from(config), numbers, as_json=as_json))


async def _retry(settings: Settings, numbers: Sequence[int], *, as_json: bool) -> None:
    desk = bootstrap.desk(settings, clock_for(settings))
    with bootstrap.model(settings) as reader:
        try:
            await schema.require(desk.database)
            chosen = await _chosen(desk, numbers)
            await asyncio.to_thread(reader.load)
            reception = Reception(desk, reader)
            piped = not sys.stderr.isatty()
            with click.progressbar(chosen, label="Reading mail", file=sys.stderr, hidden=piped) as bar:
                for ledger_id in bar:
                    click.echo(_told(ledger_id, await reception.read_again(ledger_id), as_json=as_json))
        finally:
            await desk.database.close()
    if not chosen:
        click.echo("Nothing lies in quarantine.", err=True)


async def _chosen(desk: Desk, numbers: Sequence[int]) -> list[int]:
    async with desk.database.reading() as session:
        found = await kept_aside.quarantined(session)
    if not numbers:
        return [each.ledger_id for each in found if not (each.is_talk or each.laid_aside)]
    chosen = _named(found, numbers)
    if said := [each.ledger_id for each in chosen if each.is_talk]:
        raise Failure(f"{_listed(said)} was said in Slack: have it read again by the button on its card.")
    return [each.ledger_id for each in chosen]


def _named(found: Sequence[KeptAside], numbers: Sequence[int]) -> list[KeptAside]:
    by_number = {each.ledger_id: each for each in found}
    if unknown := [number for number in numbers if number not in by_number]:
        raise Failure(
            f"{_listed(unknown)} does not lie in quarantine; `fondsdialog quarantine list` says what does."
        )
    return [by_number[number] for number in dict.fromkeys(numbers)]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _told(ledger_id: int, decision: Decision, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"number": ledger_id, **ingest.as_dict(decision)}, ensure_ascii=False)
    stays = " (stays)" if decision.outcome == Outcome.QUARANTINED else ""
    return f"{ledger_id:>8}  {ingest.line(decision)}{stays}"


def _as_dict(each: KeptAside) -> dict[str, Any]:
    return {
        "number": each.ledger_id,
        "received_at": each.received_at.isoformat(),
        "source": each.source,
        "size": each.size,
        "reason": each.reason,
        "laid_aside": each.laid_aside,
    }


def _line(each: KeptAside) -> str:
    when, size = f"{each.received_at:%Y-%m-%d %H:%M}", f"{each.size:>10}"
    return f"{each.ledger_id:>8}  {when}  {size}  {each.reason}  ({each.source})"
