"""What `ingest` and `replay` share: paths to mails in files, and what of them could not be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.cli.context import Failure
from bot.mail.files import Found, MailFile, found

_NAMED = 3
"""How many of the files that are no mail are named; a folder may hold thousands."""


class MailPath(click.Path):
    """A path to mails, or "-"; an empty one (a shell's unset variable) would be the working directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty path."""
        if value == "":
            self.fail(
                'the path is empty: name a file or a folder (the working directory is ".").', param, ctx
            )
        return super().convert(value, param, ctx)


paths_argument = click.argument("paths", nargs=-1, required=True, type=MailPath())


@contextmanager
def mails_below(paths: tuple[Path, ...]) -> Iterator[list[MailFile]]:
    """Find mails for a command, and tell what was left out; it fails in the end where some were not read."""
    looked_at = found(paths)
    _tell(looked_at)
    yield looked_at.mails
    if not looked_at.mails:
        click.echo("There is no mail in it.", err=True)
    if looked_at.unread:
        raise Failure(f"{len(looked_at.unread)} of what was named could not be read; the rest was.")


def _tell(looked_at: Found) -> None:
    for each in looked_at.unread:
        click.echo(f"Not read: {each.path} ({each.why}).", err=True)
    if more := looked_at.left_out:
        rest = f" and {len(more) - _NAMED} more" if len(more) > _NAMED else ""
        named = ", ".join(more[:_NAMED])
        click.echo(f"Left out, as hidden or a mail server's own: {named}{rest}.", err=True)
