"""`run`: the service."""

import asyncio
import logging
import signal
from contextlib import aclosing, suppress
from pathlib import Path

import click

from bot import bootstrap, logs, memory
from bot.bootstrap import Parts
from bot.cli.context import clock_for, config_option, explained, settings_from
from bot.cli.context import run as run_work
from bot.learning.models import ModelInUse
from bot.service import Role, running
from bot.settings import Settings
from storage import schema, turns


class Roles(click.ParamType[frozenset[Role]]):
    """Roles with commas between them."""

    name = "roles"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[Role]:
        """Read the roles; an unknown one is wrong usage."""
        if isinstance(value, frozenset):
            return value
        try:
            return frozenset(Role(name.strip()) for name in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r}: the roles are {', '.join(Role)}, with commas between them", param, ctx)


@click.command()
@click.option(
    "--roles", type=Roles(), default=",".join(Role), show_default=True, help="What this process does."
)
@config_option
@explained
def run(config: Path, roles: frozenset[Role]) -> None:
    """Run the service until it is told to stop (Ctrl-C or SIGTERM).

    \b
    Example:
      fondsdialog run --roles intake,outbox
    """
    memory.share()
    logs.set_up(logging.INFO)
    run_work(_run(settings_from(config, require_secrets=True), roles))


async def _run(settings: Settings, roles: frozenset[Role]) -> None:
    with bootstrap.model(settings) as reader:
        async with aclosing(bootstrap.parts(settings, clock_for(settings), reader)) as parts:
            await _serve(parts, roles, reader)
    _say("fondsdialog has stopped.")


async def _serve(parts: Parts, roles: frozenset[Role], reader: ModelInUse) -> None:
    if (found := await schema.require(parts.desk.database)).ahead:
        _say(f"The database ({found.current}) is one step ahead of this program.")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with turns.alone(parts.desk.database) as alone:
        if alone:
            await parts.courier.take_over()
        async with running(parts, roles) as broken:
            await asyncio.to_thread(reader.load)
            memory.settle()
            _say(f"fondsdialog is ready ({', '.join(sorted(roles))}).")
            await _until(stop, broken)


def _say(text: str) -> None:
    with suppress(OSError):  # a full disk under the log stops no letter
        click.echo(text, err=True)


async def _until(stop: asyncio.Event, broken: asyncio.Future[None]) -> None:
    """Wait until we are told to stop; raises what the future that `bot.service.running` yields fails with."""
    broken.add_done_callback(lambda _: stop.set())
    await stop.wait()
    if broken.done():
        broken.result()
