"""Which home tabs are open; and the questions that offices are asked, found by their words."""

import sqlalchemy as sa
from alembic import op

from storage.search import question_number, stems
from storage.tables.base import Moment, PlainText

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_tab",
        sa.Column("user", PlainText(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("place", PlainText(), nullable=False),
        sa.Column("drawn", PlainText(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.Column("guard", PlainText(), nullable=True),
        sa.PrimaryKeyConstraint("user", name="pk_home_tab"),
    )
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    add = sa.text(
        "INSERT INTO search_text (rowid, stems) VALUES (:id, :stems)"
        if is_sqlite
        else "INSERT INTO search_text (id, stems) VALUES (:id, array_to_tsvector(:stems))"
    )
    asked = sa.text("SELECT inquiry_id, question, answer, answered_at FROM question_part")
    for inquiry_id, question, answer, answered_at in connection.execute(asked).all():
        words = f"{question} {answer}" if answered_at else question
        found = list(dict.fromkeys(stems(words)))
        held = " ".join(found) if is_sqlite else found
        connection.execute(add, {"id": question_number(inquiry_id), "stems": held})


def downgrade() -> None:
    row = "rowid" if op.get_bind().dialect.name == "sqlite" else "id"
    op.execute(f"DELETE FROM search_text WHERE {row} < 0")
    op.drop_table("home_tab")
