"""A round moved from the command line: in one transaction, by somebody who sits here.

The commands are in `setup` and `moves`; what is allowed is the rounds' own rules'.
"""

import getpass
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.context import Failure, clock_for, run, settings_from
from bot.cli.rounds import failures
from bot.desk import Desk
from bot.rounds.letterheads import letterhead
from consultation.rounds import setting_up
from consultation.rounds.errors import RoundError
from consultation.rounds.lifecycle import Hands, Seats
from consultation.rounds.moving import Work
from storage import rounds, schema
from storage.tables import Round


def whoami() -> str:
    """Who sits at the command line, by the operating system's name for them."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container's user may have no name
        return "commandline"


key_argument = click.argument("key")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
by_option = click.option("--by", default=whoami, show_default="your user name", help="Who does this.")
for_option = click.option("--for", "asked_by", help="Who asked for it, where that was somebody else.")


@dataclass(frozen=True)
class Acting:
    """A round being moved: the transaction, the desk, whose hands, and what the move is made with."""

    session: AsyncSession
    desk: Desk
    of: Round
    hands: Hands
    work: Work


Move = Callable[[Acting], Awaitable[str]]
"""Makes a move and says what came of it."""


def seats(of: Round, hands: Hands) -> Seats:
    """Who may move a round from here: whoever may run commands on this machine.

    Where a round names its approver nobody else confirms. Four eyes are asked for in Slack, which knows them.
    """
    return Seats(frozenset({hands.by, hands.asked_by, of.created_by}), four_eyes=False, approver=of.approver)


@asynccontextmanager
async def at_desk(config: Path) -> AsyncIterator[Desk]:
    """Lay the desk for one command; what stands in the round's way is said in its own time zone."""
    from bot import bootstrap  # noqa: PLC0415 - takes a second, which whoever only looks need not wait

    settings = settings_from(config)
    desk = bootstrap.desk(settings, clock_for(settings))
    try:
        await schema.require(desk.database)
        yield desk
    except RoundError as error:
        raise Failure(failures.sentence(error, settings.service.timezone)) from error
    finally:
        await desk.database.close()


def make(config: Path, key: str, hands: Hands, move: Move) -> str:
    """Make a move in one transaction, with nobody else moving the round meanwhile."""

    async def made() -> str:
        async with at_desk(config) as desk, desk.database.transaction() as session:
            of = await rounds.locked(session, (await setting_up.found(session, key)).id)
            work = Work(seats(of, hands), letterhead(desk), desk.calendar, desk.clock.now())
            return await move(Acting(session, desk, of, hands, work))

    return run(made())
