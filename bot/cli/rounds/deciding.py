"""`round decide`: what a person says of a message that was not plain, or that counts for nothing."""

from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained
from bot.cli.rounds.desk import Acting, by_option, key_argument, make
from bot.rounds.letterheads import may_write
from consultation.rounds import deciding
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import AnswerKind
from storage import round_messages
from storage.tables import Submission


@click.command()
@key_argument
@click.argument("number", type=int)
@click.option("--as", "kind", type=click.Choice([kind.value for kind in AnswerKind]), help="What it is.")
@click.option("--set-aside", "reason", help="Set it aside; TEXT says why.")
@click.option("--no-more-time", is_flag=True, help="It asks for more time and gets none; the party is told.")
@by_option
@config_option
@explained
def decide(
    config: Path, key: str, number: int, kind: str | None, reason: str | None, by: str, *, no_more_time: bool
) -> None:
    """Say what a message to a round is, or set it aside, or that its sender gets no more time.

    NUMBER is the one that `round submissions` shows. More time is given by `round extend --party`.

    \b
    Examples:
      fondsdialog round decide uip-2027 14 --as declined
      fondsdialog round decide uip-2027 15 --set-aside "sent to us by mistake"
      fondsdialog round decide uip-2027 16 --no-more-time
    """
    if [kind is not None, reason is not None, no_more_time].count(True) != 1:
        raise click.UsageError("name one of --as, --set-aside and --no-more-time.")

    from bot.rounds import questions  # noqa: PLC0415 - takes a second, which `--help` need not wait

    async def move(acting: Acting) -> str:
        submission = await of_the_round(acting, number)
        session, of, work = acting.session, acting.of, acting.work
        if kind is not None:
            await questions.decide(session, acting.desk, of, submission, AnswerKind(kind), by, work)
            return f"Message {number} is {kind}."
        if no_more_time:
            may_write(acting.desk)
            if not deciding.asks_for_time(submission):
                raise Failure(f"message {number} does not ask for more time, or has had its answer.")
            await deciding.refuse_time(session, of, submission, by, work)
            return (
                f"The deadline stands; the letter that tells the sender of message {number} is in the outbox."
            )
        await deciding.set_aside(session, of, submission, reason or "", by, work)
        return f"Message {number} is set aside."

    click.echo(make(config, key, Hands(by, by), move), err=True)


async def of_the_round(acting: Acting, number: int) -> Submission:
    """Find a message to the round by the number that `round submissions` shows."""
    for submission in await round_messages.of_round(acting.session, acting.of.id):
        if submission.id == number:
            return submission
    raise Failure(f"no message to the round {acting.of.key} has the number {number}.")
