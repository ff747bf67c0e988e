"""What people say of single statements, and how many of each answer's wait for it."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json, Moment, PlainText

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_WAITS = sa.text("waiting > 0")


def upgrade() -> None:
    op.add_column(
        "round_submission", sa.Column("waiting", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_round_submission_waiting",
        "round_submission",
        ["round_id", "waiting"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_table(
        "round_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("source", PlainText(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("decision", PlainText(), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("stance", PlainText(), nullable=True),
        sa.Column("topics", Json(), nullable=True),
        sa.Column("target_groups", Json(), nullable=True),
        sa.Column("by", PlainText(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["round_submission.id"], name="fk_round_statement_submission_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_round_statement"),
        sa.UniqueConstraint(
            "submission_id", "source", "start", "end", name="uq_round_statement_submission_id_source_start_end"
        ),
    )


def downgrade() -> None:
    op.drop_table("round_statement")
    op.drop_index("ix_round_submission_waiting", "round_submission")
    op.drop_column("round_submission", "waiting")
