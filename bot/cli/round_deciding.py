"""`round decide`: what a person says of a message that was not plain, or that counts for nothing."""

from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained
from bot.cli.round_desk import Acting, by_option, key_argument, make
from consultation.rounds import deciding
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import AnswerKind
from storage import rounds
from storage.tables import Submission


@click.command()
@key_argument
@click.argument("number", type=int)
@click.option("--as", "kind", type=click.Choice([kind.value for kind in AnswerKind]), help="What it is.")
@click.option("--set-aside", "reason", help="Why it counts for nothing.")
@by_option
@config_option
@explained
def decide(config: Path, key: str, number: int, kind: str | None, reason: str | None, by: str) -> None:
    """Say what a message to a round is, or set it aside. NUMBER is the one that `round submissions` shows.

    \b
    Examples:
      fondsdialog round decide uip-2027 14 --as declined
      fondsdialog round decide uip-2027 15 --set-aside "sent to us by mistake"
    """
    if (kind is None) == (reason is None):
        raise click.UsageError("name either --as or --set-aside.")

    from bot import round_questions  # noqa: PLC0415 - takes a second, which `--help` need not wait

    async def move(acting: Acting) -> str:
        submission = await _of_the_round(acting, number)
        session, of, now = acting.session, acting.of, acting.work.now
        if kind is not None:
            await round_questions.decide(session, acting.desk, of, submission, AnswerKind(kind), by, now)
            return f"Message {number} is {kind}."
        await deciding.set_aside(session, of, submission, reason or "", by, now)
        return f"Message {number} is set aside."

    click.echo(make(config, key, Hands(by, by), move), err=True)


async def _of_the_round(acting: Acting, number: int) -> Submission:
    for submission in await rounds.submissions(acting.session, acting.of.id):
        if submission.id == number:
            return submission
    raise Failure(f"no message to the round {acting.of.key} has the number {number}.")
