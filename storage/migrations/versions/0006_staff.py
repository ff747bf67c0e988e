"""What members of staff have set for themselves, and what their home tab and the search ask for."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import PlainText

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_member",
        sa.Column("user", PlainText(), nullable=False),
        sa.Column("language", PlainText()),
        sa.Column("day_starts", PlainText()),
        sa.Column("day_ends", PlainText()),
        sa.Column("away_from", PlainText()),
        sa.Column("away_until", PlainText()),
        sa.Column("deputy", PlainText()),
        sa.PrimaryKeyConstraint("user", name="pk_staff_member"),
    )
    op.drop_index("ix_inquiry_claimed_by", "inquiry")
    op.create_index("ix_inquiry_claimed_by", "inquiry", ["claimed_by", "status", "first_answer_due"])
    op.create_index("ix_event_actor", "event", ["actor", "id"])


def downgrade() -> None:
    op.drop_index("ix_event_actor", "event")
    op.drop_index("ix_inquiry_claimed_by", "inquiry")
    op.create_index("ix_inquiry_claimed_by", "inquiry", ["claimed_by"])
    op.drop_table("staff_member")
