"""`demo`: the whole product with nothing configured."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.context import Failure, explained, run
from bot.clock import start_clock
from bot.demo.mail_servers import Letter
from bot.demo.round_desk import RoundDesk
from bot.demo.round_story import RoundStory
from bot.demo.steps import NotSeenToHappen
from bot.demo.story import Story
from bot.demo.world import World, world
from nlp.model_process import ModelProcess

HOLD = 10  # seconds in which a letter can be taken back
HOLD_ONCE = 2
FOR_EVER = 10.0**9


@click.command()
@click.option("--once", is_flag=True, help="Play an inquiry's and a round's story, check each step, and end.")
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=3800,
    show_default=True,
    help="The port of the local Slack's page.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    expose_value=False,
    help="Accepted as everywhere, but not read: the demo configures itself.",
)
@explained
def demo(port: int, *, once: bool) -> None:
    """See the whole product with nothing configured: mail servers, a local Slack, and a dozen foundations.

    \b
    Example:
      fondsdialog demo
      fondsdialog demo --once
    """
    # told to stop as by Ctrl-C, so that what it started stops too; what a script puts in the background
    # begins deaf to that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    run(_play_once() if once else _open_to_visitors(port))


@asynccontextmanager
async def _world(reader: ModelProcess, *, port: int, hold_seconds: int) -> AsyncIterator[World]:
    clock = start_clock(os.environ, ZoneInfo("Europe/Copenhagen"))
    with tempfile.TemporaryDirectory(prefix="fondsdialog-") as folder:
        async with world(Path(folder), clock, reader, port=port, hold_seconds=hold_seconds) as made:
            await asyncio.to_thread(reader.load)
            yield made


async def _play_once() -> None:
    with closing(ModelProcess()) as reader:
        # a world for each: what is weeks ahead for the round is no concern of the inquiries
        for title, story in (("One inquiry's way", Story), ("\nOne round's way", RoundStory)):
            async with _world(reader, port=0, hold_seconds=HOLD_ONCE) as made:
                click.echo(f"{title}, with cards in {_where(made)}.\n")
                try:
                    await story(made).play()
                except NotSeenToHappen as missed:
                    raise Failure(f"the story ended early: {missed.step}") from missed
    click.echo("\nEvery step was seen to happen.")


def _where(made: World) -> str:
    return "the local Slack" if made.slack else "the terminal: the local Slack needs npm to be fetched"


async def _open_to_visitors(port: int) -> None:
    with closing(ModelProcess()) as reader:
        async with _world(reader, port=port, hold_seconds=HOLD) as made:
            inquiries = Story(made)
            # what a party writes while a round is open could be its answer
            await inquiries.are_decided(await inquiries.foundations_write())
            await RoundDesk(made).is_under_way()
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
        f"  3. The letter waits {HOLD} seconds in the thread (Fortryd takes it back), then shows here.\n"
        "  4. A round is open too: its answers stand in #indsatser as they come. Decide on one.\n\n"
        "Stop with Ctrl-C. Letters that leave:\n"
    )


async def _print_letters(made: World) -> None:
    shown = len(made.mail.letters)
    click.echo(f"  ({shown} have left already: acknowledgements, and a round's invitations and receipts)")
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
