"""What is asked for every letter, parcel or click is answered from an index, however large the archive."""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    batch,
    beside,
    correspondence,
    finding,
    inquiries,
    kept_aside,
    leases,
    ledger,
    mailboxes,
    merged,
    outbox,
    parties,
    refused,
    rounds,
    search,
    service,
)
from storage.database import Database
from storage.finding import Sought
from storage.messages import Stored
from storage.tables import (
    Contact,
    Correspondence,
    Event,
    Inquiry,
    InquiryLink,
    InquiryRound,
    LedgerEntry,
    Organisation,
    OrganisationDomain,
    OutboxRow,
    Participant,
    PartyAddress,
    QuestionPart,
    RawMessage,
    RefusedAddress,
    Round,
    Submission,
)
from storage.upsert import database_of
from tests.builders import NOON, after, an_arrival, in_inbox, raw_mail
from tests.storage.test_rounds import a_party, a_round

ROWS = 20_000
LEASE = timedelta(minutes=2)
CONTENT = zlib.compress(b"x")

Question = Callable[[AsyncSession], Awaitable[Any]]
STORED = Stored(ledger_id=ROWS, raw_id=1, source="INBOX", received_at=NOON, raw=b"")

MINE = Sought(statuses=["claimed"], claimed_by="U7")
FREE = Sought(statuses=["new"], offices=["uip"])
FEW = Sought(words="herberg", statuses=["closed"], offices=["politik"], due_before=after(minutes=10))
LATE = Sought(statuses=["new", "claimed", "waiting"], offices=["uip", "politik"], due_before=NOON)

