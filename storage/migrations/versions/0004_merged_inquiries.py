"""Inquiries that are one matter: which one goes on, and which letters were written to the other."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (("inquiry", "merged_into"), ("correspondence", "came_for"))


def upgrade() -> None:
    for table, column in COLUMNS:
        # in so many words: to Alembic, a key on SQLite means making the whole table anew
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column} REFERENCES inquiry (id)"
        )
        is_set = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_{table}_{column}", table, [column], sqlite_where=is_set, postgresql_where=is_set
        )


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
