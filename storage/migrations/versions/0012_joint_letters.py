"""Whose letters a party signed: a joint answer is each signatory's."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Json

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round_party", sa.Column("joined", Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("round_party", "joined")
