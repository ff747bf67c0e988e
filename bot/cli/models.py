"""Commands on models: `model list`, `compare`, `use`, `rollback`, `shadow`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot import bootstrap
from bot.cli.context import Failure, config_option, explained, opened, run, settings_from
from bot.learning import models as kept
from bot.settings import Settings
from nlp import model as nlp_model
from nlp import values
from nlp.registry import Registry
from storage import learning
from storage.learning import Comparison

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def model() -> None:
    """List, compare, change and roll back the models that say what a letter is about.

    \b
    Example:
      fondsdialog model list
    """


@model.command("list")
@json_option
@config_option
@explained
def list_(config: Path, *, as_json: bool) -> None:
    """List the models, and say which of them is in use.

    \b
    Example:
      fondsdialog model list
    """
    settings = settings_from(config)
    found = listed(kept.registry(settings))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        accuracy = "-" if each["accuracy"] is None else f"{each['accuracy']:.3f}"
        told = f"{each['messages']:>7} messages, accuracy {accuracy} on those left out of training"
        click.echo(f"{each['role']:<9} {each['version']:<14}{told}")
    _say_configured(settings)


@model.command()
@json_option
@config_option
@explained
def compare(config: Path, *, as_json: bool) -> None:
    """Compare models in the shadow with the one that decided.

    \b
    Example:
      fondsdialog model compare
    """
    settings = settings_from(config)

    async def read() -> list[Comparison]:
        async with opened(settings) as database, database.reading() as session:
            return await learning.comparisons(session)

    found = run(read())
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
    elif not found:
        click.echo("No model has read in the shadow yet: `fondsdialog model shadow VERSION`.", err=True)
    for each in () if as_json else found:
        click.echo(_told(each))


@model.command()
@click.argument("version")
@config_option
@explained
def use(version: str, config: Path) -> None:
    """Take a model into use; a running service changes to it before its next letter.

    \b
    Example:
      fondsdialog model use 3f9a1c0b7d52
    """
    settings = settings_from(config)
    registry = kept.registry(settings)
    if version in registry.versions():
        nlp_model.about(registry.path(version), bootstrap.taxonomy(settings))
    registry.use(version)
    click.echo(f"Model {version} is in use.", err=True)
    _say_configured(settings)


@model.command()
@config_option
@explained
def rollback(config: Path) -> None:
    """Take the model into use again that was in use before.

    \b
    Example:
      fondsdialog model rollback
    """
    settings = settings_from(config)
    registry = kept.registry(settings)
    registry.roll_back()
    _, version = nlp_model.about(registry.in_use)
    click.echo(f"Model {version} is in use again.", err=True)
    _say_configured(settings)


@model.command()
@click.argument("version", required=False)
@click.option("--off", is_flag=True, help="Have no model in the shadow.")
@config_option
@explained
def shadow(version: str | None, config: Path, *, off: bool) -> None:
    """Have a model read along without deciding anything; `model compare` tells how it does.

    \b
    Examples:
      fondsdialog model shadow 3f9a1c0b7d52
      fondsdialog model shadow --off
    """
    if (version is None) != off:
        raise click.UsageError("Give a VERSION, or --off.")
    settings = settings_from(config)
    registry = kept.registry(settings)
    if version in registry.versions():
        nlp_model.about(registry.path(version), bootstrap.taxonomy(settings))
    registry.set_shadow(version)
    click.echo(
        f"Model {version} reads in the shadow." if version else "No model reads in the shadow.", err=True
    )


def listed(registry: Registry) -> list[dict[str, Any]]:
    """Each model with its role and what was measured when it was made; the built one first."""
    state = registry.state
    found = []
    for key in (None, *registry.versions()):
        roles = {"in use": key == state.in_use, "shadow": key is not None and key == state.shadow}
        try:
            about = values.read(registry.path(key) / "model.json")
            report = values.read(registry.path(key) / "report.json")
        except (OSError, ValueError):
            if key is None:
                continue  # no model was built here
            raise Failure(f"the model at {registry.path(key)} is damaged: remove its folder.") from None
        found.append(
            {
                "version": about["version"],
                "role": ", ".join(role for role, has in roles.items() if has) or "kept",
                "built": key is None,
                "messages": about["messages"],
                "accuracy": report["accuracy"],
            }
        )
    return found


def _told(each: Comparison) -> str:
    line = f"{each.model}: as the model that decided on {each.agreed} of {each.inquiries} inquiries."
    if each.corrected:
        line += (
            f" Of {each.corrected} that staff had their say on, it was right on {each.shadow_right}, "
            f"the model that decided on {each.decided_right}."
        )
    return line


def _say_configured(settings: Settings) -> None:
    if settings.nlp.model:
        click.echo(f"nlp.model is configured and goes before: {settings.nlp.model} is read with.", err=True)
