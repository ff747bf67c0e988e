"""Everything on one round in a ZIP: the originals as they came, a list of them, and a manifest of digests.

What the record says of the round is handed in; originals are neither read nor changed here.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.note.sheet import guarded
from consultation.whole_files import beside, put_in_place
from storage import ledger, round_messages, round_parties, rounds
from storage.tables import Party, Round, Submission

MANIFEST = "SHA256SUMS"
CONTENTS = "contents.csv"
COLUMNS = (
    "number",
    "file",
    "received_at",
    "party",
    "invited",
    "sender",
    "subject",
    "kind",
    "version",
    "late",
)
_NAMELESS = "document"
_INFECTED, _WARNING = "infected", "-VIRUS"


async def write(session: AsyncSession, of: Round, record: Mapping[str, Any], path: Path) -> list[str]:
    """Write the ZIP; returns the names in it. ``sha256sum -c SHA256SUMS`` checks it.

    ``record`` is what stands in ``round.json``. A ZIP that was there is replaced once the new one is whole.
    """
    with beside(path) as whole:
        with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
            names = await _fill(session, of, record, _Sealed(archive))
        put_in_place(whole, path)
    return names


class _Sealed:
    """An archive that notes the digest of whatever is put in."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.digests: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """Put a file in."""
        self._archive.writestr(name, content)
        self.digests[name] = hashlib.sha256(content).hexdigest()

    def seal(self) -> list[str]:
        """Put the manifest in; returns every name."""
        lines = (f"{digest}  {name}\n" for name, digest in self.digests.items())
        self._archive.writestr(MANIFEST, "".join(lines))
        return [*self.digests, MANIFEST]


async def _fill(session: AsyncSession, of: Round, record: Mapping[str, Any], archive: _Sealed) -> list[str]:
    submissions = await round_messages.of_round(session, of.id)
    files = {each.id: _name(number, each) for number, each in enumerate(submissions, start=1)}
    for each in submissions:
        if each.ledger_id:  # one at a time: a letter may have 50 MB
            archive.add(files[each.id], (await ledger.load(session, each.ledger_id)).raw)
    for document in await rounds.documents(session, of.id):
        archive.add(f"documents/v{document.version}-{_safe(document.name)}", document.content)
    parties = {party.id: party for party in await round_parties.of_round(session, of.id)}
    archive.add(CONTENTS, _contents(submissions, files, parties))
    archive.add("round.json", json.dumps(record, ensure_ascii=False, indent=2).encode())
    return archive.seal()


def _name(number: int, submission: Submission) -> str:
    virus = any(each.get("mark") == _INFECTED for each in submission.attachments)
    return f"originals/{number:04d}-{submission.received_at:%Y%m%dT%H%M%SZ}{_WARNING if virus else ''}.eml"


def _safe(name: str) -> str:
    """Return a document's name without what would lead out of its folder."""
    return name.replace("\\", "/").rpartition("/")[2].strip(". ") or _NAMELESS


def _contents(
    submissions: Sequence[Submission], files: Mapping[int, str], parties: Mapping[int, Party]
) -> bytes:
    """List the originals; as the note's own CSV is written, for spreadsheets in Danish."""
    kept = StringIO()
    writer = csv.writer(kept, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, each in enumerate(submissions, start=1):
        row = _row(number, each, files[each.id] if each.ledger_id else "", parties[each.party_id])
        writer.writerow(guarded(str(value)) for value in row)
    return kept.getvalue().encode("utf-8-sig", "replace")


def _row(number: int, each: Submission, file: str, party: Party) -> Iterator[object]:
    yield from (number, file, each.received_at.isoformat(timespec="seconds"), party.organisation)
    yield str(party.invited).lower()
    yield from (each.sender, each.subject, each.kind, each.version, str(each.late).lower())
