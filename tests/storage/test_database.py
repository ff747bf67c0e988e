import asyncio
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import psycopg
import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.ports import free_port
from storage import inline_sqlite
from storage.database import Database, FileGone, is_in_trouble
from storage.tables import Correspondence, Inquiry, Note, OutboxRow
from tests.builders import NOON, a_letter, a_note, an_inquiry, an_outbox_row

Open = Callable[[str], Database]

WRITERS = 20
ZONES = [UTC, ZoneInfo("Europe/Copenhagen"), ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-11))]


async def count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(Inquiry))).one()


async def twice_the_same(database: Database) -> None:
    async with database.transaction() as session:
        await an_inquiry(session)
        await an_inquiry(session, reference="FD-2026-00001")
        await an_inquiry(session, reference="FD-2026-00001")


async def pragma(session: AsyncSession, name: str) -> object:
    return (await session.execute(text(f"PRAGMA {name}"))).scalar_one()


@pytest.fixture(params=["transaction", "reading"])
async def sqlite_session(request: pytest.FixtureRequest, sqlite_url: str, opened: Open):
    async with getattr(opened(sqlite_url), request.param)() as session:
        yield session


def removed(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))


def replaced(file: Path) -> None:
    removed(file)
    file.write_bytes(b"")


def given_back(file: Path) -> None:
    file.with_name("elsewhere").rename(file)


@pytest.mark.parametrize("lost", [removed, replaced])
@pytest.mark.parametrize("kind", ["transaction", "long_transaction"])
async def test_nothing_is_written_to_a_file_that_is_in_its_place_no_more(
    sqlite_url: str, opened: Open, kind: str, lost: Callable[[Path], None]
) -> None:
    database = opened(sqlite_url)
    file = Path(str(database.url.database))
    async with database.transaction() as session:
        await an_inquiry(session)
    lost(file)

    with pytest.raises(FileGone, match=file.name) as gone:
        async with getattr(database, kind)():
            pass
    assert is_in_trouble(gone.value)

    given_back(file)
    async with getattr(database, kind)() as session:
        await an_inquiry(session)
    assert await count(database) == 2


async def test_many_who_glance_at_once_take_turns_on_one_connection(sqlite_url: str, opened: Open) -> None:
    """A new one for each costs more than what is asked on it."""
    database, made = opened(sqlite_url), []
    event.listen(database.glance_engine.sync_engine, "connect", lambda *_: made.append(1))

    async def look() -> None:
        async with database.glance() as session:
            await session.scalars(select(func.count()).select_from(Inquiry))

    await asyncio.gather(*(look() for _ in range(WRITERS)))

    assert len(made) == 1


class TestTransactions:
    async def test_what_a_transaction_wrote_is_there_when_it_ends(self, database: Database) -> None:
        async with database.transaction() as session:
            await an_inquiry(session)
        assert await count(database) == 1

    async def test_an_error_takes_back_everything(self, database: Database, broken_off) -> None:
        async with broken_off() as session:
            await an_inquiry(session)
            await an_inquiry(session)
        assert await count(database) == 0

    async def test_an_error_of_the_database_takes_back_everything(self, database: Database) -> None:
        with pytest.raises(IntegrityError):
            await twice_the_same(database)
        assert await count(database) == 0

    async def test_cancelling_takes_back_everything_and_lets_the_next_writer_in(
        self, database: Database
    ) -> None:
        writing = asyncio.Event()

        async def write_for_ever() -> None:
            async with database.transaction() as session:
                await an_inquiry(session)
                writing.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(write_for_ever())
        await writing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.transaction() as session:
            await an_inquiry(session)
        assert await count(database) == 1

    async def test_cancelling_a_writer_that_waits_for_another_process_leaves_nothing_locked(
        self, database: Database, second: Database
    ) -> None:
        inquiry_id = await self._added(database)
        async with database.transaction() as session:
            await session.get_one(Inquiry, inquiry_id, with_for_update=True)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(self._closed(second, inquiry_id), 0.2)
        for each in (second, database):
            async with asyncio.timeout(5):
                await self._closed(each, inquiry_id)

    async def _added(self, database: Database) -> int:
        async with database.transaction() as session:
            return (await an_inquiry(session)).id

    async def _closed(self, database: Database, inquiry_id: int) -> None:
        async with database.transaction() as session:
            (await session.get_one(Inquiry, inquiry_id, with_for_update=True)).status = "closed"

    async def test_nothing_is_seen_before_it_is_committed(self, database: Database) -> None:
        async with database.transaction() as session:
            await an_inquiry(session)
            assert await count(database) == 0

    async def test_what_was_read_stays_readable_after_the_end(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, subject="Bolig for unge")
        assert inquiry.subject == "Bolig for unge"


