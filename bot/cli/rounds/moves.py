"""Commands that move a round: `round approve`, `open`, `remind`, `extend`, `close`, `cancel`.

Each makes one move in one transaction; what is allowed, and which letters it writes, is not decided here.
"""

from datetime import date, datetime, tzinfo
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.context import config_option, explained
from bot.cli.rounds.desk import Acting, by_option, for_option, key_argument, make
from bot.dates import written
from bot.rounds.letterheads import may_write
from consultation.rounds import finding, moving, record, reminding
from consultation.rounds.lifecycle import Hands
from consultation.rounds.mistakes import YEARS
from consultation.rounds.roundfile import CLOSES
from consultation.rounds.writing import writable
from storage import round_parties
from storage.tables import Round


@click.command()
@key_argument
@by_option
@for_option
@config_option
@explained
def approve(config: Path, key: str, by: str, asked_by: str | None) -> None:
    """Let a round be sent out, where the check finds nothing that must be put right.

    \b
    Example:
      fondsdialog round approve uip-2027 --by helle --for anders
    """

    async def move(acting: Acting) -> str:
        await moving.approve(acting.session, acting.of, acting.hands, acting.work)
        return f"The round {key} is approved: `fondsdialog round open {key}` sends it out."

    click.echo(make(config, key, Hands(by, asked_by or by), move), err=True)


@click.command("open")
@key_argument
@by_option
@config_option
@explained
def open_(config: Path, key: str, by: str) -> None:
    """Send an approved round out: every party gets its letter.

    \b
    Example:
      fondsdialog round open uip-2027
    """

    async def move(acting: Acting) -> str:
        may_write(acting.desk)
        await moving.open_round(acting.session, acting.of, acting.hands, acting.work)
        letters = await _reachable(acting.session, acting.of)
        return f"The round {key} is open. Invitations in the outbox: {letters}."

    click.echo(make(config, key, Hands(by, by), move), err=True)


@click.command()
@key_argument
@by_option
@config_option
@explained
def remind(config: Path, key: str, by: str) -> None:
    """Write the reminders that are due now; the running service does so by itself.

    Nobody is reminded out of turn: `round plan` says who gets what and when, and why not.

    \b
    Example:
      fondsdialog round remind uip-2027
    """

    async def move(acting: Acting) -> str:
        may_write(acting.desk)
        of, work = acting.of, acting.work
        written = await reminding.remind_in(acting.session, of, work.calendar, work.head, work.now)
        return f"Reminders of the round {key} that are now in the outbox: {written}."

    click.echo(make(config, key, Hands(by, by), move), err=True)


@click.command()
@key_argument
@click.option("--until", required=True, help='The new deadline, local time, such as "2027-03-12T12:00".')
@click.option("--party", help="Only for this party: its name, how the name begins, or one of its addresses.")
@click.option("--reason", help="Why this party gets more time than the others.")
@by_option
@for_option
@config_option
@explained
def extend(
    config: Path,
    key: str,
    until: str,
    party: str | None,
    reason: str | None,
    by: str,
    asked_by: str | None,
) -> None:
    """Move the deadline, everybody's or one party's, and tell those who have yet to answer.

    \b
    Examples:
      fondsdialog round extend uip-2027 --until 2027-03-12T12:00
      fondsdialog round extend uip-2027 --until 2027-03-12T12:00 --party "Fonden Nordlys" --reason "ferie"
    """
    if party is not None and not party.strip():
        # a shell's variable that was never set means nobody, and surely not everybody
        raise click.UsageError(
            "--party is empty: name a party, or leave it out to move everybody's deadline."
        )
    if reason and not party:
        raise click.UsageError("--reason goes with --party.")

    async def move(acting: Acting) -> str:
        may_write(acting.desk)
        moment = _moment(until, acting.work.calendar.timezone)
        if party:
            one = await finding.party_called(acting.session, acting.of, party)
            await moving.extend_party(
                acting.session, acting.of, one, acting.hands, moment, reason or "", acting.work
            )
        else:
            await moving.extend(acting.session, acting.of, acting.hands, moment, acting.work)
        whose = f"{one.organisation} in the round {key}" if party else f"The round {key}"
        deadline = written(moment, "en", acting.work.calendar.timezone, acting.work.now)
        return f"{whose} has until {deadline}; the letters that say so are in the outbox."

    click.echo(make(config, key, Hands(by, asked_by or by), move), err=True)


@click.command()
@key_argument
@by_option
@for_option
@config_option
@explained
def close(config: Path, key: str, by: str, asked_by: str | None) -> None:
    """Close a round now; it closes by itself once its last deadline is past.

    \b
    Example:
      fondsdialog round close uip-2027
    """

    async def move(acting: Acting) -> str:
        await moving.close(acting.session, acting.of, acting.hands, acting.work)
        return f"The round {key} is closed. Answers that still come are kept and marked."

    click.echo(make(config, key, Hands(by, asked_by or by), move), err=True)


@click.command()
@key_argument
@click.option("--reason", required=True, help="Why; everybody who was asked is told.")
@by_option
@config_option
@explained
def cancel(config: Path, key: str, reason: str, by: str) -> None:
    """Cancel a round, and tell everybody who was asked.

    \b
    Example:
      fondsdialog round cancel uip-2027 --reason "Udkastet er trukket tilbage."
    """

    async def move(acting: Acting) -> str:
        if acting.of.opened_at is not None:
            may_write(acting.desk)
        await moving.cancel(acting.session, acting.of, acting.hands, reason, acting.work)
        return f"The round {key} is cancelled."

    click.echo(make(config, key, Hands(by, by), move), err=True)


async def _reachable(session: AsyncSession, of: Round) -> int:
    addresses = await round_parties.addresses(session, of.id)
    parties = record.invited(await round_parties.of_round(session, of.id))
    return sum(bool(writable(addresses.get(party.id, []))) for party in parties)


def _moment(text: str, timezone: tzinfo) -> datetime:
    """Read a local moment; a mere date ends when a file's would."""
    try:
        moment = _day(text.strip()) or datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        raise click.BadParameter(f'"{text}" is no time such as "2027-03-12T12:00".', param_hint="--until")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), CLOSES)
    except ValueError:
        return None
