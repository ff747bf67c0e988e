"""A batch: several letters taken in by one transaction.

A letter by itself takes twenty statements, and a statement costs more than what it does. The code that takes
a letter in is written for one; in a batch (:func:`begin`) the functions that it calls work for all together:

1. Rows are kept (:func:`write`), and written, a statement a table, before the next question is asked and when
   the transaction ends (:class:`Session`). So whoever asks is told of everything so far.
2. Questions that every letter asks are asked beforehand: `bot.front_desk.together` calls ``foreknow`` of
   ``ledger``, ``parties``, ``inquiries`` and ``outbox``. These look at the answers first (:func:`known`), and
   put in what they write themselves.
3. Ids are taken for all at once (:meth:`Batch.next_id`), since a row that is kept can't ask the database for
   its id. Numbers are taken as the rows that bear them are written (`service.number`), and new parties in one
   order: another process that wants one waits for it until the transaction ends.

In any other transaction :func:`of` is None and :func:`known` is empty: each row is written, each question
asked, where it stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, cast, event, func, select, text
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SyncSession

from storage.many import Writing
from storage.tables.base import Base, table_of

_KEY = "batch"
_LAST = "search_text"
"""The one table that SQLAlchemy does not know; its rows name letters."""
_NUMBERED = "inquiry"
"""The table of what bears a number; rows of those that it names go before the number is taken."""
_SHARED = {"contact": "email", "organisation_domain": "domain"}
"""Rows that another process may be writing too: always in this order, so that no two wait for each other."""

Row = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""A row, or what makes it when it is written."""


class Batch:
    """What a transaction that takes in several letters keeps in memory; it is forgotten with the session."""

    def __init__(self, count: int) -> None:
        self.count = count
        """For how many letters it was opened."""
        self.known: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        """Answers by question and by what it is about; None for "there is none"."""
        self._ids: dict[type[Base], Iterator[int]] = {}
        self._waiting: dict[str, dict[Writing, list[Row]]] = {}
        self._unnumbered: dict[str, tuple[Any, list[Callable[[int], None]]]] = {}
        self._then: list[Callable[[], None]] = []

    def keep(self, writing: Writing, rows: Iterable[Row]) -> None:
        """Keep rows, to be written before the next question."""
        self._waiting.setdefault(writing.table, {}).setdefault(writing, []).extend(rows)

    def wait_for_number(self, series: str, taking: Any, tell: Callable[[int], None]) -> None:
        """Have something told its number just before its row is written; ``taking`` takes some of them."""
        self._unnumbered.setdefault(series, (taking, []))[1].append(tell)

    def take_waiting(self) -> list[tuple[Writing, list[Row]]]:
        """Hand out the rows that are kept, by how they are written, those first that others name."""
        waiting, self._waiting = self._waiting, {}
        return [each for name in _in_order() if name in waiting for each in waiting[name].items()]

    def once_numbered(self, tell: Callable[[], None]) -> None:
        """Have something done once what waits for a number has it."""
        if self._unnumbered:
            self._then.append(tell)
        else:
            tell()

    def number(self, connection: Connection) -> None:
        """Give a number to what waits for one."""
        waiting, self._unnumbered = self._unnumbered, {}
        for series, (taking, unnumbered) in waiting.items():
            taken = connection.execute(taking, {"name": series, "value": len(unnumbered)})
            for number, tell in enumerate(unnumbered, taken.scalar_one() - len(unnumbered) + 1):
                tell(number)
        then, self._then = self._then, []
        for each in then:
            each()

    async def take_ids(self, session: AsyncSession, *tables: type[Base]) -> None:
        """Take ids for the rows to come, best while none waits; a table named twice gets as many again."""
        free = await free_ids(session, tables, self.count)
        for rows, ids in zip(tables, free, strict=True):
            self._ids[rows] = chain(self._ids.get(rows, ()), ids)

    async def next_id(self, session: AsyncSession, rows: type[Base]) -> int:
        """Give out an id for a row that waits."""
        found = next(self._ids.get(rows, iter(())), None)
        if found is None:
            await self.take_ids(session, rows)
            found = next(self._ids[rows])
        return found


class Session(SyncSession):
    """A session that writes the rows that are kept before it asks, changes a row or commits."""


@event.listens_for(Session, "do_orm_execute")
def _before_it_asks(asking: ORMExecuteState) -> None:
    _write_waiting(asking.session)


@event.listens_for(Session, "before_flush")
@event.listens_for(Session, "before_commit")
def _before_it_ends(session: SyncSession, *_: Any) -> None:
    _write_waiting(session)


def _write_waiting(session: SyncSession) -> None:
    batch: Batch | None = session.info.get(_KEY)
    if batch is not None and (waiting := batch.take_waiting()):
        connection = session.connection()
        for writing, rows in waiting:
            if writing.table == _NUMBERED:
                batch.number(connection)
            connection.execute(*writing.of(_made(rows, _SHARED.get(writing.table))))


def _made(rows: Iterable[Row], order: str | None) -> list[Mapping[str, Any]]:
    made = [row() if callable(row) else row for row in rows]
    return sorted(made, key=itemgetter(order)) if order else made


@cache
def _in_order() -> list[str]:
    return [*(table.name for table in Base.metadata.sorted_tables), _LAST]


def begin(session: AsyncSession, count: int) -> None:
    """Have a transaction take in so many letters."""
    session.info[_KEY] = Batch(count)


def of(session: AsyncSession) -> Batch | None:
    """The batch that a transaction is; None where it takes in one letter."""
    batch: Batch | None = session.info.get(_KEY)
    return batch


def known(session: AsyncSession, question: str) -> dict[Any, Any]:
    """The answers to a question that are known beforehand; none where only one letter is taken in."""
    batch = of(session)
    return batch.known[question] if batch else {}


async def write(session: AsyncSession, writing: Writing, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows to a table: in a batch together with those of its other letters."""
    if (batch := of(session)) is not None:
        batch.keep(writing, rows)
    else:
        await session.execute(*writing.of(rows))


async def free_ids(session: AsyncSession, wanted: Sequence[type[Base]], count: int) -> list[Sequence[int]]:
    """Ids of each table that nobody else gets; on SQLite because nobody else writes meanwhile."""
    tables = [table_of(rows) for rows in wanted]
    if session.get_bind().dialect.name == "postgresql":
        # asked for once, not for each id
        series = [
            select(cast(func.pg_get_serial_sequence(each.name, "id"), REGCLASS)).scalar_subquery()
            for each in tables
        ]
        each_time = func.generate_series(1, count).table_valued("value")
        given = select(*map(func.nextval, series)).select_from(each_time)
        return [*zip(*await session.execute(given), strict=True)]
    free: dict[Table, int] = {}
    found: list[Sequence[int]] = []
    for table in tables:
        if table not in free:
            free[table] = await _last_id(session, table) + 1
        found.append(range(free[table], free[table] + count))
        free[table] += count
    return found


async def _last_id(session: AsyncSession, table: Table) -> int:
    # that ids are above 0 goes without saying; so asked, SQLite says that it looks at the last one only
    last: int = (await session.scalars(select(func.max(table.c.id)).where(table.c.id > 0))).one() or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, (await session.scalars(given, {"name": table.name})).one_or_none() or 0)
    return last
