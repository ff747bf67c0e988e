"""The mails that the demo's foundations send, ready for SMTP."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from importlib import resources
from typing import Any

_PDF = b"%PDF-1.4\n% a page of the demo's\n%%EOF\n"


@dataclass(frozen=True)
class Sample:
    """One mail, and who sends it."""

    sender: str
    message: EmailMessage


def samples(to: str, now: datetime) -> Iterator[Sample]:
    """Write every sample mail to an address."""
    tables = tomllib.loads((resources.files("bot.demo") / "samples.toml").read_text(encoding="utf-8"))
    for table in tables["mail"]:
        yield Sample(table["address"], _message(table, to, now))


def reply(letter: EmailMessage, words: str, now: datetime, *, automatic: bool = False) -> Sample:
    """What a foundation's mail program makes of "reply" to one of our letters; or does by itself."""
    message = EmailMessage()
    message["From"] = letter["To"]
    message["To"] = letter["Reply-To"]
    message["Subject"] = f"SV: {letter['Subject']}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain="fond.example")
    message["In-Reply-To"] = letter["Message-ID"]
    message["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    body = letter.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    message.set_content(f"{words}\n\nDen {now:%d-%m-%Y} kl. {now:%H.%M} skrev {letter['From']}:\n{quoted}\n")
    return Sample(str(letter["To"]), message)


def _message(table: dict[str, Any], to: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((table["name"], table["address"]))
    message["To"] = to
    message["Subject"] = table["subject"]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=table["address"].rpartition("@")[2])
    if table.get("automatic"):
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(table["body"].strip() + "\n")
    if name := table.get("attachment"):
        message.add_attachment(_PDF, maintype="application", subtype="octet-stream", filename=name)
    return message
