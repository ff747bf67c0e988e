"""Organisations found by any part of their names, without looking through all of them."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_CHANGES = {
    "INSERT": ("new",),
    "DELETE": ("old",),
    "UPDATE OF folded": ("old", "new"),
}
_TELL = {
    "new": "INSERT INTO search_organisation (rowid, folded) VALUES (new.id, new.folded);",
    "old": "INSERT INTO search_organisation (search_organisation, rowid, folded)"
    " VALUES ('delete', old.id, old.folded);",
}
# pg_trgm would do as well, but is an extension, which not every house's database has
_TRIGRAMS = """
CREATE FUNCTION search_trigrams(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT substr(name, start, 3)) FROM generate_series(1, length(name) - 2) AS start
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_TRIGRAMS)
        op.execute("CREATE INDEX search_organisation ON organisation USING gin (search_trigrams(folded))")
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_organisation USING fts5(folded, content = 'organisation',"
        " content_rowid = 'id', tokenize = 'trigram case_sensitive 1')"
    )
    op.execute("INSERT INTO search_organisation (search_organisation) VALUES ('rebuild')")
    # a migration that makes the table of organisations anew has to make these anew too
    for change, rows in _CHANGES.items():
        told = " ".join(_TELL[row] for row in rows)
        name = f"search_organisation_{change.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON organisation BEGIN {told} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX search_organisation")
        op.execute("DROP FUNCTION search_trigrams(text)")
        return
    for change in _CHANGES:
        op.execute(f"DROP TRIGGER search_organisation_{change.split()[0].lower()}")
    op.execute("DROP TABLE search_organisation")
