"""Commands that end a round: `round feedback` tells each party what became of its points, `round report`."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained, run
from bot.cli.rounds.desk import Acting, at_desk, by_option, for_option, json_option, key_argument, make, seats
from bot.desk import Desk
from bot.rounds.letterheads import letterhead, may_write
from bot.rounds.noting import MASKS, letter_words, verdicts_heard
from consultation.rounds import feedback_letters, moving, record, setting_up
from consultation.rounds.feedback import own_points
from consultation.rounds.feedback_letters import Letter
from consultation.rounds.lifecycle import Hands
from consultation.rounds.moving import Work
from consultation.rounds.note.content import Note
from consultation.rounds.record import Case
from storage import rounds


@click.command()
@key_argument
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    required=True,
    help="The note (.docx or .csv) with the ministry's comments and verdicts, or the folder it lies in.",
)
@click.option("--dry-run", is_flag=True, help="Show the letters, and who has to wait for what; send nothing.")
@by_option
@for_option
@json_option
@config_option
@explained
def feedback(
    config: Path, key: str, source: Path, by: str, asked_by: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Write to each party what became of its own points, with the ministry's comment and verdict on each.

    Look at the letters first with --dry-run. A party waits while one of its points has neither comment nor
    verdict; run again, only those who have had no letter get one.

    \b
    Examples:
      fondsdialog round feedback uip-2027 --from note/ --dry-run
      fondsdialog round feedback uip-2027 --from note/hoeringsnotat-uip-2027.docx --by helle --for anders
    """
    hands = Hands(by, asked_by or by)

    async def made() -> str:
        async with at_desk(config) as desk:
            # a note takes a while: nobody waits for it who writes to the record
            note, case, letters = await look(desk, key, source)
            if dry_run:
                return _listed(desk, case, letters) if as_json else "\n".join(_previews(desk, case, letters))
            may_write(desk)
            await verdicts_heard(desk.database, case.round.id, note, by, desk.clock.now())
            sent = await send(desk, case.round.id, letters, hands)
            return _listed(desk, case, letters, sent) if as_json else _counted(letters, sent)

    click.echo(run(made()), err=not (dry_run or as_json))


@click.command()
@key_argument
@by_option
@for_option
@config_option
@explained
def report(config: Path, key: str, by: str, asked_by: str | None) -> None:
    """Say that a closed round's note is final.

    \b
    Example:
      fondsdialog round report uip-2027
    """

    async def move(acting: Acting) -> str:
        await moving.report(acting.session, acting.of, acting.hands, acting.work)
        return f"The round {key} is reported on. Answers that still come are kept and marked."

    click.echo(make(config, key, Hands(by, asked_by or by), move), err=True)


async def look(desk: Desk, key: str, source: Path) -> tuple[Note, Case, list[Letter]]:
    """Draw up the note with the remarks in a file, and of it everybody's letter."""
    from bot.cli.rounds import note as round_note  # noqa: PLC0415 - a word processor's worth of imports

    now = desk.clock.now()
    async with desk.database.reading() as session:
        of = await setting_up.found(session, key)
        note = await round_note.remarked(session, of, desk.settings, now, source)
        case = await record.load(session, of, now)
    if not note.remarks:
        raise Failure(f"{source} has no comment and no verdict on a point of the round {key}.")
    points = await asyncio.to_thread(own_points, note, MASKS)
    return note, case, feedback_letters.letters(case, points)


async def send(desk: Desk, round_id: int, letters: Sequence[Letter], hands: Hands) -> list[Letter]:
    """Let the letters leave that are ready, and return them."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        work = Work(seats(of, hands), letterhead(desk), desk.calendar, desk.clock.now())
        return await feedback_letters.send(session, of, letters, hands, work)


def _counted(letters: Sequence[Letter], sent: Sequence[Letter]) -> str:
    """Say how many leave, and who has to wait for what."""
    waiting = [each for each in letters if not each.ready]
    had = len(letters) - len(waiting) - len(sent)
    before = [f"Had one before: {had}."] if had else []
    return "\n".join(
        [f"Letters in the outbox: {len(sent)}.", *before, *(f"  {_why_not(each)}" for each in waiting)]
    )


def _listed(desk: Desk, case: Case, letters: Sequence[Letter], sent: Sequence[Letter] = ()) -> str:
    """Return each party's letter for scripts, whether it may leave, and whether it did just now."""
    told = [
        {
            "organisation": each.party.organisation,
            "to": list(each.recipients),
            "ready": each.ready,
            "points_lacking": each.lacking,
            "sent": each in sent,
            "text": letter_words(case.round, each, desk.from_name),
        }
        for each in letters
    ]
    return json.dumps(told, ensure_ascii=False)


def _previews(desk: Desk, case: Case, letters: Sequence[Letter]) -> Iterator[str]:
    for each in letters:
        to = ", ".join(each.recipients) or "nobody: no address works"
        yield f"=== {each.party.organisation} <{to}>"
        if not each.ready:
            yield f"waits: {_why_not(each)}"
        yield letter_words(case.round, each, desk.from_name)
        yield ""
    ready = sum(each.ready for each in letters)
    yield f"{ready} of {len(letters)} letters are ready. Nothing has been sent."


def _why_not(letter: Letter) -> str:
    if letter.lacking:
        points = "1 point" if letter.lacking == 1 else f"{letter.lacking} points"
        return f"{letter.party.organisation}: {points} without comment and verdict, or changed since"
    return f"{letter.party.organisation}: no address works"
