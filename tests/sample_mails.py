"""The sample mails of tests/mails, what they must be read as, and mails made on the spot."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.mail.parsing import ParsedMail, parse
from bot.screening import Facts

FOLDER = Path(__file__).parent / "mails"
OWN_ADDRESS = "dialog@ministeriet.example"

EXPECTED: Mapping[str, Mapping[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
LETTERS = sorted(name for name, mail in EXPECTED.items() if mail["outcome"] == "letter")
MACHINES = sorted(EXPECTED.keys() - set(LETTERS))


def sample(name: str) -> bytes:
    """Return a sample mail's bytes."""
    return (FOLDER / f"{name}.eml").read_bytes()


def raw_mail(text: str = "Vi vil gerne høre mere om reglerne for data.", **fields: str) -> bytes:
    """Return a plain mail; `auto_submitted="no"` sets a field, an empty value leaves it out."""
    given = {
        "from": "Bo Havre <bo@havrefonden.example>",
        "to": OWN_ADDRESS,
        "subject": "Spørgsmål",
        "content-type": "text/plain; charset=utf-8",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    return f"{head}\n{text}".encode()


def mail(text: str = "Vi vil gerne høre mere om reglerne for data.", **fields: str) -> ParsedMail:
    """Return a plain mail, parsed."""
    return parse(raw_mail(text, **fields))


def facts(*, duplicate_of: int | None = None, size: int = 1_000, max_size: int = 10_000) -> Facts:
    """Return what the screening is told; our own identifiers have `.own@` in them."""
    return Facts(
        own_addresses=frozenset({OWN_ADDRESS}),
        is_own_message_id=lambda identifier: ".own@" in identifier,
        duplicate_of=duplicate_of,
        size=size,
        max_size=max_size,
    )
