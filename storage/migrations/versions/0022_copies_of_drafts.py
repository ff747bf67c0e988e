"""To whom a draft goes as a copy."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import PlainText

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("copies", PlainText(), nullable=True))


def downgrade() -> None:
    op.drop_column("draft", "copies")
