"""What is past its time is emptied, and says when."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEPT_ASIDE = "'quarantined', 'auto_reply', 'bounce', 'receipt', 'list_mail', 'loop', 'duplicate'"
_INQUIRIES = sa.text("closed_at IS NOT NULL AND emptied_at IS NULL")
_MAILS = sa.text(f"emptied_at IS NULL AND inquiry_id IS NULL AND outcome IN ({_KEPT_ASIDE})")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("emptied_at", Moment(), nullable=True))
    op.add_column("mail_ledger", sa.Column("emptied_at", Moment(), nullable=True))
    _index("ix_inquiry_to_empty", "inquiry", "closed_at", _INQUIRIES)
    _index("ix_mail_ledger_to_empty", "mail_ledger", "decided_at", _MAILS)


def downgrade() -> None:
    op.drop_index("ix_mail_ledger_to_empty", "mail_ledger")
    op.drop_index("ix_inquiry_to_empty", "inquiry")
    op.drop_column("mail_ledger", "emptied_at")
    op.drop_column("inquiry", "emptied_at")


def _index(name: str, table: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
