"""`doctor`: whether everything that the service needs is there."""

from pathlib import Path

import click

from bot.cli.context import Failure, config_option, explained, run, settings_from
from bot.monitoring.checkup import Finding, findings
from bot.settings import Settings


@click.command()
@config_option
@explained
def doctor(config: Path) -> None:
    """Check configuration, database, model, mail servers, Slack and each office's channel: a line each.

    \b
    Example:
      fondsdialog doctor --config config.toml
    """
    try:
        settings = settings_from(config, require_secrets=True)
    except Failure:
        _tell(Finding("configuration", well=False, said="has mistakes: nothing else was looked at"))
        raise
    if not run(_examine(settings)):
        raise click.exceptions.Exit(1)


async def _examine(settings: Settings) -> bool:
    well = True
    async for finding in findings(settings):
        _tell(finding)
        well &= finding.well
    return well


def _tell(finding: Finding) -> None:
    mark = click.style("ok  ", fg="green") if finding.well else click.style("FAIL", fg="red")
    click.echo(f"{mark}  {finding.what:<24} {finding.said}")
