"""What every command shares: its configuration, and failures said in plain words."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import logs
from bot.clock import Clock, start_clock
from bot.settings import Settings, SettingsError, load
from storage import schema
from storage.database import Database

T = TypeVar("T")

config_option = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="FONDSDIALOG_CONFIG",
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file.",
)


class Failure(click.ClickException):
    """A failure that is explained in one plain sentence; the command exits with 1."""

    def show(self, file: Any = None) -> None:
        """Say it on standard error, without click's prefix."""
        click.echo(f"fondsdialog: {self.message}", file=file, err=file is None)


def settings_from(path: Path, *, require_secrets: bool = False) -> Settings:
    """Read the configuration, or fail with every mistake in it.

    Only a command that talks to the servers requires their passwords.
    """
    try:
        return load(path, os.environ, require_secrets=require_secrets)
    except SettingsError as error:
        raise Failure(of_the_settings(error)) from error


def of_the_settings(error: SettingsError) -> str:
    """Say everything that is wrong with the configuration, a line each, with its key."""
    mistakes = "\n".join(f"  {mistake}" for mistake in error.mistakes)
    return f"the configuration can't be used:\n{mistakes}"


def clock_for(settings: Settings) -> Clock:
    """Start the process's one clock."""
    return start_clock(os.environ, settings.service.timezone)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; what other parts raise becomes one sentence."""
    return asyncio.run(work)


@asynccontextmanager
async def opened(settings: Settings, *, patient: bool = False) -> AsyncIterator[Database]:
    """Open the record for a command, see :class:`Database`; raises :class:`storage.schema.SchemaOutdated`."""
    database = Database(settings.database.url, patient=patient)
    try:
        await schema.require(database)
        yield database
    finally:
        await database.close()


def explained(command: Callable[..., T]) -> Callable[..., T]:
    """Turn the errors that a user can do something about into one sentence and exit code 1."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> T:
        from bot.cli.failures import sentence  # noqa: PLC0415 - only a failure needs these imports

        logs.set_up(logging.ERROR)
        try:
            return command(*args, **kwargs)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            raise click.exceptions.Exit(0) from None
        except Exception as error:
            if os.environ.get("FONDSDIALOG_TRACEBACK"):
                raise
            raise Failure(sentence(error)) from error

    return wrapper
