"""Who alone may see a confidential inquiry."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SEALED = sa.text("confidential IS NOT NULL")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("confidential", Json(), nullable=True))
    op.create_index(
        "ix_inquiry_confidential", "inquiry", ["id"], sqlite_where=_SEALED, postgresql_where=_SEALED
    )


def downgrade() -> None:
    op.drop_index("ix_inquiry_confidential", "inquiry")
    op.drop_column("inquiry", "confidential")
