"""``fondsdialog`` on the command line."""

import sys


def main() -> None:
    """Read the commands and run one; Ctrl-C meanwhile ends it as it does later on."""
    try:
        from bot.cli.main import main as command  # noqa: PLC0415 - reading them takes a moment
    except KeyboardInterrupt:
        print("Aborted!", file=sys.stderr)  # noqa: T201 - what click says; it is not read yet
        raise SystemExit(1) from None
    command()


if __name__ == "__main__":
    main()
