"""When the clock moves a round, who was asked later, and how far an office's digest has come."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("clock_at", Moment(), nullable=True))
    # rounds that are out are asked about at once; the tick puts right what is too early
    op.execute("UPDATE round SET clock_at = deadline WHERE state = 'open'")
    op.execute("UPDATE round SET clock_at = opens_at WHERE state = 'approved'")
    op.create_index(
        "ix_round_clock_at",
        "round",
        ["clock_at"],
        sqlite_where=sa.text("clock_at IS NOT NULL"),
        postgresql_where=sa.text("clock_at IS NOT NULL"),
    )
    op.add_column("round_party", sa.Column("asked_at", Moment(), nullable=True))
    op.add_column("office_state", sa.Column("digested_until", Moment(), nullable=True))
    op.add_column("office_state", sa.Column("digest_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("office_state", "digest_at")
    op.drop_column("office_state", "digested_until")
    op.drop_column("round_party", "asked_at")
    op.drop_index("ix_round_clock_at", "round")
    op.drop_column("round", "clock_at")
