"""What is doubtful about a letter's sender, and what an organisation's mail domain looks like."""

import sqlalchemy as sa
from alembic import op

from storage.lookalikes import skeleton
from storage.tables.base import Json, PlainText

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("correspondence", sa.Column("doubts", Json(), nullable=True))
    op.add_column("organisation_domain", sa.Column("skeleton", PlainText(), nullable=True))
    op.create_index("ix_organisation_domain_skeleton", "organisation_domain", ["skeleton"])
    domains = sa.table("organisation_domain", sa.column("domain"), sa.column("skeleton"))
    connection = op.get_bind()
    for (domain,) in connection.execute(sa.select(domains.c.domain)).all():
        looks = domains.update().where(domains.c.domain == domain).values(skeleton=skeleton(domain))
        connection.execute(looks)


def downgrade() -> None:
    op.drop_index("ix_organisation_domain_skeleton", "organisation_domain")
    op.drop_column("organisation_domain", "skeleton")
    op.drop_column("correspondence", "doubts")
