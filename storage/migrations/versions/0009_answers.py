"""Answers: files sent along, the library, what a draft remembers, approval; and inquiries beside rounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json, Moment, PlainText

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS: tuple[tuple[str, str, Any], ...] = (
    ("draft", "language", PlainText()),
    ("draft", "quoted", sa.Boolean()),
    ("draft", "files", Json()),
    ("correspondence", "quotes", sa.Integer()),
    ("correspondence", "approved_by", PlainText()),
    ("correspondence", "approved_digest", PlainText()),
)


def upgrade() -> None:
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("author", PlainText(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("type", PlainText(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("url", PlainText(), nullable=False),
        sa.Column("sha256", PlainText()),
        sa.Column("content", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_answer_file_inquiry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_file"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_file_inquiry_id", "answer_file", ["inquiry_id"])
    op.create_table(
        "answer_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", PlainText(), nullable=False),
        sa.Column("office", PlainText(), nullable=False),
        sa.Column("title", PlainText(), nullable=False),
        sa.Column("body_da", PlainText(), nullable=False),
        sa.Column("body_en", PlainText(), nullable=False),
        sa.Column("valid_until", PlainText()),
        sa.Column("times_used", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_template"),
        sa.UniqueConstraint("title", name="uq_answer_template_title"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "inquiry_round",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_inquiry_round_inquiry_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_inquiry_round_round_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "round_id", name="pk_inquiry_round"),
    )
    op.create_index("ix_inquiry_round_round_id", "inquiry_round", ["round_id"])
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    for table, name, _ in COLUMNS:
        op.drop_column(table, name)
    for table in ("inquiry_round", "answer_template", "answer_file"):
        op.drop_table(table)
