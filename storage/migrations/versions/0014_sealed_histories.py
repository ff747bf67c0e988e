"""Histories are sealed in a chain, so that a line changed or taken out afterwards shows."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, PlainText

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_HISTORIES = ("event", "round_event")
_UNSEALED = sa.text("seal_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("history", PlainText(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seal"),
    )
    op.create_index("ix_seal_history", "seal", ["history"])
    for history in _HISTORIES:
        with op.batch_alter_table(history) as table:
            table.add_column(sa.Column("seal_id", sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_{history}_seal_id", "seal", ["seal_id"], ["id"])
        op.create_index(
            f"ix_{history}_unsealed", history, ["id"], sqlite_where=_UNSEALED, postgresql_where=_UNSEALED
        )


def downgrade() -> None:
    for history in _HISTORIES:
        op.drop_index(f"ix_{history}_unsealed", history)
        with op.batch_alter_table(history) as table:
            table.drop_constraint(f"fk_{history}_seal_id", type_="foreignkey")
            table.drop_column("seal_id")
    op.drop_index("ix_seal_history", "seal")
    op.drop_table("seal")
