"""Which home tabs are open, and what was drawn there last."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, PlainText

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_tab",
        sa.Column("user", PlainText(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("place", PlainText(), nullable=False),
        sa.Column("drawn", PlainText(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.Column("guard", PlainText(), nullable=True),
        sa.PrimaryKeyConstraint("user", name="pk_home_tab"),
    )


def downgrade() -> None:
    op.drop_table("home_tab")
