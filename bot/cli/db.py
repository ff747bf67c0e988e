"""Commands on the database: `db upgrade`, `db check`."""

from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained, opened, run, settings_from
from bot.settings import Settings
from storage import ledger, schema
from storage.database import Database


@click.group()
def db() -> None:
    """Migrate and check the database."""


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
    """Check that the database is migrated and that its mail ledger adds up.

    \b
    Example:
      fondsdialog db check
    """
    click.echo(run(_check(settings_from(config))))


async def _upgrade(settings: Settings) -> str:
    database = Database(settings.database.url)
    try:
        before = await schema.state(database)
        after = await schema.upgrade(database)
    finally:
        await database.close()
    if before.current == after.current:
        return f"The database is at version {after.current} already."
    return f"The database is now at version {after.current}."


async def _check(settings: Settings) -> str:
    async with opened(settings) as database, database.reading() as session:
        totals = await ledger.totals(session)
    if not totals.adds_up:
        outcomes = sum(totals.outcomes.values())
        raise Failure(
            f"the mail ledger does not add up: {totals.seen} seen, {outcomes} decided, "
            f"{totals.undecided} undecided."
        )
    return f"The database is up to date. Its mail ledger adds up: {totals.seen} messages seen."
