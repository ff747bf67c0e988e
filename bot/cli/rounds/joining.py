"""`round join`: whoever answered unasked takes part from then on, as *Gør til part* in Slack has it."""

import json
from pathlib import Path
from typing import Any

import click

from bot.cli.context import Failure, config_option, explained
from bot.cli.rounds.deciding import of_the_round
from bot.cli.rounds.desk import Acting, by_option, json_option, key_argument, make
from bot.cli.rounds.values import party_of
from consultation.rounds import joining, record
from consultation.rounds.lifecycle import Hands
from storage import round_parties


@click.command()
@key_argument
@click.argument("number", type=int)
@click.option("--undo", is_flag=True, help="Take it back: the sender counts as not asked again.")
@by_option
@json_option
@config_option
@explained
def join(config: Path, key: str, number: int, by: str, *, undo: bool, as_json: bool) -> None:
    """Make a party of whoever sent a message to a round without being asked.

    NUMBER is the one that `round submissions` shows. A party gets what parties get: the letter, if its answer
    is still awaited, reminders, news of the deadline, and feedback.

    \b
    Examples:
      fondsdialog round join uip-2027 14
      fondsdialog round join uip-2027 14 --undo
    """

    async def move(acting: Acting) -> str:
        found = await _joined(acting, number, undo=undo)
        if as_json:
            return json.dumps(found, ensure_ascii=False)
        now = "takes part no more; its answers stay" if undo else "takes part in the round from now on"
        return f"{found['organisation']} {now}."

    click.echo(make(config, key, Hands(by, by), move), err=not as_json)


async def _joined(acting: Acting, number: int, *, undo: bool) -> dict[str, Any]:
    session, of, work = acting.session, acting.of, acting.work
    answer = await of_the_round(acting, number)
    party = await round_parties.get(session, answer.party_id)
    if undo and not joining.made_by(answer):
        raise Failure(f"{party.organisation} was not made a party by anybody: there is nothing to undo.")
    if not undo and party.invited:
        raise Failure(f"{party.organisation} takes part in the round {of.key} already.")
    change = joining.unmake_party if undo else joining.make_party
    await change(session, of, answer, acting.hands.by, work)
    return party_of(await record.load(session, of, work.now), party)
