"""Several letters taken in by one transaction: what each would write and ask is written and asked for all.

A letter by itself takes twenty statements, and a statement costs more than what it does. The code that takes
a letter in is written for one letter and stays so; in a transaction for several, the functions that it calls
do three things differently:

1. Rows are put off (:func:`write`). They are written, a statement a table, before the next question that is
   asked of the database (:class:`Session`) and at the transaction's end (`Database.transaction`). So whoever
   asks is told of everything so far.
2. Questions that every letter asks are answered beforehand (:func:`known`). `bot.together` begins a
   transaction and calls each module's ``foreknow``: ``ledger``, ``parties``, ``inquiries``, ``outbox``. These
   modules look there first, and put in what they write themselves.
3. Ids and numbers are taken for all at once (:meth:`Several.next_id`, `service.next_number`), since a row
   that is put off can't ask the database for its id. Numbers left over are given back.

In any other transaction :func:`of` is None and :func:`known` is empty: each row is written, each question
asked, where it stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables.base import Base, table_of

_KEY = "several"
_LAST = "search_text"
"""The one table that SQLAlchemy does not know; its rows name letters."""


class Several:
    """What one transaction for several letters keeps in memory; it is forgotten with the session."""

    def __init__(self, count: int) -> None:
        self.count = count
        """For how many letters it was opened."""
        self.known: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        """Answers by question and by what it is about; None for "there is none"."""
        self.numbers: dict[str, list[int]] = {}
        """Numbers of a series taken and not given out yet, the next one last."""
        self._ids: dict[type[Base], Iterator[int]] = {}
        self._waiting: dict[str, dict[Any, list[Mapping[str, Any]]]] = {}

    def put_off(self, table: str, statement: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep rows, to be written before the next question."""
        self._waiting.setdefault(table, {}).setdefault(statement, []).extend(rows)

    def take_waiting(self) -> list[tuple[Any, list[Mapping[str, Any]]]]:
        """Hand out the rows that were put off, by statement, those first that others name."""
        waiting, self._waiting = self._waiting, {}
        return [each for name in _in_order() if name in waiting for each in waiting[name].items()]

    async def take_ids(self, session: AsyncSession, *tables: type[Base]) -> None:
        """Take ids for the rows to come, best while none waits."""
        for rows in tables:
            self._ids[rows] = iter(await _free_ids(session, table_of(rows), self.count))

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
            for statement, rows in several.take_waiting():
                await super().execute(statement, rows)

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


async def _free_ids(session: AsyncSession, table: Table, count: int) -> Sequence[int]:
    """Ids that nobody else gets; on SQLite because nobody else writes meanwhile."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        each = func.generate_series(1, count).table_valued("value")
        return list(await session.scalars(select(func.nextval(sequence)).select_from(each)))
    last = (await session.scalars(select(func.max(table.c.id)))).one() or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, (await session.scalars(given, {"name": table.name})).one_or_none() or 0)
    return range(last + 1, last + count + 1)
