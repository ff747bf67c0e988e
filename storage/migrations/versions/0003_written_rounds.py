"""Written rounds."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json, Moment, PlainText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_round()
    _make_round_document()
    _make_round_question()
    _make_round_party()
    _make_round_address()
    _make_round_event()
    _make_round_letter()
    _make_round_submission()


def downgrade() -> None:
    op.drop_table("round_submission")
    op.drop_table("round_letter")
    op.drop_table("round_event")
    op.drop_table("round_address")
    op.drop_table("round_party")
    op.drop_table("round_question")
    op.drop_table("round_document")
    op.drop_table("round")


def _make_round() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", PlainText(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("state", PlainText(), nullable=False),
        sa.Column("title", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("office", PlainText(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", Moment(), nullable=True),
        sa.Column("deadline", Moment(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("closing_time_stated", sa.Boolean(), nullable=False),
        sa.Column("consent", PlainText(), nullable=True),
        sa.Column("feedback_on", PlainText(), nullable=True),
        sa.Column("reminders", Json(), nullable=False),
        sa.Column("approver", PlainText(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", PlainText(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("card_channel", PlainText(), nullable=True),
        sa.Column("card_ts", PlainText(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["round.id"], name="fk_round_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("key", name="uq_round_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_parent_id", "round", ["parent_id"])
    op.create_index("ix_round_state", "round", ["state"])


def _make_round_document() -> None:
    op.create_table(
        "round_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", PlainText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_document_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_document"),
        sa.UniqueConstraint("round_id", "name", "version", name="uq_round_document_round_id_name_version"),
    )
    op.create_index("ix_round_document_round_id", "round_document", ["round_id"])


def _make_round_question() -> None:
    op.create_table(
        "round_question",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", PlainText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_question_round_id"),
        sa.PrimaryKeyConstraint("round_id", "key", name="pk_round_question"),
    )


def _make_round_party() -> None:
    op.create_table(
        "round_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("organisation", PlainText(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("tags", Json(), nullable=False),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("must_hear", sa.Boolean(), nullable=False),
        sa.Column("state", PlainText(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=True),
        sa.Column("own_deadline", Moment(), nullable=True),
        sa.Column("own_deadline_reason", PlainText(), nullable=True),
        sa.Column("absent_until", PlainText(), nullable=True),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("reminded", Json(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["mail_ledger.id"], name="fk_round_party_evidence"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_round_party_organisation_id"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_party_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_party"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_party_evidence", "round_party", ["evidence"])
    op.create_index("ix_round_party_organisation_id", "round_party", ["organisation_id"])
    op.create_index(
        "ix_round_party_remind_at",
        "round_party",
        ["remind_at"],
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    op.create_index("ix_round_party_round_id", "round_party", ["round_id", "state"])


def _make_round_address() -> None:
    op.create_table(
        "round_address",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("email", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["round_party.id"], name="fk_round_address_party_id"),
        sa.PrimaryKeyConstraint("party_id", "email", name="pk_round_address"),
    )
    op.create_index("ix_round_address_email", "round_address", ["email"])


def _make_round_event() -> None:
    op.create_table(
        "round_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", PlainText(), nullable=False),
        sa.Column("what", PlainText(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["round_party.id"], name="fk_round_event_party_id"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_event_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_event"),
    )
    op.create_index("ix_round_event_round_id", "round_event", ["round_id"])


def _make_round_letter() -> None:
    op.create_table(
        "round_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("state", PlainText(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("recipients", Json(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("message_id", PlainText(), nullable=False),
        sa.Column("references", Json(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["round_party.id"], name="fk_round_letter_party_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_letter"),
        sa.UniqueConstraint("message_id", name="uq_round_letter_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_letter_party_id", "round_letter", ["party_id"])


def _make_round_submission() -> None:
    op.create_table(
        "round_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("ledger_id", sa.Integer(), nullable=True),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sender", PlainText(), nullable=False),
        sa.Column("sender_name", PlainText(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("message_id", PlainText(), nullable=True),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("reading", Json(), nullable=False),
        sa.Column("attachments", Json(), nullable=False),
        sa.Column("contains_cpr", sa.Boolean(), nullable=False),
        sa.Column("undecided", PlainText(), nullable=True),
        sa.Column("set_aside", PlainText(), nullable=True),
        sa.ForeignKeyConstraint(["ledger_id"], ["mail_ledger.id"], name="fk_round_submission_ledger_id"),
        sa.ForeignKeyConstraint(["party_id"], ["round_party.id"], name="fk_round_submission_party_id"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["round_submission.id"], name="fk_round_submission_replaces_id"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_submission_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_submission"),
        sa.UniqueConstraint("ledger_id", name="uq_round_submission_ledger_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_round_submission_message_id", "round_submission", ["message_id"])
    op.create_index("ix_round_submission_party_id", "round_submission", ["party_id"])
    op.create_index("ix_round_submission_round_id", "round_submission", ["round_id", "id"])
