"""Parcels leave by their priority first: an answer does not wait behind a round's letters."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    # what the version before puts in, and what waits already, has the usual one
    op.add_column("outbox", sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="1"))
    _index("priority", "due_at", "id")


def downgrade() -> None:
    _index("due_at", "id")
    op.drop_column("outbox", "priority")


def _index(*columns: str) -> None:
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index(
        "ix_outbox_due", "outbox", [*columns], sqlite_where=_PENDING, postgresql_where=_PENDING
    )
