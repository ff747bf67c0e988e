"""Addresses that letters of ours do not reach."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_address",
        sa.Column("email", sa.String(), primary_key=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("refused_address")