@pytest.mark.parametrize("way", ["reading", "glance"])
class TestReading:
    async def test_a_reader_does_not_wait_for_a_writer(self, database: Database, way: str) -> None:
        async with database.transaction() as session:
            await an_inquiry(session)
            async with asyncio.timeout(2), getattr(database, way)() as reader:
                assert (await reader.scalars(select(func.count()).select_from(Inquiry))).one() == 0

    async def test_a_reader_sees_one_moment(self, database: Database, way: str) -> None:
        async with getattr(database, way)() as session:
            counted = select(func.count()).select_from(Inquiry)
            assert (await session.scalars(counted)).one() == 0
            async with database.transaction() as writer:
                await an_inquiry(writer)
            assert (await session.scalars(counted)).one() == 0
        assert await count(database) == 1

    async def test_a_write_while_reading_is_refused_rather_than_lost(
        self, database: Database, way: str
    ) -> None:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            async with getattr(database, way)() as session:
                await an_inquiry(session)

    async def test_a_connection_that_read_can_write_again(self, database: Database, way: str) -> None:
        for expected in range(1, 4):
            async with database.transaction() as session:
                await an_inquiry(session)
            async with getattr(database, way)() as reader:
                assert (await reader.scalars(select(func.count()).select_from(Inquiry))).one() == expected

    async def test_many_read_at_once(self, database: Database, way: str) -> None:
        async def read() -> int:
            async with getattr(database, way)() as session:
                return (await session.scalars(select(func.count()).select_from(Inquiry))).one()

        assert await asyncio.gather(*(read() for _ in range(30))) == [0] * 30


