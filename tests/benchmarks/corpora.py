"""Public test mails of other programs through the whole intake: no exception, one ledger row each.

Run `python -m tests.benchmarks.corpora FOLDER…`, each a checkout of one of the programs, or any folder of
mails. Nothing of them is kept here. Which folders of each hold mails is in `CORPORA`.
"""

import asyncio
import json
import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot import logs
from bot.cli.ingest import decisions
from bot.front_desk.deciding import Decision
from bot.front_desk.reception import Reception
from bot.mail.files import MailFile
from nlp.model_process import ModelProcess
from storage import tally
from storage.outcomes import Outcome
from tests.benchmarks.mails import OUR_ADDRESS
from tests.laid_desk import a_desk

CORPORA = (
    "test/data/mail",  # zammad/zammad
    "resources/eml",  # stalwartlabs/mail-parser
    "tests/fixtures/messages",  # mailgun/flanker
    "spec/fixtures/emails",  # mikel/mail
    "UnitTests/TestData/messages",  # jstedfast/MimeKit
    "maildir/bsd",  # sisimai/set-of-emails
)
NO_MAIL = {".yml", ".json", ".py", ".rb", ".png", ".wav", ".md"}
PEOPLE = {Outcome.INQUIRY, Outcome.FOLLOW_UP, Outcome.QUARANTINED}
_SCALAR = r"^{}: (.*(?:\n  .*)*)"


def mails_in(checkout: Path) -> list[Path]:
    """Return the mails of a checkout, or of a folder of mails."""
    known = [checkout / folder for folder in CORPORA if (checkout / folder).is_dir()]
    below = (path for folder in known or [checkout] for path in folder.rglob("*"))
    return sorted(path for path in below if path.is_file() and path.suffix.lower() not in NO_MAIL)


async def taken_in(mails: Sequence[Path], folder: Path, loaded: ModelProcess) -> tuple[list[Decision], int]:
    """Take mails in; returns what became of each, and how many rows the ledger has."""
    async with a_desk(folder, smtp={"from_address": OUR_ADDRESS}) as desk:
        files = [MailFile(str(path), None, path.read_bytes) for path in mails]
        decided = [each async for each in decisions(desk, Reception(desk, loaded), files)]
        async with desk.database.reading() as session:
            return decided, (await tally.totals(session)).seen


def described(path: Path) -> dict[str, str]:
    """Return what a mail's own description (Zammad's `.yml`) says of its subject and sender."""
    file = path.with_suffix(".yml")
    if not file.exists():
        return {}
    text = file.read_text("utf-8")
    found = {key: re.search(_SCALAR.format(key), text, re.MULTILINE) for key in ("subject", "from_email")}
    return {key: _scalar(match[1]) for key, match in found.items() if match}


def _scalar(written: str) -> str:
    """Read one YAML scalar of the kinds that stand there."""
    if written.startswith('"'):
        written = json.loads(re.sub(r"\\?\n *", "", written).replace('\\"', "'").replace("\\ ", " "))
    elif written.startswith("'"):
        written = written[1:-1].replace("''", "'")
    return written


def compared(decided: Sequence[Decision]) -> Iterator[str]:
    """Say how many subjects and senders are those that the descriptions give, and which are not."""
    told = [(each, described(Path(each.reading.stored.source))) for each in decided]
    for key, of in (("subject", _subject), ("from_email", _sender)):
        wanted = [(each, expected[key]) for each, expected in told if key in expected]
        if wanted:
            other = [(of(each), expected) for each, expected in wanted if not _same(of(each), expected)]
            yield f"{key}: {len(wanted) - len(other)} of {len(wanted)}, others {other}"


def _same(found: str, expected: str) -> bool:
    """Compare without spaces and letter case; an address may be described with words and dots around it."""
    found, expected = ("".join(each.replace('"', "'").casefold().split()) for each in (found, expected))
    return found == expected or ("@" in found and found in expected)


def _subject(decision: Decision) -> str:
    return decision.reading.mail.subject if decision.reading.mail else ""


def _sender(decision: Decision) -> str:
    mail = decision.reading.mail
    return mail.sender.email if mail and mail.sender else ""


def main() -> None:
    """Print the figures of each folder given."""
    logs.set_up(logging.ERROR)
    loaded = ModelProcess()
    for checkout in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as name:
            mails = mails_in(checkout)
            decided, rows = asyncio.run(taken_in(mails, Path(name), loaded))
        failed = [each.reading.stored.source for each in decided if " while " in (each.reason or "")]
        outcomes = Counter(str(each.outcome) for each in decided)
        people = sum(each.outcome in PEOPLE for each in decided)
        print(f"{checkout.name}: {len(mails)} mails, {rows} ledger rows, {len(failed)} failures {failed}")
        print(f"  {len(decided) - people} not taken for a person's (duplicates among them); {dict(outcomes)}")
        for line in compared(decided):
            print(f"  {line}")


if __name__ == "__main__":
    main()
