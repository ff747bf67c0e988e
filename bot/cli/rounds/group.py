"""The group `round`, and its commands that look: `list`, `show`, `plan`, `submissions`, `export`, `note`.

Those that set one up are in `setup`, those that move one in `moves`.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli import stopping
from bot.cli.context import clock_for, config_option, explained, opened, run, settings_from
from bot.cli.rounds import deciding, feedback, joining, moves, pages, setup, statements, values
from bot.cli.rounds import submissions as round_submissions
from bot.cli.rounds.desk import by_option, json_option, key_argument
from bot.cli.rounds.pages import Times
from bot.cli.rounds.submissions import Understood
from bot.inquiries.deadlines import WorkCalendar, work_calendar
from bot.settings import Settings
from consultation.rounds import package, record, setting_up
from consultation.rounds.record import Case
from consultation.rounds.statements import Reader
from consultation.rounds.words import RoundState
from storage import rounds

T = TypeVar("T")


@dataclass(frozen=True)
class Looking:
    """A look at the record: with which settings, and when."""

    session: AsyncSession
    settings: Settings
    now: datetime

    @property
    def calendar(self) -> WorkCalendar:
        """The office's working days."""
        return work_calendar(self.settings)

    @property
    def times(self) -> Times:
        """How moments are written out."""
        return Times(self.settings.service.timezone, self.now)


@click.group(
    commands=[
        setup.create,
        setup.check,
        setup.invite,
        setup.document,
        deciding.decide,
        stopping.of_round,
        joining.join,
        statements.statements,
        moves.approve,
        moves.open_,
        moves.remind,
        moves.extend,
        moves.close,
        moves.cancel,
        feedback.feedback,
        feedback.report,
    ]
)
def round() -> None:  # noqa: A001 - the command's name, by which it is found here
    """Set up, run and report on written rounds.

    \b
    Example, a round's way:
      fondsdialog round create uip-2027.toml
      fondsdialog round approve uip-2027
      fondsdialog round open uip-2027
      fondsdialog round show uip-2027
      fondsdialog round note uip-2027 --output note/
    """


@round.command("list")
@click.option(
    "--state",
    type=click.Choice([state.value for state in RoundState]),
    multiple=True,
    help="Only these; may be repeated.",
)
@json_option
@config_option
@explained
def list_(config: Path, state: tuple[str, ...], *, as_json: bool) -> None:
    """List the rounds, the newest first.

    \b
    Example:
      fondsdialog round list --state open
    """

    async def look(looking: Looking) -> list[str]:
        session = looking.session
        found = [await values.summary(session, each) for each in await rounds.newest_first(session, state)]
        return [_json(found)] if as_json else [pages.line(each, looking.times) for each in found]

    _say(_look(config, look) or ["No rounds."])


@round.command()
@key_argument
@click.option(
    "--by",
    type=click.Choice(["state", "phase"]),
    default="state",
    show_default=True,
    help="Parties by their state, or proposals by their SUSI phase.",
)
@json_option
@config_option
@explained
def show(config: Path, key: str, by: str, *, as_json: bool) -> None:
    """Show a round: its parties by state, its questions, the days left, and whether its messages add up.

    \b
    Examples:
      fondsdialog round show uip-2027
      fondsdialog round show uip-2027 --by phase
    """

    async def states(looking: Looking) -> list[str]:
        of = await setting_up.found(looking.session, key)
        found = await values.whole(looking.session, of, looking.calendar, looking.now)
        return [_json(found)] if as_json else pages.page(found, looking.times)

    async def phases(looking: Looking) -> list[str]:
        of = await setting_up.found(looking.session, key)
        case = await record.load(looking.session, of, looking.now)
        found = await _asked_of_the_model(looking, partial(round_submissions.by_phase, case))
        return [_json(found)] if as_json else pages.phases(found)

    _say(_look(config, phases if by == "phase" else states) or ["No answer puts anything forward."])


