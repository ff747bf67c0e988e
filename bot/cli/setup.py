"""Commands that set a ministry up: `init`."""

from importlib import resources
from pathlib import Path

import click

from bot.cli.context import Failure, config_option

_EXAMPLE = "config.example.toml"


@click.command("init")
@config_option
def init(config: Path) -> None:
    """Write a commented config.toml; never overwrite one.

    \b
    Example:
      fondsdialog init --config config.toml
    """
    try:
        with config.open("x", encoding="utf-8") as file:
            file.write(example())
    except FileExistsError:
        raise Failure(f"{config} exists already and is left as it is.") from None
    except OSError as error:
        raise Failure(f"{config} can't be written: {error.strerror}.") from None
    click.echo(f"{config} is written. Fill it in, then run: fondsdialog doctor", err=True)


def example() -> str:
    """Return the commented configuration that comes with the program."""
    package = resources.files("bot")
    installed = package / _EXAMPLE
    # in a checkout it stands at the root, where readers look for it
    file = installed if installed.is_file() else Path(str(package)).parent / _EXAMPLE
    return file.read_text(encoding="utf-8")
