"""The commands' table of contents; a command's module is imported only when it is used."""

import os
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

# command: (module in this folder, what it does)
COMMANDS = {
    "demo": ("demo", "See the whole product with nothing configured."),
    "init": ("setup", "Write a commented config.toml."),
    "doctor": ("doctor", "Check configuration and servers, a line each."),
    "run": ("run", "Run the service."),
    "ingest": ("ingest", "Read mails from files as if they had come by mail."),
    "replay": ("replay", "Say what would become of mails, without storing or answering any."),
    "quarantine": ("quarantine", "List, export and read again what could not be understood."),
    "classify": ("language", "Say what a text is about."),
    "train": ("language", "Train a model from a corpus."),
    "evaluate": ("language", "Measure a model on labelled messages."),
    "model": ("models", "List, compare, change and roll back the models."),
    "inquiry": ("inquiry", "List, show, search and export inquiries."),
    "round": ("rounds.group", "Set up, run and report on written rounds."),
    "contact": ("contacts", "Keep the register of organisations and contacts."),
    "db": ("db", "Migrate and check the database."),
    "status": ("status", "Say how the service is doing."),
}


class Commands(click.Group):
    """Finds a command in its module."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; where not even its help can be written, say why."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if os.environ.get("FONDSDIALOG_TRACEBACK"):
                raise
            click.echo(f"fondsdialog: {error.strerror}.", err=True)
            raise SystemExit(1) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"bot.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("fondsdialog"), prog_name="fondsdialog")
def main() -> None:
    """Fondsdialog: a ministry's dialogue with private foundations.

    Inquiries come by mail, are understood and routed, claimed and answered in Slack, and the foundation
    gets a proper mail back. `fondsdialog COMMAND --help` has an example for each.

    \b
    Examples:
      fondsdialog demo
      fondsdialog init
      fondsdialog run
    """
