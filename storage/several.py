"""Several letters taken in by one transaction: what each would write and ask is written and asked for all.

A letter by itself takes twenty statements, and a statement costs more than what it does. The code that takes
a letter in is written for one letter and stays so; in a transaction for several, the functions that it calls
do three things differently:

1. Rows are put off (:func:`write`). They are written, a statement a table, before the next question that is
   asked of the database (:class:`Session`) and at the transaction's end (`Database.transaction`). So whoever
   asks is told of everything so far.
2. Questions that every letter asks are answered beforehand (:func:`known`). `bot.front_desk.together` begins
a
   transaction and calls each module's ``foreknow``: ``ledger``, ``parties``, ``inquiries``, ``outbox``. These
   modules look there first, and put in what they write themselves.
3. Ids are taken for all at once (:meth:`Several.next_id`), since a row that is put off can't ask the database
   for its id. Numbers are taken as the rows that bear them are written (`service.number`), and new parties in
   one order: another process that wants one waits for it until the transaction ends.

In any other transaction :func:`of` is None and :func:`known` is empty: each row is written, each question
asked, where it stands.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.tables.base import Base, table_of

_KEY = "several"
_LAST = "search_text"
"""The one table that SQLAlchemy does not know; its rows name letters."""
_NUMBERED = "inquiry"
"""The table of what bears a number; rows of those that it names go before the number is taken."""
_SHARED = {"contact": "email", "organisation_domain": "domain"}
"""Rows that another process may be writing too: always in this order, so that no two wait for each other."""

Row = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""A row, or what makes it when it is written."""


class Several:
    """What one transaction for several letters keeps in memory; it is forgotten with the session."""

    def __init__(self, count: int) -> None:
        self.count = count
        """For how many letters it was opened."""
        self.known: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        """Answers by question and by what it is about; None for "there is none"."""
        self._ids: dict[type[Base], Iterator[int]] = {}
        self._waiting: dict[str, dict[Any, list[Row]]] = {}
        self._unnumbered: dict[str, tuple[Any, list[Callable[[int], None]]]] = {}
        self._then: list[Callable[[], None]] = []

    def put_off(self, table: str, statement: Any, rows: Iterable[Row]) -> None:
        """Keep rows, to be written before the next question."""
        self._waiting.setdefault(table, {}).setdefault(statement, []).extend(rows)

    def wait_for_number(self, series: str, taking: Any, tell: Callable[[int], None]) -> None:
        """Have something told its number just before its row is written; ``taking`` takes some of them."""
        self._unnumbered.setdefault(series, (taking, []))[1].append(tell)

    def take_waiting(self) -> list[tuple[str, Any, list[Row]]]:
        """Hand out the rows that were put off, by table and statement, those first that others name."""
        waiting, self._waiting = self._waiting, {}
        return [(name, *each) for name in _in_order() if name in waiting for each in waiting[name].items()]

    def once_numbered(self, tell: Callable[[], None]) -> None:
        """Have something done once what waits for a number has it."""
        if self._unnumbered:
            self._then.append(tell)
        else:
            tell()

    async def number(self, connection: AsyncConnection) -> None:
        """Give a number to what waits for one."""
        waiting, self._unnumbered = self._unnumbered, {}
        for series, (taking, unnumbered) in waiting.items():
            taken = await connection.execute(taking, {"name": series, "value": len(unnumbered)})
            for number, tell in enumerate(unnumbered, taken.scalar_one() - len(unnumbered) + 1):
                tell(number)
        then, self._then = self._then, []
        for each in then:
            each()

    async def take_ids(self, session: AsyncSession, *tables: type[Base]) -> None:
        """Take ids for the rows to come, best while none waits; a table named twice gets as many again."""
        free = await _free_ids(session, [table_of(rows) for rows in tables], self.count)
        for rows, ids in zip(tables, free, strict=True):
            self._ids[rows] = chain(self._ids.get(rows, ()), ids)

    async def next_id(self, session: AsyncSession, rows: type[Base]) -> int:
        """Give out an id for a row that waits."""
        found = next(self._ids.get(rows, iter(())), None)
        if found is None:
            await self.take_ids(session, rows)
            found = next(self._ids[rows])
        return found


