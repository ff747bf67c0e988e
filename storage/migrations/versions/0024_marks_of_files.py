"""What people must know of a file before they open it."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import PlainText

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer_file", sa.Column("mark", PlainText(), nullable=True))


def downgrade() -> None:
    op.drop_column("answer_file", "mark")
