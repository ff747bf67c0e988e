"""Which contacts stand on a list that was imported: the others are forgotten with their last inquiry."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# of those before, whoever wrote nothing, or is of an organisation that a list told more of
_LISTED = """
UPDATE contact SET listed_at = created_at
WHERE id NOT IN (SELECT contact_id FROM inquiry WHERE contact_id IS NOT NULL)
   OR organisation_id IN (SELECT organisation_id FROM organisation_tag)
   OR organisation_id IN (SELECT id FROM organisation WHERE cvr IS NOT NULL)
"""


def upgrade() -> None:
    op.add_column("contact", sa.Column("listed_at", Moment(), nullable=True))
    op.execute(_LISTED)


def downgrade() -> None:
    op.drop_column("contact", "listed_at")
