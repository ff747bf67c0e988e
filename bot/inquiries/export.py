"""Everything on one inquiry in a ZIP: the originals as they came, the record, and a manifest of digests."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.ext.asyncio import AsyncSession

from bot.front_desk.scanning import INFECTED
from bot.inquiries.errors import Emptied
from consultation.whole_files import beside, put_in_place
from storage import answers, correspondence, ledger
from storage.tables import Inquiry

MANIFEST = "SHA256SUMS"
WARNING = "-VIRUS"
"""Stands in the name of an original in which a virus was found."""
_UNSAFE = re.compile(r"[^\w.-]+")


async def write(session: AsyncSession, inquiry: Inquiry, record: dict[str, Any], path: Path) -> list[str]:
    """Write the ZIP; returns the names in it. ``sha256sum -c SHA256SUMS`` checks it.

    Raises :class:`~bot.inquiries.errors.Emptied`.
    """
    if inquiry.emptied_at is not None:
        raise Emptied(inquiry.reference)
    with beside(path) as whole:
        names = await _write(session, inquiry, record, whole)
        put_in_place(whole, path)  # a disk may be full
    return names


async def _write(session: AsyncSession, inquiry: Inquiry, record: dict[str, Any], path: Path) -> list[str]:
    digests: dict[str, str] = {}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(name, content)
            digests[name] = hashlib.sha256(content).hexdigest()

        infected = await _infected(session, inquiry)
        for number, ledger_id in enumerate(await ledger.of_inquiry(session, inquiry.id), start=1):
            original = await ledger.load(session, ledger_id)
            warning = WARNING if ledger_id in infected else ""
            stamp = f"{original.received_at:%Y%m%dT%H%M%SZ}"
            add(f"originals/{number:03d}-{stamp}{warning}{original.suffix}", original.raw)
        received = await answers.received_in(session, [inquiry.id])
        for file in await answers.whole_files(session, [each.id for each in received]):
            add(f"files/{file.id:03d}-{_UNSAFE.sub('_', file.name).lstrip('.')}", file.content or b"")
        add("inquiry.json", json.dumps(record, ensure_ascii=False, indent=2).encode())
        archive.writestr(MANIFEST, "".join(f"{digest}  {name}\n" for name, digest in digests.items()))
    return [*digests, MANIFEST]


async def _infected(session: AsyncSession, inquiry: Inquiry) -> set[int | None]:
    letters = await correspondence.of_inquiry(session, inquiry.id)
    return {
        letter.ledger_id
        for letter in letters
        if any(each.get("mark") == INFECTED for each in letter.attachments)
    }