QUESTIONS: dict[str, Question] = {
    "lease": lambda s: leases.take(s, NOON, ["slack.card"], lasting=LEASE, limit=50, busy_lanes=["a"]),
    "next_due": lambda s: leases.next_due(s, ["slack.card"]),
    "by machines": lambda s: kept_aside.by_machines(s, NOON, 15),
    "how many by machines": lambda s: kept_aside.count_by_machines(s, NOON),
    "put": lambda s: outbox.by_key(s, "parcel:7"),
    "automatic_since": lambda s: outbox.automatic_since(s, "person7@b.example", after(days=-1)),
    "withdraw": lambda s: outbox.withdraw(s, "parcel:7", NOON, "undone"),
    "queue": outbox.queue,
    "a person's list": lambda s: finding.listed(s, MINE, limit=6),
    "how long it is": lambda s: finding.count(s, MINE),
    "an office's list": lambda s: finding.listed(s, FREE, limit=6),
    "what is late": lambda s: finding.listed(s, LATE, limit=6),
    "how much is late": lambda s: finding.count(s, LATE),
    "lines": lambda s: finding.lines(s, [7, 8]),
    "first answers": lambda s: finding.first_answers(s, "uip", after(days=1)),
    "what somebody did": lambda s: finding.deeds_of(s, "U7", 6),
    "due to remind": lambda s: inquiries.due(s, "remind_at", NOON),
    "due to escalate": lambda s: inquiries.due(s, "escalate_at", NOON),
    "due to wake": lambda s: inquiries.due(s, "snoozed_until", NOON),
    "next_moment": inquiries.next_moment,
    "locked": lambda s: inquiries.locked(s, 7),
    "with_message": lambda s: correspondence.with_message(
        s, ["<7@b.example>", "<8@b.example>", "<x@b.example>"]
    ),
    "by_reference": lambda s: inquiries.by_reference(s, "FD-2026-00007"),
    "by_card": lambda s: inquiries.by_card(s, "C1", "7.0"),
    "takes_part": lambda s: inquiries.takes_part(s, 7, "person7@b.example"),
    "listed of an office": lambda s: inquiries.listed(s, statuses=["new", "claimed"], office="uip"),
    "listed of a person": lambda s: inquiries.listed(s, statuses=["claimed"], claimed_by="U7"),
    "oldest_unanswered": lambda s: inquiries.oldest_unanswered(s, ["new", "claimed"]),
    "correspondence": lambda s: correspondence.of_inquiry(s, 7),
    "last_received": lambda s: correspondence.last_received(s, 7),
    "main_of": lambda s: merged.main_of(s, 7),
    "members": lambda s: merged.members(s, 7),
    "letters of a matter": lambda s: merged.letters(s, 7),
    "of_the_same_party": lambda s: inquiries.of_the_same_party(
        s, Inquiry(id=7, contact_id=7, organisation_id=7)
    ),
    "linked": lambda s: inquiries.linked(s, 7),
    "what stands beside": lambda s: beside.of(s, Inquiry(id=7, sender="person7@b.example")),
    "card shown": lambda s: inquiries.card_shown(s, Inquiry(id=7, office="uip", revision=2), "C1", "7.0"),
    "refused": lambda s: refused.among(s, ["person7@b.example", "x@b.example"], NOON),
    "history": lambda s: inquiries.history(s, 7),
    "search": lambda s: search.inquiries_with(s, "herberg bestyrelse", 50),
    "search in an office": lambda s: finding.searched(s, Sought(words="herberg", offices=["politik"]), 20),
    "search among few": lambda s: finding.searched(s, FEW, 20),
    "search by name": lambda s: finding.searched(s, Sought(organisation="onden 777"), 20),
    "search by a name of nobody": lambda s: finding.searched(s, Sought(organisation="findes ikke"), 20),
    "search by office": lambda s: finding.searched(s, Sought(offices=["uip"]), 20),
    "search by number": lambda s: finding.searched(s, Sought(words="FD-2026-00007"), 20),
    "search by initiative": lambda s: finding.searched(s, Sought(initiative="rct"), 20),
    "search by day": lambda s: finding.searched(s, Sought(since=after(days=1)), 20),
    "store from a file": lambda s: ledger.store(s, [an_arrival()], NOON),
    "store from an inbox": lambda s: ledger.store(s, [in_inbox(raw_mail(), ROWS * 2)], NOON),
    "load": lambda s: ledger.load(s, 7),
    "same_message": lambda s: ledger.same_message(s, STORED, "digest-7"),
    "undecided": lambda s: ledger.undecided(s, limit=100),
    "unfiled": lambda s: mailboxes.unfiled(s, "INBOX", 1),
    "of_inquiry": lambda s: ledger.of_inquiry(s, 7),
    "organisation_at": lambda s: parties.organisation_at(s, "b7.example"),
    "contact_by": lambda s: parties.contact_by(s, "person7@b.example"),
    "messages foreknown": lambda s: ledger.foreknow(s, [7, 8], ["digest-7", "digest-x"]),
    "store several": lambda s: ledger.store(s, [in_inbox(raw_mail(), ROWS * 2 + n) for n in (0, 1)], NOON),
    "decide on several": lambda s: decided_together(s, [7, 8]),
    "threads foreknown": lambda s: correspondence.foreknow(s, ["<7@b.example>", "<x@b.example>"]),
    "parties foreknown": lambda s: parties.foreknow(
        s, ["person7@b.example"], ["b7.example", "fond7.example"]
    ),
    "automatic letters foreknown": lambda s: outbox.foreknow(s, ["person7@b.example"], after(days=-1)),
    "next_number": lambda s: service.next_number(s, "inquiry:2026"),
}


async def decided_together(session: AsyncSession, numbers: list[int]) -> None:
    batch.begin(session, len(numbers))
    batch.known(session, "open to decision").update(dict.fromkeys(numbers, True))
    for number in numbers:
        await ledger.decide(session, number, "inquiry", NOON, inquiry_id=number)
    await session.execute(select(1))  # whatever is asked, what was decided is written before


