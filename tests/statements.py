"""How often the record is asked: what costs the same for one thing and for many is shown by counting."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(desk):
    """Note what is asked of the record meanwhile."""
    asked = []

    def ask(_connection, _cursor, statement, *_given):
        asked.append(statement)

    database = desk.database
    engines = {each.sync_engine for each in (database.engine, database.read_engine, database.glance_engine)}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", ask)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", ask)
