"""Which process has a parcel in its hands, and what is due in the order in which it leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("leased_by", sa.String(), nullable=True))
    _index_due("due_at", "id")


def downgrade() -> None:
    _index_due("due_at")
    op.drop_column("outbox", "leased_by")


def _index_due(*columns: str) -> None:
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index(
        "ix_outbox_due", "outbox", [*columns], sqlite_where=_PENDING, postgresql_where=_PENDING
    )
