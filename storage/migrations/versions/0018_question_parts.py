"""Questions of one inquiry that other offices answer."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, PlainText

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_PARTS = sa.text("part_of IS NOT NULL")


def upgrade() -> None:
    # in so many words: to Alembic, a key on SQLite means making the whole table anew
    op.execute(
        "ALTER TABLE inquiry ADD COLUMN part_of INTEGER CONSTRAINT fk_inquiry_part_of REFERENCES inquiry (id)"
    )
    op.create_index(
        "ix_inquiry_part_of", "inquiry", ["part_of"], sqlite_where=_PARTS, postgresql_where=_PARTS
    )
    op.create_table(
        "question_part",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("main_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", PlainText(), nullable=False),
        sa.Column("asked_by", PlainText(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer", PlainText(), nullable=True),
        sa.Column("answered_by", PlainText(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_question_part_inquiry_id"),
        sa.ForeignKeyConstraint(["main_id"], ["inquiry.id"], name="fk_question_part_main_id"),
        sa.PrimaryKeyConstraint("inquiry_id", name="pk_question_part"),
    )
    op.create_index("ix_question_part_main_id", "question_part", ["main_id"])


def downgrade() -> None:
    op.drop_table("question_part")
    op.drop_index("ix_inquiry_part_of", "inquiry")
    op.execute("ALTER TABLE inquiry DROP COLUMN part_of")
