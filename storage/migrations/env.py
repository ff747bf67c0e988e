"""Alembic's entry: runs the steps on the connection that ``storage.schema`` hands over."""

from alembic import context
from sqlalchemy import Connection

from storage.tables import Base


def _include(name: str | None, kind: str, _parents: object) -> bool:
    # The indexes of the search differ on each database and are not described by the tables.
    return not (kind in {"table", "index"} and name is not None and name.startswith("search_"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_include,
        render_as_batch=True,  # SQLite changes a table by making it anew
        user_module_prefix="storage.tables.base.",
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
