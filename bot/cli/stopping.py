"""`inquiry stop-retry` and `round stop-retry`: a letter that came back for now is not sent again."""

import json
from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained, run
from bot.cli.rounds.deciding import of_the_round
from bot.cli.rounds.desk import Acting, at_desk, by_option, json_option, key_argument, make
from bot.desk import Desk
from bot.inquiries import sending_again
from bot.inquiries.errors import Emptied, MergedAlready, UnknownInquiry
from consultation.rounds import again, sent_again
from consultation.rounds.lifecycle import Hands
from storage import inquiries
from storage.tables import Inquiry


@click.command("stop-retry")
@click.argument("reference")
@click.option("--to", "address", help="Only the letter to this address, where several come back.")
@by_option
@json_option
@config_option
@explained
def of_inquiry(config: Path, reference: str, address: str | None, by: str, *, as_json: bool) -> None:
    """Stop sending again an inquiry's letter that came back for now, as from a full mailbox.

    The letter then counts as undelivered: the inquiry is open again, and its thread in Slack says so.

    \b
    Example:
      fondsdialog inquiry stop-retry FD-2026-00042
    """

    async def stop() -> list[str]:
        async with at_desk(config) as desk:
            found = await _named(desk, reference)
            stopped = await sending_again.stop_all(desk, found.id, by, address.lower() if address else None)
            desk.nudge()
            return stopped

    try:
        _tell(reference.upper(), run(stop()), as_json=as_json)
    except MergedAlready as merged:
        raise Failure(f"{reference} goes on in {merged.into}: name that.") from merged


@click.command("stop-retry")
@key_argument
@click.argument("number", type=int)
@by_option
@json_option
@config_option
@explained
def of_round(config: Path, key: str, number: int, by: str, *, as_json: bool) -> None:
    """Stop sending again a round's letter that came back for now, as from a full mailbox.

    NUMBER is that of the report that it came back, as `round submissions` shows it. Each address that the
    report names then counts as one that no letter reaches.

    \b
    Example:
      fondsdialog round stop-retry uip-2027 14
    """
    addresses: list[str] = []

    async def move(acting: Acting) -> str:
        report = await of_the_round(acting, number)
        if not again.coming(report):
            raise Failure(f"message {number} reports no letter that is to be sent again.")
        addresses.extend(await sent_again.stop(acting.session, acting.of, report, by, acting.work.now))
        return key

    _tell(make(config, key, Hands(by, by), move), addresses, as_json=as_json)


async def _named(desk: Desk, reference: str) -> Inquiry:
    async with desk.database.reading() as session:
        found = await inquiries.by_reference(session, reference)
    if found is None:
        raise UnknownInquiry(reference)
    if found.emptied_at is not None:
        raise Emptied(found.reference)
    return found


def _tell(named: str, stopped: list[str], *, as_json: bool) -> None:
    if not stopped:
        raise Failure(f"no letter of {named} is to be sent again: none came back, or it has left already.")
    if as_json:
        click.echo(json.dumps({"stopped": stopped}, ensure_ascii=False))
    else:
        click.echo(f"The letter to {', '.join(stopped)} is not sent again.", err=True)
