"""`doctor`: whether everything that the service needs is there."""

from pathlib import Path

import click

from bot.cli.context import config_option, explained, run, settings_from
from bot.monitoring.checkup import findings
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
    if not run(_examine(settings_from(config, require_secrets=True))):
        raise click.exceptions.Exit(1)


async def _examine(settings: Settings) -> bool:
    well = True
    async for finding in findings(settings):
        mark = click.style("ok  ", fg="green") if finding.well else click.style("FAIL", fg="red")
        click.echo(f"{mark}  {finding.what:<24} {finding.said}")
        well &= finding.well
    return well
