"""`classify`, `train`, `evaluate`: understanding by hand. What they do lives in `nlp`."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from bot.cli import measures
from bot.cli.context import Failure, config_option, explained, settings_from
from nlp import corpus, training
from nlp import model as models
from nlp import taxonomy as taxonomies
from nlp.model import Model
from nlp.understanding import Explanation, Reason, Understanding

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True)
_model_option = click.option(
    "--model", "folder", type=_FOLDER, help="The model's folder; else the configured one."
)


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help="Read JSON lines from standard input, write JSON lines.")
@click.option("--explain", is_flag=True, help="Show the words that decided.")
@_model_option
@config_option
@explained
def classify(text: str | None, folder: Path | None, config: Path, *, jsonl: bool, explain: bool) -> None:
    """Say what a text is about; without TEXT, or with "-", it is read from standard input.

    \b
    Examples:
      fondsdialog classify "Kan vi få en plads på temamødet om efterværn?"
      fondsdialog classify --jsonl < messages.jsonl
    """
    if jsonl and text is not None:
        raise click.UsageError("TEXT and --jsonl exclude each other.")
    model, floor = _model(folder, config)
    if jsonl:
        for entry in _entries(sys.stdin.buffer):
            click.echo(json.dumps(_classified(model, entry, floor, explain=explain), ensure_ascii=False))
    else:
        body = sys.stdin.read() if text in (None, "-") else text
        click.echo("\n".join(_told(model, model.explain("", str(body)), floor, explain=explain)))


@click.command()
@click.option(
    "--corpus",
    "corpora",
    type=_FILE,
    multiple=True,
    help="JSON lines, or a folder of them. With corrections, else the corpus that comes with fondsdialog.",
)
@click.argument("more", nargs=-1, type=_FILE)
@click.option(
    "--output", type=_FOLDER, help="Where the model goes. With corrections, else among the kept ones."
)
@click.option(
    "--taxonomy", type=click.Path(path_type=Path, dir_okay=False), help="The labels; else the corpus's own."
)
@click.option("--seed", type=int, default=training.SEED, show_default=True)
@click.option("--base", metavar="NAME_OR_PATH", help="A spaCy pipeline whose word vectors are used.")
@click.option(
    "--with-corrections",
    is_flag=True,
    help="Learn from what staff corrected too; the model is taken into use where it does no worse.",
)
@config_option
@explained
def train(
    corpora: tuple[Path, ...],
    more: tuple[Path, ...],
    output: Path | None,
    taxonomy: Path | None,
    seed: int,
    base: str | None,
    config: Path,
    *,
    with_corrections: bool,
) -> None:
    """Train a model from messages with labels, and measure it on those left out.

    \b
    Examples:
      fondsdialog train --corpus nlp/corpus --taxonomy nlp/taxonomy.toml --output nlp/model
      fondsdialog train --with-corrections
    """
    if output:
        _replaceable(output)
    known = taxonomies.load(taxonomy) if taxonomy else None
    make = partial(
        training.train, [*corpora, *more] or [corpus.SHIPPED], seed=seed, base=base, told=_say_step
    )
    if with_corrections:
        from bot.cli.learning import train_with_corrections  # noqa: PLC0415 - the database's libraries

        train_with_corrections(settings_from(config), make, output, known)
    elif not output or not (corpora or more):
        raise click.UsageError("Without --with-corrections, --corpus and --output are needed.")
    else:
        click.echo("\n".join(measures.table(make(output, known))))
        click.echo(f"The model is in {output}.", err=True)


@click.command()
@click.option(
    "--data", "data", type=_FILE, multiple=True, required=True, help="JSON lines, or a folder of them."
)
@click.argument("more", nargs=-1, type=_FILE)
@_model_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--plots", type=_FOLDER, help="Draw confusion, reliability and coverage as PNG into this folder."
)
@config_option
@explained
def evaluate(
    data: tuple[Path, ...],
    more: tuple[Path, ...],
    folder: Path | None,
    plots: Path | None,
    config: Path,
    *,
    as_json: bool,
) -> None:
    """Measure a model on messages with labels.

    \b
    Example:
      fondsdialog evaluate --data unseen.jsonl --plots plots/
    """
    from nlp import evaluation  # noqa: PLC0415 - scipy; `--help` should not wait for it

    model, _ = _model(folder, config)
    messages = _messages([*data, *more], model)
    with click.progressbar(messages, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        understood = [model.understand(message.subject, message.body) for message in bar]
    answers = evaluation.answers_of(list(understood[0].scores), understood)
    report = evaluation.measure(messages, answers)
    if plots:
        from nlp.plots import draw  # noqa: PLC0415 - only pictures need it

        for path in draw(plots, messages, answers, report):
            click.echo(f"Drew {path}.", err=True)
    lines = [json.dumps(report.stored(), ensure_ascii=False)] if as_json else measures.table(report)
    click.echo("\n".join(lines))


def _model(folder: Path | None, config: Path) -> tuple[Model, float]:
    """Load the model named, whatever its labels; else the one in use, whose labels must be the configured.

    With it comes how sure it must be at least: nlp.accept where a configuration counts.
    """
    if folder is not None or not (config.exists() or _is_named("config")):
        return models.load(folder), 0.0
    from bot.learning.models import in_use  # noqa: PLC0415 - the settings' libraries

    settings = settings_from(config)
    taxonomy = taxonomies.load(settings.nlp.taxonomy or taxonomies.SHIPPED)
    return models.load(in_use(settings), taxonomy), settings.nlp.accept


def _is_named(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is not ParameterSource.DEFAULT


def _messages(paths: Sequence[Path], model: Model) -> list[Any]:
    messages = corpus.read(paths, model.taxonomy)
    if not messages:
        raise Failure("there are no messages to measure on.")
    return messages


def _replaceable(output: Path) -> None:
    """Refuse to write a model over a folder that is none."""
    if output.is_dir() and any(output.iterdir()) and not (output / "model.json").is_file():
        raise Failure(f"{output} holds something that is no model: name an empty or a new folder.")


def _say_step(name: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"{name} …", err=True)


def _entries(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            entry = json.loads(raw.decode("utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise Failure(f"standard input, line {number}: no JSON ({error}).") from error
        if not isinstance(entry, dict):
            raise Failure(f"standard input, line {number}: no JSON object.")
        for name in ("subject", "body"):
            if not isinstance(entry.get(name, ""), str | None):
                raise Failure(f"standard input, line {number}: its {name} is no text.")
        yield entry


def _classified(model: Model, entry: dict[str, Any], floor: float, *, explain: bool) -> dict[str, Any]:
    subject, body = (entry.get(name) or "" for name in ("subject", "body"))
    found = model.understand(subject, body)
    said = {
        "id": entry.get("id"),
        "initiative": found.initiative,
        "confidence": round(found.confidence, 6),
        "accepted": _is_accepted(found, floor),
        "scores": {key: round(chance, 6) for key, chance in found.scores.items()},
        "topics": list(found.topics),
        "susi_phase": found.susi_phase,
        "form": found.form,
        "language": found.language,
        "target_groups": list(found.target_groups),
        "kind": found.kind,
        "access_request": found.access_request,
        "contains_cpr": bool(found.cpr_spans),
    }
    return said | _reasons(model.explain(subject, body)) if explain else said


def _reasons(why: Explanation) -> dict[str, Any]:
    return {
        "explanation": {
            label: {reason.text: round(reason.weight, 3) for reason in reasons}
            for label, reasons in ((why.best, why.for_best), (why.second, why.for_second))
            if label
        }
    }


def _is_accepted(found: Understanding, floor: float) -> bool:
    return found.accepted and found.confidence >= floor


def _told(model: Model, why: Explanation, floor: float, *, explain: bool) -> Iterator[str]:
    found: Understanding = why.understanding
    sure = "sure enough to route" if _is_accepted(found, floor) else "not sure: a person should look"
    name = model.taxonomy.initiative(found.initiative).da
    yield f"{name} ({found.initiative}), {found.confidence:.0%}: {sure}"
    details = {
        "topics": ", ".join(found.topics),
        "kind": found.kind,
        "SUSI phase": found.susi_phase,
        "form": found.form,
        "target groups": ", ".join(found.target_groups),
        "language": found.language,
    }
    yield from (f"  {name}: {value}" for name, value in details.items() if value)
    if explain:
        yield f"  for {why.best}: {_words(why.for_best)}"
        yield f"  for {why.second}: {_words(why.for_second)}"


def _words(reasons: Sequence[Reason]) -> str:
    return ", ".join(f"{reason.text} ({reason.weight:+.2f})" for reason in reasons) or "no word"
