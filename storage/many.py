"""Many rows written, or many values asked about, by one statement that is the same however many they are.

To begin a statement costs PostgreSQL more than a row does: it opens every index of the table, and a statement
with another number of values is another one, to be read and planned anew. So it is given a list for each
column, and makes rows of them (``unnest``). SQLite runs in this process and takes each row by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, any_, bindparam, column, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, eq=False)
class Writing:
    """How rows get into a table: ``each`` is run with one row, ``together`` with a list for each column."""

    table: str
    each: Any
    together: Any = None

    def of(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Any, Any]:
        """Return the statement that writes rows, which all name the same columns, and what it is run with."""
        if self.together is None or len(rows) == 1:
            return self.each, rows
        return self.together, {name: [row[name] for row in rows] for name in rows[0]}


def given(columns: Mapping[str, TypeEngine[Any]]) -> FromClause:
    """Rows made of lists, on PostgreSQL: the parameters have the columns' names."""
    lists = [bindparam(name, type_=ARRAY(kind, dimensions=1)) for name, kind in columns.items()]
    rows = func.unnest(*lists).table_valued(*(column(name, kind) for name, kind in columns.items()))
    return rows.render_derived(name="given")


class _Among(FunctionElement[bool]):
    """A column's value is one of a list's."""

    # of no type: SQLAlchemy would have SQLite compare a boolean with 1, which no index answers
    inherit_cache = True


def among(values: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column holds one of the values that a statement is run with under a name."""
    return _Among(values, bindparam(name, expanding=True))


@compiles(_Among)
def _in(asked: _Among, compiler: SQLCompiler, **how: Any) -> str:
    values, listed = asked.clauses
    return compiler.process(values.in_(listed), **how)


@compiles(_Among, "postgresql")
def _is_any_of(asked: _Among, compiler: SQLCompiler, **how: Any) -> str:
    values, listed = asked.clauses
    return compiler.process(values == any_(bindparam(listed.key, type_=ARRAY(values.type))), **how)
