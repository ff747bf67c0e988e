"""Examples labelled by staff, and second opinions of models in the shadow."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json, Moment, PlainText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "labelled_example",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("body", PlainText(), nullable=False),
        sa.Column("initiative", PlainText(), nullable=False),
        sa.Column("topics", Json(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_labelled_example_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", name="pk_labelled_example"),
    )
    op.create_index("ix_labelled_example_at", "labelled_example", ["at"])
    op.create_table(
        "second_opinion",
        sa.Column("model", PlainText(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("initiative", PlainText(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_second_opinion_inquiry_id"),
        sa.PrimaryKeyConstraint("model", "inquiry_id", name="pk_second_opinion"),
    )
    op.create_index("ix_second_opinion_inquiry_id", "second_opinion", ["inquiry_id"])


def downgrade() -> None:
    op.drop_table("second_opinion")
    op.drop_table("labelled_example")
