"""`train --with-corrections`: a new model from what staff corrected, tried before it is taken into use."""

from collections.abc import Callable
from pathlib import Path

import click

from bot import bootstrap
from bot.cli import measures
from bot.cli.context import Failure, opened, run
from bot.learning import corrections, models
from bot.learning.corrections import Lesson
from bot.settings import Settings
from nlp import model as nlp_model
from nlp.comparison import Trial
from nlp.evaluation import Report
from nlp.taxonomy import Taxonomy
from storage.tables import LabelledExample

Make = Callable[..., Report]
"""`nlp.training.train` but for the folder, the taxonomy and the messages beside the corpus."""


def train_with_corrections(
    settings: Settings, make: Make, output: Path | None, known: Taxonomy | None
) -> None:
    """Train a candidate and try it; into ``output``, or kept and taken into use where it does no worse."""
    taxonomy = known or bootstrap.taxonomy(settings)
    in_use = nlp_model.load(models.in_use(settings), taxonomy)
    lesson = corrections.lesson(run(_examples(settings)), taxonomy, in_use)
    _say_lesson(lesson)

    def write(folder: Path) -> None:
        click.echo("\n".join(measures.table(make(folder, taxonomy, more=lesson.learnt))))

    registry = models.registry(settings)
    if output:
        write(output)
    folder = output or registry.path(registry.add(write))
    candidate = nlp_model.load(folder, taxonomy)
    trials = corrections.trials(lesson.held_out, candidate, in_use)
    click.echo("\n".join(["", *measures.side_by_side(trials)]))
    if output:
        click.echo(f"The model is in {output}.", err=True)
    else:
        _take_into_use(settings, candidate.version, trials)


async def _examples(settings: Settings) -> list[LabelledExample]:
    async with opened(settings) as database:
        return await corrections.examples(database)


def _say_lesson(lesson: Lesson) -> None:
    click.echo(
        f"{len(lesson.learnt)} corrections are learnt, the {len(lesson.held_out)} newest are held out.",
        err=True,
    )
    if lesson.unknown:
        click.echo(f"{lesson.unknown} name an initiative that the taxonomy lacks: left out.", err=True)


def _take_into_use(settings: Settings, version: str, trials: list[Trial]) -> None:
    worse = [trial.name for trial in trials if not trial.passed]
    if worse or not trials:
        why = f"does worse on: {', '.join(worse)}" if worse else "could be tried on nothing"
        raise Failure(
            f"the new model {version} {why}. It is kept and not used. "
            f"`fondsdialog model use {version}` uses it all the same."
        )
    models.registry(settings).use(version)
    click.echo(f"Model {version} is in use. `fondsdialog model rollback` takes it back.", err=True)
    if settings.nlp.model:
        click.echo(
            f"But nlp.model is configured and goes before: {settings.nlp.model} is read with.", err=True
        )
