"""Letters on what became of everybody's points, drawn up and waiting for somebody to confirm them."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Json, Moment, PlainText

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", PlainText(), nullable=False),
        sa.Column("letters", Json(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_feedback_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_round_feedback"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_feedback_round_id", "round_feedback", ["round_id"])


def downgrade() -> None:
    op.drop_index("ix_round_feedback_round_id", "round_feedback")
    op.drop_table("round_feedback")
