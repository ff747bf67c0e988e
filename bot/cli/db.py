"""Commands on the database: `db upgrade`, `db check`."""

from pathlib import Path

import click

from bot.cli import integrity
from bot.cli.context import Failure, clock_for, config_option, explained, opened, run, settings_from
from bot.settings import Settings
from storage import schema
from storage.database import Database


@click.group()
def db() -> None:
    """Migrate and check the database.

    \b
    Example:
      fondsdialog db upgrade
    """


@db.command()
@config_option
@explained
def upgrade(config: Path) -> None:
    """Bring the database to this program's version; running it again changes nothing.

    \b
    Example:
      fondsdialog db upgrade --config config.toml
    """
    click.echo(run(_upgrade(settings_from(config))), err=True)


@db.command()
@config_option
@explained
def check(config: Path) -> None:
    """Check that the database is migrated and whole: nothing lost, nothing changed afterwards.

    It reads everything once: the ledger, every original against its digest, the sealed histories, the rounds.

    \b
    Example:
      fondsdialog db check
    """
    run(_check(settings_from(config)))


async def _upgrade(settings: Settings) -> str:
    database = Database(settings.database.url, patient=True)
    try:
        before = await schema.state(database)
        after = await schema.upgrade(database)
    finally:
        await database.close()
    if after.ahead:
        return f"The database is at version {after.current}, one step ahead of this program: nothing to do."
    if before.current == after.current:
        return f"The database is at version {after.current} already."
    return f"The database is now at version {after.current}."


async def _check(settings: Settings) -> None:
    now, in_order = clock_for(settings).now(), True
    async with opened(settings, patient=True) as database, database.reading() as session:
        async for found in integrity.findings(session, now):
            click.echo("\n".join(integrity.lines(found)))
            in_order = in_order and not found.wrong
    if not in_order:
        raise Failure("the database is not in order: restore it from a backup, or ask who looks after it.")
