"""The tags that organisations are chosen by."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import PlainText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_tag",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("tag", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_organisation_tag_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "tag", name="pk_organisation_tag"),
    )
    op.create_index("ix_organisation_tag_tag", "organisation_tag", ["tag"])


def downgrade() -> None:
    op.drop_table("organisation_tag")
