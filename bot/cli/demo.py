"""`demo`: the whole product with nothing configured."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.context import Failure, explained, run
from bot.clock import start_clock
from bot.demo.mail_servers import Letter
from bot.demo.story import NotSeenToHappen, Story
from bot.demo.world import World, world
from nlp.model_process import ModelProcess

HOLD = 10  # seconds in which a letter can be taken back
HOLD_ONCE = 2
FOR_EVER = 10.0**9


@click.command()
@click.option("--once", is_flag=True, help="Play one story without a browser, check each step, and end.")
@click.option("--port", default=3800, show_default=True, help="The port of the local Slack's page.")
@explained
def demo(port: int, *, once: bool) -> None:
    """See the whole product with nothing configured: mail servers, a local Slack, and a dozen foundations.

    \b
    Example:
      fondsdialog demo
      fondsdialog demo --once
    """
    run(_play_once() if once else _open_to_visitors(port))


@asynccontextmanager
async def _world(folder: Path, *, port: int, hold_seconds: int) -> AsyncIterator[World]:
    clock = start_clock(os.environ, ZoneInfo("Europe/Copenhagen"))
    with closing(ModelProcess()) as reader:
        async with world(folder, clock, reader, port=port, hold_seconds=hold_seconds) as made:
            await asyncio.to_thread(reader.load)
            yield made


async def _play_once() -> None:
    with tempfile.TemporaryDirectory(prefix="fondsdialog-") as folder:
        async with _world(Path(folder), port=0, hold_seconds=HOLD_ONCE) as made:
            where = (
                "the local Slack" if made.slack else "the terminal: the local Slack needs npm to be fetched"
            )
            click.echo(f"One inquiry's way, with cards in {where}.\n")
            try:
                await Story(made).play()
            except NotSeenToHappen as missed:
                raise Failure(f"the story ended early: {missed.step}") from missed
    click.echo("\nEvery step was seen to happen.")


async def _open_to_visitors(port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="fondsdialog-") as folder:
        async with _world(Path(folder), port=port, hold_seconds=HOLD) as made:
            await Story(made).foundations_write()
            click.echo(_welcome(made))
            await _print_letters(made)


def _welcome(made: World) -> str:
    if made.slack is None:
        return "\nThe cards above are what staff see in Slack. Stop with Ctrl-C."
    page = click.style(made.slack.page_url, bold=True, underline=True)
    return (
        f"\nOpen  {page}\n\n"
        "  1. At the top, act as Mette. Look into #indsatser: a card for each inquiry.\n"
        "  2. Press Tag sagen, then Svar, and write something.\n"
        f"  3. The letter waits {HOLD} seconds in the thread (Fortryd takes it back), then shows here.\n\n"
        "Stop with Ctrl-C. Letters that leave:\n"
    )


async def _print_letters(made: World) -> None:
    shown = 0
    while True:
        await made.mail.outgoing(lambda _letter, count=shown: len(made.mail.letters) > count, within=FOR_EVER)  # type: ignore[misc]  # binds this count
        for letter in made.mail.letters[shown:]:
            click.echo(_printed(letter))
            shown += 1


def _printed(letter: Letter) -> str:
    message = letter.message
    body = message.get_body(("plain",))
    text = "\n".join(f"  │ {line}" for line in (body.get_content() if body else "").strip().splitlines())
    head = click.style(f"\n✉ to {message['To']}: {message['Subject']}", fg="green", bold=True)
    return head if "Auto-Submitted" in message else f"{head}\n{text}"