class TestWritersAtOnce:
    async def _change(self, database: Database, inquiry_id: int) -> None:
        async with database.transaction() as session:
            inquiry = await session.get_one(Inquiry, inquiry_id, with_for_update=True)
            await asyncio.sleep(0)
            inquiry.revision += 1

    async def test_writers_wait_for_each_other(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, revision=0)
        await asyncio.gather(*(self._change(database, inquiry.id) for _ in range(WRITERS)))
        async with database.reading() as session:
            assert (await session.get_one(Inquiry, inquiry.id)).revision == WRITERS

    async def test_so_do_writers_in_two_processes(self, database: Database, second: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, revision=0)
        await asyncio.gather(
            *(self._change(each, inquiry.id) for each in (database, second) for _ in range(WRITERS // 2))
        )
        async with database.reading() as session:
            assert (await session.get_one(Inquiry, inquiry.id)).revision == WRITERS

    async def test_two_processes_may_open_a_new_database_at_once(self, empty_path, opened: Open) -> None:
        both = [opened(f"sqlite+aiosqlite:///{empty_path}") for _ in range(2)]

        async def open_it(database: Database) -> object:
            database.make_file()
            async with database.transaction() as session:
                return await pragma(session, "journal_mode")

        assert await asyncio.gather(*map(open_it, both)) == ["wal", "wal"]


class TestSqlite:
    async def test_only_what_another_process_holds_is_waited_for(self, sqlite_url: str, opened: Open) -> None:
        async with asyncio.timeout(2), opened(sqlite_url).transaction() as session:
            with pytest.raises(DBAPIError, match="no such table"):
                await session.execute(text("SELECT * FROM nowhere"))

    @pytest.mark.parametrize(
        ("name", "value"),
        [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)],
    )
    async def test_every_connection_is_durable_and_strict(
        self, sqlite_session: AsyncSession, name: str, value: object
    ) -> None:
        assert await pragma(sqlite_session, name) == value


class TestValues:
    async def test_what_a_row_belongs_to_must_exist(self, database: Database) -> None:
        with pytest.raises(IntegrityError):
            async with database.transaction() as session:
                session.add(Note(inquiry_id=4711, at=NOON, author="U1ANNE", text="?"))

    async def test_a_moment_without_a_zone_is_refused(self, database: Database) -> None:
        with pytest.raises(StatementError, match="a moment needs a time zone"):
            async with database.transaction() as session:
                await an_inquiry(session, received_at=datetime(2026, 3, 4, 12))  # noqa: DTZ001 - what is refused

    async def test_nor_may_a_question_hold_one(self, database: Database) -> None:
        naive = datetime(2026, 3, 4, 12)  # noqa: DTZ001 - what is refused
        with pytest.raises(StatementError, match="a moment needs a time zone"):
            async with database.reading() as session:
                await session.scalars(select(Inquiry).where(Inquiry.received_at < naive))

    @pytest.mark.parametrize("zone", ZONES, ids=str)
    async def test_a_moment_comes_back_the_same_and_in_utc(self, database: Database, zone) -> None:
        moment = datetime(2026, 7, 1, 0, 30, 15, 123456, tzinfo=zone)
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, received_at=moment)
        async with database.reading() as session:
            read = (await session.get_one(Inquiry, inquiry.id)).received_at
        assert read == moment
        assert read.utcoffset() == timedelta(0)

    async def test_moments_are_ordered_across_zones(self, database: Database) -> None:
        early = datetime(2026, 7, 1, 1, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
        late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        async with database.transaction() as session:
            await an_inquiry(session, received_at=early)
        async with database.reading() as session:
            found = await session.scalars(select(Inquiry).where(Inquiry.received_at < late))
            assert len(found.all()) == 1

    async def test_text_that_no_database_can_hold_is_kept_readable(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session, subject="En\0to\ud83d")
            letter = await a_letter(session, inquiry, attachments=[{"name": "a\0.pdf", "size": 3}])
            parcel = await an_outbox_row(session, payload={"what\0": ["\udcff", None, 1.5, True]})
        async with database.reading() as session:
            assert (await session.get_one(Inquiry, inquiry.id)).subject == "En\ufffdto\ufffd"
            kept = await session.get_one(Correspondence, letter.id)
            assert kept.attachments == [{"name": "a\ufffd.pdf", "size": 3}]
            row = await session.get_one(OutboxRow, parcel.id)
            assert row.payload == {"what\ufffd": ["\ufffd", None, 1.5, True]}

    async def test_text_comes_back_as_it_was(self, database: Database) -> None:
        said = "Ærø, \U0001f9ea, 漢字, \u202e, \x01, \r\n\t'\"\\%_"
        async with database.transaction() as session:
            note = await a_note(session, await an_inquiry(session), text=said)
        async with database.reading() as session:
            assert (await session.get_one(Note, note.id)).text == said

    async def test_no_result_is_null_and_not_the_word(self, database: Database) -> None:
        async with database.transaction() as session:
            row = await an_outbox_row(session)
            row.result = None
        async with database.reading() as session:
            found = await session.scalars(select(OutboxRow).where(OutboxRow.result.is_(None)))
            assert found.one().id == row.id

    async def test_a_deleted_inquiry_s_number_is_never_given_again(self, database: Database) -> None:
        async with database.transaction() as session:
            deleted = await an_inquiry(session)
            await session.delete(deleted)
            await session.flush()
            assert (await an_inquiry(session)).id > deleted.id


async def in_use(session: AsyncSession) -> asyncpg.Connection:
    """The driver's own connection under a session."""
    raw = await (await session.connection()).get_raw_connection()
    return raw.driver_connection


def end(connection: asyncpg.Connection, url: str) -> None:
    """Have the server end a connection; nothing of that is heard yet."""
    with psycopg.connect(url.replace("+asyncpg", ""), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [connection.get_server_pid()])


async def heard(turns: int) -> None:
    """Let so much be heard of it as comes in some turns of the event loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


class TestTrouble:
    """What is the database's fault is told from what is the caller's: a message is not bad because of it."""

    async def _failing(self, work) -> Exception:
        with pytest.raises(Exception) as failed:  # noqa: PT011 - which error it is, is the question
            await work
        return failed.value

    async def _locks(self, database: Database, first: int, then: int) -> None:
        async with database.transaction() as session:
            await session.get_one(Inquiry, first, with_for_update=True)
            await asyncio.sleep(0.1)
            await session.get_one(Inquiry, then, with_for_update=True)

    async def test_a_deadlock_passes(self, postgresql_url: str, opened: Open) -> None:
        database = opened(postgresql_url)
        async with database.transaction() as session:
            one, two = (await an_inquiry(session)).id, (await an_inquiry(session)).id
        crossed = asyncio.gather(self._locks(database, one, two), self._locks(database, two, one))
        assert is_in_trouble(await self._failing(crossed))

    async def test_a_lost_connection_passes(self, postgresql_url: str, opened: Open) -> None:
        async def lose_it() -> None:
            async with opened(postgresql_url).transaction() as session:
                number = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
                async with opened(postgresql_url).transaction() as killer:
                    await killer.execute(text(f"SELECT pg_terminate_backend({number}, 2000)"))
                await session.execute(text("SELECT 1"))

        assert is_in_trouble(await self._failing(lose_it()))

    @pytest.mark.parametrize("turns", range(6))
    async def test_a_connection_that_the_server_ends_passes_however_much_of_that_was_heard(
        self, postgresql_url: str, opened: Open, turns: int
    ) -> None:
        async def lose_it() -> None:
            async with opened(postgresql_url).transaction() as session:
                end(await in_use(session), postgresql_url)
                await heard(turns)
                await session.execute(text("SELECT 1"))

        assert is_in_trouble(await self._failing(lose_it()))

    async def test_an_unreachable_server_passes(self, opened: Open) -> None:
        nowhere = opened(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing")
        assert is_in_trouble(await self._failing(count(nowhere)))

    async def test_a_server_that_does_not_let_us_in_passes_and_says_why(
        self, postgresql_url: str, opened: Open
    ) -> None:
        nobody = opened(postgresql_url.replace("postgres@", "nobody@"))
        refused = await self._failing(count(nobody))
        assert is_in_trouble(refused)
        assert str(refused) == 'role "nobody" does not exist'

    async def test_where_no_server_is_the_one_that_is_wanted_passes(
        self, postgresql_url: str, opened: Open
    ) -> None:
        failing_over = opened(f"{postgresql_url}?target_session_attrs=standby")
        assert is_in_trouble(await self._failing(count(failing_over)))

    async def test_a_server_that_takes_no_writes_passes(self, postgresql_url: str, opened: Open) -> None:
        async def write() -> None:
            async with opened(postgresql_url).transaction() as session:
                await session.execute(text("SET TRANSACTION READ ONLY"))
                await an_inquiry(session)

        assert is_in_trouble(await self._failing(write()))

    async def test_a_locked_file_passes(
        self, sqlite_url: str, opened: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inline_sqlite, "PATIENCE", 0.0)
        async with opened(sqlite_url).transaction() as session:
            await an_inquiry(session)
            assert is_in_trouble(await self._failing(twice_the_same(opened(sqlite_url))))

    async def test_what_breaks_a_rule_does_not_pass(self, database: Database) -> None:
        assert not is_in_trouble(await self._failing(twice_the_same(database)))
        assert not is_in_trouble(ValueError())


@pytest.mark.parametrize("turns", range(6))
async def test_a_connection_that_ended_while_nobody_used_it_is_replaced(
    postgresql_url: str, opened: Open, turns: int
) -> None:
    database = opened(postgresql_url)
    async with database.transaction() as session:
        connection = await in_use(session)
    end(connection, postgresql_url)
    await heard(turns)

    assert await count(database) == 0


async def test_a_connection_that_falls_silent_is_noticed_by_the_system(
    postgresql_url: str, opened: Open
) -> None:
    """The kernel ends it in seconds, not in hours: no test waits for that."""
    async with opened(postgresql_url).engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        way = raw._transport.get_extra_info("socket")

        assert way.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert way.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5
        assert way.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000


def test_a_question_broken_off_while_its_connection_opens_leaves_no_thread_behind(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broke, before = list[object](), set(threading.enumerate())
    monkeypatch.setattr(threading, "excepthook", lambda what: broke.append(what.exc_value))

    async def broken_off(after: float) -> None:
        database = Database(sqlite_url)
        asking = asyncio.create_task(count(database))
        await asyncio.sleep(after)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await database.close()

    for tenths in range(60):
        asyncio.run(broken_off(tenths / 10_000))

    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(5)
    assert broke == []
    assert not [thread.name for thread in left if thread.is_alive()]