def an_archive() -> dict[type, list[dict[str, Any]]]:
    """Years of inquiries, nearly all closed, filed and sent; every hundredth is still open.

    The databases number the rows from 1, so that the n-th of each table belong together.
    """
    numbers = range(1, ROWS + 1)
    is_open = [number % 100 == 0 for number in numbers]
    return {
        Organisation: [{"name": f"Fonden {n}", "folded": f"fonden {n}", "created_at": NOON} for n in numbers],
        OrganisationDomain: [
            {"domain": f"b{n}.example", "organisation_id": n, "skeleton": f"fond{n}"} for n in numbers
        ],
        Contact: [{"email": f"person{n}@b.example", "name": f"{n}", "created_at": NOON} for n in numbers],
        Inquiry: [_inquiry(n, is_open=o) for n, o in zip(numbers, is_open, strict=True)],
        RawMessage: [{"sha256": f"{n}", "size": 1, "stored_at": NOON, "content": CONTENT} for n in numbers],
        LedgerEntry: [_ledger_entry(n, is_open=o) for n, o in zip(numbers, is_open, strict=True)],
        Correspondence: [_letter(n) for n in numbers],
        InquiryLink: [{"inquiry_id": n, "other_id": ROWS - n + 1} for n in numbers],
        Participant: [{"inquiry_id": n, "email": f"person{n}@b.example"} for n in numbers],
        Event: [
            {"inquiry_id": n, "at": NOON, "actor": "U1", "what": "opened", "details": {}} for n in numbers
        ],
        OutboxRow: [_parcel(n, is_open=o) for n, o in zip(numbers, is_open, strict=True)],
        RefusedAddress: [
            {"email": f"person{n}@b.example", "cause": "no_address", "at": NOON} for n in numbers
        ],
    }


