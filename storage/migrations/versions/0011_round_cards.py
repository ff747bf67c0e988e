"""What a round's card shows, and the move that waits for a second member's confirmation."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("shown_revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("round", sa.Column("asked", Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "asked")
    op.drop_column("round", "shown_revision")
