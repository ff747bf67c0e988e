"""What people are told to be wrong, and how often a process ended over a message or a parcel."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, PlainText

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_LASTS = sa.text("over_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", PlainText(), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("over_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    op.create_index(
        "uq_alarm_lasting", "alarm", ["what"], unique=True, sqlite_where=_LASTS, postgresql_where=_LASTS
    )
    op.add_column("mail_ledger", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("abandoned", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("outbox", "abandoned")
    op.drop_column("mail_ledger", "tries")
    op.drop_index("uq_alarm_lasting", "alarm")
    op.drop_table("alarm")
