"""What the search looks up: organisations by any part of their name, inquiries by initiative and day."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import PlainText
from storage.tables.parties import folded

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("folded", PlainText(), nullable=False, server_default=""))
    organisation = sa.table("organisation", sa.column("id"), sa.column("name"), sa.column("folded"))
    connection = op.get_bind()
    known = connection.execute(sa.select(organisation.c.id, organisation.c.name)).all()
    for organisation_id, name in known:
        change = organisation.update().where(organisation.c.id == organisation_id)
        connection.execute(change.values(folded=folded(name)))
    with op.batch_alter_table("organisation") as table:
        table.alter_column("folded", server_default=None)
    op.create_index("ix_inquiry_initiative", "inquiry", ["initiative", "received_at", "id"])
    op.create_index("ix_inquiry_received_at", "inquiry", ["received_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_inquiry_received_at", "inquiry")
    op.drop_index("ix_inquiry_initiative", "inquiry")
    with op.batch_alter_table("organisation") as table:
        table.drop_column("folded")