def _inquiry(n: int, *, is_open: bool) -> dict[str, Any]:
    return {
        "reference": f"FD-2026-{n:05d}",
        "status": ("new", "claimed")[n // 100 % 2] if is_open else "closed",
        "office": ("uip", "politik")[n % 2],
        "subject": f"Emne {n}",
        "language": "da",
        "sender": f"person{n}@b.example",
        "sender_name": f"{n}",
        "organisation_id": n,
        "contact_id": n,
        "initiative": "uip",
        "confidence": 0.9,
        "accepted": True,
        "scores": {},
        "topics": [],
        "model": "test",
        "received_at": NOON,
        "first_answer_due": after(minutes=n),
        "remind_at": after(minutes=n - ROWS // 2) if is_open else None,
        "escalate_at": after(minutes=n - ROWS // 2) if is_open else None,
        "snoozed_until": after(minutes=n) if is_open else None,
        "claimed_by": f"U{n % 50}",
        "card_channel": "C1",
        "card_ts": f"{n}.0",
        "revision": 1,
        "shown_revision": 1,
    }


def _ledger_entry(n: int, *, is_open: bool) -> dict[str, Any]:
    return {
        "raw_id": n,
        "source": "INBOX",
        "mailbox": "INBOX",
        "uidvalidity": 1,
        "uid": n,
        "seen_at": NOON,
        "received_at": NOON,
        "outcome": None if is_open else "inquiry",
        "content_digest": f"digest-{n}",
        "inquiry_id": n,
        "filed_at": None if is_open else NOON,
    }


def _letter(n: int) -> dict[str, Any]:
    return {
        "inquiry_id": n,
        "direction": "in",
        "kind": "letter",
        "state": "received",
        "at": NOON,
        "sender": f"person{n}@b.example",
        "recipients": [],
        "copies": [],
        "subject": f"Emne {n}",
        "text": "Om et herberg",
        "language": "da",
        "message_id": f"<{n}@b.example>",
        "references": [],
        "attachments": [],
    }


def _parcel(n: int, *, is_open: bool) -> dict[str, Any]:
    return {
        "key": f"parcel:{n}",
        "kind": "slack.card",
        "lane": f"slack:{n % 50}",
        "payload": {},
        "recipient": f"person{n}@b.example",
        "inquiry_id": n,
        "state": "pending" if is_open else "sent",
        "created_at": NOON,
        "due_at": after(minutes=n - ROWS // 2),
        "attempts": 1,
    }


async def _fill(url: str) -> None:
    database = Database(url)
    async with database.transaction() as session:
        for table, rows in an_archive().items():
            await session.execute(insert(table), rows)
        await _fill_rounds(session)
        batch.begin(session, ROWS)
        for number in range(1, ROWS + 1):
            words = "bestyrelse herberg" if number % 100 == 1 else "evaluering"
            await search.index(session, number, f"{words} {number}")
        if database_of(session) == "postgresql":
            # years of letters did not come all at once
            await session.execute(text("SELECT gin_clean_pending_list('ix_search_text_stems')"))
        await session.execute(text("ANALYZE"))
    await database.close()


async def _fill_rounds(session: AsyncSession) -> None:
    """One round that everybody is invited to and every inquiry is about; each is a question of itself."""
    await rounds.add(session, a_round("fokus"))
    await rounds.add(session, a_party(Round(id=1), None))
    numbers = range(1, ROWS + 1)
    question = {"number": 1, "question": "?", "asked_by": "U1", "asked_at": NOON}
    addresses = [
        {"party_id": 1, "email": f"person{n}@b.example", "name": "", "active": True} for n in numbers
    ]
    await session.execute(insert(PartyAddress), addresses)
    await session.execute(insert(InquiryRound), [{"inquiry_id": n, "round_id": 1} for n in numbers])
    await session.execute(insert(QuestionPart), [{"inquiry_id": n, "main_id": n} | question for n in numbers])
    await session.execute(insert(Submission), [_submission(n) for n in numbers if n % 10 == 0])


def _submission(n: int) -> dict[str, Any]:
    return {
        "round_id": 1,
        "party_id": 1,
        "ledger_id": n,
        "kind": "submission",
        "version": n,
        "received_at": NOON,
        "late": False,
        "sender": f"person{n}@b.example",
        "sender_name": "",
        "subject": "Svar",
        "texts": [],
        "reading": {},
        "attachments": [],
        "contains_cpr": False,
    }


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an archive of years."""
    url = request.getfixturevalue(f"{request.param}_archive_url")
    asyncio.run(_fill(url))
    return url


@asynccontextmanager
async def overheard(session: AsyncSession) -> AsyncIterator[list[tuple[str, Any]]]:
    """What is said to the database, with its parameters."""
    connection = (await session.connection()).sync_connection
    heard: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        # a statement for many rows is heard with the values of the first
        heard.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(connection, "before_cursor_execute", listen)
    yield heard
    event.remove(connection, "before_cursor_execute", listen)


async def plan_of(session: AsyncSession, statement: str, parameters: Any) -> list[str]:
    connection = await session.connection()
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return [str(row[-1]) for row in await connection.exec_driver_sql(f"{explain} {statement}", parameters)]


def is_scan(step: str) -> bool:
    """Whether a step reads a whole table; to read an index over few rows from end to end is none.

    Neither is what a question keeps of the few rows that it has found so far, nor SQLite's own
    table with a row for each table.
    """
    few = ("family", "up", "CONSTANT ROW", "hits", "newest", "sqlite_sequence")
    if step in {f"SCAN {each}" for each in few}:
        return False
    return "Seq Scan" in step or bool(re.match(r"(SCAN|SEARCH) (?!.*(USING|VIRTUAL TABLE))", step))


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_reads_no_whole_table(archive_url: str, opened, question: str) -> None:
    async with opened(archive_url).transaction() as session:
        async with overheard(session) as said:
            await QUESTIONS[question](session)
        assert said
        for statement, parameters in said:
            plan = await plan_of(session, statement, parameters)
            assert not any(map(is_scan, plan)), (statement, plan)
        await session.rollback()


async def test_a_scan_would_be_noticed(archive_url: str, opened) -> None:
    async with opened(archive_url).reading() as session:
        plan = await plan_of(session, "SELECT id FROM inquiry WHERE subject = 'x'", ())
    assert any(map(is_scan, plan))