class Session(AsyncSession):
    """A session that writes what was put off before it asks, by any way that is used here."""

    async def write(self) -> None:
        """Write the rows that were put off."""
        if (several := of(self)) is not None:
            for table, statement, rows in several.take_waiting():
                if table == _NUMBERED:
                    await several.number(await self.connection())
                await super().execute(statement, _made(rows, _SHARED.get(table)))

    async def execute(self, *asked: Any, **how: Any) -> Any:
        """See SQLAlchemy."""
        await self.write()
        return await super().execute(*asked, **how)

    async def scalars(self, *asked: Any, **how: Any) -> Any:
        """See SQLAlchemy."""
        await self.write()
        return await super().scalars(*asked, **how)

    async def get(self, *asked: Any, **how: Any) -> Any:
        """See SQLAlchemy."""
        await self.write()
        return await super().get(*asked, **how)

    async def get_one(self, *asked: Any, **how: Any) -> Any:
        """See SQLAlchemy."""
        await self.write()
        return await super().get_one(*asked, **how)

    async def merge(self, *asked: Any, **how: Any) -> Any:
        """See SQLAlchemy."""
        await self.write()
        return await super().merge(*asked, **how)

    async def delete(self, instance: object) -> None:
        """See SQLAlchemy."""
        await self.write()
        await super().delete(instance)

    async def refresh(self, *asked: Any, **how: Any) -> None:
        """See SQLAlchemy."""
        await self.write()
        await super().refresh(*asked, **how)

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """See SQLAlchemy."""
        await self.write()
        await super().flush(objects)


def _made(rows: Iterable[Row], order: str | None) -> list[Mapping[str, Any]]:
    made = [row() if callable(row) else row for row in rows]
    return sorted(made, key=itemgetter(order)) if order else made


@cache
def _in_order() -> list[str]:
    return [*(table.name for table in Base.metadata.sorted_tables), _LAST]


def begin(session: AsyncSession, count: int) -> None:
    """Have a transaction take in several letters."""
    session.info[_KEY] = Several(count)


def of(session: AsyncSession) -> Several | None:
    """What a transaction has in mind that takes in several letters; None for any other."""
    several: Several | None = session.info.get(_KEY)
    return several


def known(session: AsyncSession, question: str) -> dict[Any, Any]:
    """The answers to a question that are known beforehand; none where only one letter is taken in."""
    several = of(session)
    return several.known[question] if several else {}


async def write(session: AsyncSession, table: str, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows to a table, together with those of other letters where several are taken in."""
    if (several := of(session)) is not None:
        several.put_off(table, statement, rows)
    else:
        await session.execute(statement, rows)


async def _free_ids(session: AsyncSession, tables: Sequence[Table], count: int) -> list[Sequence[int]]:
    """Ids of each table that nobody else gets; on SQLite because nobody else writes meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        given = [func.nextval(func.pg_get_serial_sequence(each.name, "id")) for each in tables]
        each_time = func.generate_series(1, count).table_valued("value")
        return [*zip(*await session.execute(select(*given).select_from(each_time)), strict=True)]
    free: dict[Table, int] = {}
    found: list[Sequence[int]] = []
    for table in tables:
        if table not in free:
            free[table] = await _last_id(session, table) + 1
        found.append(range(free[table], free[table] + count))
        free[table] += count
    return found


async def _last_id(session: AsyncSession, table: Table) -> int:
    last: int = (await session.scalars(select(func.max(table.c.id)))).one() or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, (await session.scalars(given, {"name": table.name})).one_or_none() or 0)
    return last
