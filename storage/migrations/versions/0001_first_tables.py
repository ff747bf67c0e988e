"""The record's first tables."""

import sqlalchemy as sa
from alembic import op
from storage.tables.base import Json, Moment, PlainText

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )
    op.create_table(
        "mailbox_cursor",
        sa.Column("mailbox", PlainText(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_cursor"),
    )
    op.create_table(
        "office_state",
        sa.Column("office", PlainText(), nullable=False),
        sa.Column("channel_trouble", PlainText(), nullable=True),
        sa.Column("trouble_since", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("office", name="pk_office_state"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("cvr", PlainText(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("cvr", name="uq_organisation_cvr"),
    )
    op.create_table(
        "part_state",
        sa.Column("part", PlainText(), nullable=False),
        sa.Column("trouble", PlainText(), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_part_state"),
    )
    op.create_table(
        "raw_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", PlainText(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_raw_message"),
        sa.UniqueConstraint("sha256", name="uq_raw_message_sha256"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_contact_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("email", name="uq_contact_email"),
    )
    op.create_index("ix_contact_organisation_id", "contact", ["organisation_id"])
    op.create_table(
        "organisation_domain",
        sa.Column("domain", PlainText(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_organisation_domain_organisation_id"
        ),
        sa.PrimaryKeyConstraint("domain", name="pk_organisation_domain"),
    )
    op.create_index("ix_organisation_domain_organisation_id", "organisation_domain", ["organisation_id"])
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", PlainText(), nullable=False),
        sa.Column("status", PlainText(), nullable=False),
        sa.Column("office", PlainText(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("sender", PlainText(), nullable=False),
        sa.Column("sender_name", PlainText(), nullable=False),
        sa.Column("initiative", PlainText(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("scores", Json(), nullable=False),
        sa.Column("topics", Json(), nullable=False),
        sa.Column("model", PlainText(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("first_answer_due", Moment(), nullable=False),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("escalate_at", Moment(), nullable=True),
        sa.Column("snoozed_until", Moment(), nullable=True),
        sa.Column("claimed_by", PlainText(), nullable=True),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.Column("card_channel", PlainText(), nullable=True),
        sa.Column("card_ts", PlainText(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_inquiry_contact_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_inquiry_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
        sa.UniqueConstraint("reference", name="uq_inquiry_reference"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inquiry_card_ts", "inquiry", ["card_ts"])
    op.create_index("ix_inquiry_claimed_by", "inquiry", ["claimed_by"])
    op.create_index("ix_inquiry_contact_id", "inquiry", ["contact_id"])
    _partial_index("ix_inquiry_escalate_at", "inquiry", ["escalate_at"], "escalate_at IS NOT NULL")
    op.create_index("ix_inquiry_office", "inquiry", ["office", "status", "first_answer_due"])
    op.create_index("ix_inquiry_organisation_id", "inquiry", ["organisation_id"])
    _partial_index("ix_inquiry_remind_at", "inquiry", ["remind_at"], "remind_at IS NOT NULL")
    _partial_index("ix_inquiry_snoozed_until", "inquiry", ["snoozed_until"], "snoozed_until IS NOT NULL")
    op.create_index("ix_inquiry_status", "inquiry", ["status", "first_answer_due"])
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", PlainText(), nullable=False),
        sa.Column("before", PlainText(), nullable=False),
        sa.Column("after", PlainText(), nullable=False),
        sa.Column("model", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_correction_inquiry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_inquiry_id", "correction", ["inquiry_id"])
    op.create_table(
        "draft",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("author", PlainText(), nullable=False),
        sa.Column("recipients", PlainText(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("body", PlainText(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_draft_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "author", name="pk_draft"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", PlainText(), nullable=False),
        sa.Column("what", PlainText(), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_event_inquiry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_inquiry_id", "event", ["inquiry_id"])
    op.create_table(
        "inquiry_link",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_inquiry_link_inquiry_id"),
        sa.ForeignKeyConstraint(["other_id"], ["inquiry.id"], name="fk_inquiry_link_other_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "other_id", name="pk_inquiry_link"),
    )
    op.create_index("ix_inquiry_link_other_id", "inquiry_link", ["other_id"])
    op.create_table(
        "mail_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw_id", sa.Integer(), nullable=False),
        sa.Column("source", PlainText(), nullable=False),
        sa.Column("mailbox", PlainText(), nullable=True),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("uid", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("outcome", PlainText(), nullable=True),
        sa.Column("reason", PlainText(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("content_digest", PlainText(), nullable=True),
        sa.Column("inquiry_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("filed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["duplicate_of"], ["mail_ledger.id"], name="fk_mail_ledger_duplicate_of"),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_mail_ledger_inquiry_id"),
        sa.ForeignKeyConstraint(["raw_id"], ["raw_message.id"], name="fk_mail_ledger_raw_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_ledger"),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_mail_ledger_mailbox_uidvalidity_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mail_ledger_content", "mail_ledger", ["content_digest", "id"])
    _partial_index(
        "ix_mail_ledger_duplicate_of", "mail_ledger", ["duplicate_of"], "duplicate_of IS NOT NULL"
    )
    op.create_index("ix_mail_ledger_inquiry_id", "mail_ledger", ["inquiry_id"])
    op.create_index("ix_mail_ledger_raw_id", "mail_ledger", ["raw_id"])
    _partial_index("ix_mail_ledger_undecided", "mail_ledger", ["id"], "outcome IS NULL")
    _partial_index(
        "ix_mail_ledger_unfiled",
        "mail_ledger",
        ["mailbox", "uidvalidity"],
        "filed_at IS NULL AND mailbox IS NOT NULL",
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("author", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_note_inquiry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_inquiry_id", "note", ["inquiry_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", PlainText(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("lane", PlainText(), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("recipient", PlainText(), nullable=True),
        sa.Column("inquiry_id", sa.Integer(), nullable=True),
        sa.Column("state", PlainText(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("reason", PlainText(), nullable=True),
        sa.Column("result", Json(), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_outbox_inquiry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _partial_index("ix_outbox_due", "outbox", ["due_at"], "state = 'pending'")
    _partial_index("ix_outbox_failed", "outbox", ["id"], "state = 'failed'")
    op.create_index("ix_outbox_inquiry_id", "outbox", ["inquiry_id"])
    _partial_index("ix_outbox_leased", "outbox", ["leased_until"], "leased_until IS NOT NULL")
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "created_at"])
    op.create_table(
        "participant",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("email", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_participant_inquiry_id"),
        sa.PrimaryKeyConstraint("inquiry_id", "email", name="pk_participant"),
    )
    op.create_table(
        "correspondence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("direction", PlainText(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("state", PlainText(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("sender", PlainText(), nullable=False),
        sa.Column("reply_to", PlainText(), nullable=True),
        sa.Column("recipients", Json(), nullable=False),
        sa.Column("copies", Json(), nullable=False),
        sa.Column("subject", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("full_text", PlainText(), nullable=True),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("message_id", PlainText(), nullable=True),
        sa.Column("references", Json(), nullable=False),
        sa.Column("attachments", Json(), nullable=False),
        sa.Column("author", PlainText(), nullable=True),
        sa.Column("ledger_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name="fk_correspondence_inquiry_id"),
        sa.ForeignKeyConstraint(["ledger_id"], ["mail_ledger.id"], name="fk_correspondence_ledger_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correspondence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_correspondence_inquiry_id", "correspondence", ["inquiry_id"])
    op.create_index("ix_correspondence_ledger_id", "correspondence", ["ledger_id"])
    op.create_index("ix_correspondence_message_id", "correspondence", ["message_id"])

    _add_search()


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _add_search() -> None:
    # Words are cut and stemmed before they come here (storage.search): each database only matches whole stems.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(stems, tokenize = 'ascii', detail = none)")
        return
    op.execute("CREATE TABLE search_text (id INTEGER PRIMARY KEY, stems TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX ix_search_text_stems ON search_text USING gin (stems)")


def downgrade() -> None:
    op.drop_table("search_text")
    for table in (
        "correspondence",
        "participant",
        "outbox",
        "note",
        "mail_ledger",
        "inquiry_link",
        "event",
        "draft",
        "correction",
        "inquiry",
        "organisation_domain",
        "contact",
        "raw_message",
        "part_state",
        "organisation",
        "office_state",
        "mailbox_cursor",
        "counter",
    ):
        op.drop_table(table)