@round.command()
@key_argument
@json_option
@config_option
@explained
def plan(config: Path, key: str, *, as_json: bool) -> None:
    """Say who gets what and when, and why somebody gets nothing; before the launch, what is planned.

    \b
    Example:
      fondsdialog round plan uip-2027
    """

    async def look(looking: Looking) -> list[str]:
        of = await setting_up.found(looking.session, key)
        found = await values.plan(looking.session, of, looking.calendar, looking.now)
        if as_json:
            return [_json(found)]
        return [line for each in found for line in pages.plan(each, looking.times)]

    _say(_look(config, look) or ["Nobody is invited."])


@round.command()
@key_argument
@json_option
@config_option
@explained
def submissions(config: Path, key: str, *, as_json: bool) -> None:
    """Print each message to a round with its answers; CPR numbers and private addresses are masked.

    With --json there is one object a line, with what the answers put forward.

    \b
    Example:
      fondsdialog round submissions uip-2027 --json
    """

    async def look(looking: Looking) -> list[str]:
        of = await setting_up.found(looking.session, key)
        case = await record.load(looking.session, of, looking.now)
        understood = await _understood(looking, case) if as_json else {}
        found = [
            round_submissions.as_dict(case, each, understood.get(each.id, Understood()))
            for each in case.submissions
        ]
        if as_json:
            return [_json(each) for each in found]
        return [line for each in found for line in pages.submission(each, looking.times)]

    lines = _look(config, look)
    _say(lines if lines or as_json else ["Nothing has come in yet."])


@round.command()
@key_argument
@click.option("--output", type=click.Path(path_type=Path), help="The ZIP to write. Default: KEY.zip")
@json_option
@config_option
@explained
def export(config: Path, key: str, output: Path | None, *, as_json: bool) -> None:
    """Write a ZIP with everything on one round: every original mail, a list of them, and their digests.

    \b
    Example:
      fondsdialog round export uip-2027 --output uip-2027.zip
    """
    path = output or Path(f"{key}.zip")

    async def look(looking: Looking) -> list[str]:
        of = await setting_up.found(looking.session, key)
        found = await values.whole(looking.session, of, looking.calendar, looking.now)
        letters = await values.letters(looking.session, of)
        return await package.write(looking.session, of, {**found, "letters": letters}, path)

    names = _look(config, look)
    _say([_json({"path": str(path), "files": names}) if as_json else str(path)])


@round.command()
@key_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write to.",
)
@by_option
@config_option
@explained
def note(config: Path, key: str, output: Path, by: str) -> None:
    """Write a round's draft note (høringsnotat) as .docx, .html and .csv.

    The ministry's comments and verdicts in a note that is already there are carried over. Statements that
    were confirmed, set aside or corrected in its .csv are recorded; so are those of points with a verdict.

    \b
    Example:
      fondsdialog round note uip-2027 --output note/
    """
    from bot.cli.rounds import note as round_note  # noqa: PLC0415 - a word processor's worth of imports

    settings = settings_from(config)

    async def made() -> round_note.Written:
        async with opened(settings) as database:
            hand = round_note.Hand(database, settings, by, clock_for(settings).now())
            return await round_note.write(hand, key, output)

    written = run(made())
    _say([str(path) for path in written.paths])
    click.echo("\n".join([*round_note.refused(written.heard), *round_note.lacking(written.draft)]), err=True)


def _look(config: Path, look: Callable[[Looking], Awaitable[T]]) -> T:
    """Look at one moment of the record."""
    settings = settings_from(config)

    async def looked() -> T:
        async with opened(settings) as database, database.reading() as session:
            return await look(Looking(session, settings, clock_for(settings).now()))

    return run(looked())


async def _understood(looking: Looking, case: Case) -> dict[int, Understood]:
    documents = await rounds.documents(looking.session, case.round.id)
    known = [case.round.text, *(each.text for each in documents)]
    return await _asked_of_the_model(looking, partial(round_submissions.understand, case, known))


async def _asked_of_the_model(looking: Looking, question: Callable[[Reader], T]) -> T:
    from bot import bootstrap  # noqa: PLC0415 - takes a second, and nothing else here needs it

    with bootstrap.model(looking.settings) as reader:
        return await asyncio.to_thread(question, reader)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)
