"""A round's documents are held against a digest, as letters and files are."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # the version before puts documents in without one: they stay without
    op.add_column("round_document", sa.Column("sha256", sa.String(), nullable=True))
    document = sa.table("round_document", sa.column("id"), sa.column("content"), sa.column("sha256"))
    record = op.get_bind()
    for number in record.scalars(sa.select(document.c.id)).all():
        this = document.c.id == number
        content = record.scalars(sa.select(document.c.content).where(this)).one()
        digest = hashlib.sha256(content).hexdigest()
        record.execute(sa.update(document).where(this).values(sha256=digest))


def downgrade() -> None:
    op.drop_column("round_document", "sha256")
