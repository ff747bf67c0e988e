"""An archive of many inquiries in PostgreSQL; what is in it says ``tests.benchmarks.archive``."""

import psycopg

from tests.benchmarks.archive import AT, statements, stems

_NUMBERED = ("raw_message", "contact", "inquiry", "mail_ledger", "correspondence", "event", "outbox")


def grow(url: str, count: int) -> None:
    """Fill an empty database with ``count`` inquiries and all that belongs to each."""
    address = url.replace("+asyncpg", "")
    with psycopg.connect(address) as record:
        record.execute(f"CREATE TEMP TABLE numbers AS SELECT generate_series(1, {count}) AS i")
        for statement in statements(count, "numbers", "decode(repeat('00', 400), 'hex')", "::jsonb"):
            record.execute(statement.replace(AT, f"{AT}::timestamptz"))
        held = f"array_to_tsvector(string_to_array({stems(count)}, ' '))"
        record.execute(f"INSERT INTO search_text (id, stems) SELECT i, {held} FROM numbers")
        for table in (*_NUMBERED, "organisation"):
            record.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    with psycopg.connect(address, autocommit=True) as record:
        # as autovacuum leaves one that grew over years; else it does so while the actions are timed
        record.execute("VACUUM ANALYZE")
