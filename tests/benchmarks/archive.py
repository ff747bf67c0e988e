"""An archive of many inquiries, grown inside SQLite: what years of use leave behind."""

import sqlite3

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
_AT = "'2025-01-01 10:00:00.000000'"


def grow(path: str, count: int) -> None:
    """Add ``count`` closed inquiries with letter, ledger row, participants, events and sent parcels."""
    record = sqlite3.connect(path)
    for statement in (
        "INSERT INTO raw_message (sha256, size, stored_at, content) "
        + f"{_NUMBERS} SELECT 'old' || i, 900, {_AT}, zeroblob(400) FROM n",
        "INSERT INTO mail_ledger (raw_id, source, seen_at, received_at, outcome, decided_at, content_digest, filed_at) "
        + f"SELECT id, 'INBOX', {_AT}, {_AT}, 'inquiry', {_AT}, 'digest' || id, {_AT} FROM raw_message",
        "INSERT INTO contact (email, name, created_at) "
        + f"{_NUMBERS} SELECT 'old' || i || '@old.example', 'Old', {_AT} FROM n",
        "INSERT INTO inquiry (reference, status, office, subject, language, contact_id, sender, sender_name, initiative,"
        " confidence, accepted, scores, topics, model, received_at, first_answer_due, revision, shown_revision, closed_at) "
        + f"SELECT 'FD-2025-' || id, 'closed', 'indsatser', 'Emne ' || id, 'da', id, email, 'Old', 'uip', 0.9, 1,"
        f" '{{}}', '[]', 'm', {_AT}, {_AT}, 3, 3, {_AT} FROM contact WHERE email LIKE 'old%'",
        "INSERT INTO correspondence (inquiry_id, direction, kind, state, at, sender, recipients, copies, subject, text,"
        ' language, message_id, "references", attachments) '
        + f"SELECT id, 'in', 'letter', 'received', {_AT}, sender, '[]', '[]', subject, 'Tekst om evaluering og data',"
        " 'da', '<' || id || '@old.example>', '[]', '[]' FROM inquiry WHERE office = 'indsatser'",
        "INSERT INTO search_text (rowid, stems) SELECT id, 'tekst om evaluering og data ' || id FROM correspondence",
        "INSERT INTO participant (inquiry_id, email) SELECT id, sender FROM inquiry",
        f"INSERT INTO event (inquiry_id, at, actor, what, details) SELECT id, {_AT}, sender, 'opened', '{{}}' FROM inquiry",
        "INSERT INTO outbox (key, kind, lane, payload, recipient, inquiry_id, state, created_at, due_at, attempts) "
        + f"SELECT 'old:' || id, 'slack.card', 'slack:indsatser', '{{}}', sender, id, 'sent', {_AT}, {_AT}, 1 FROM inquiry",
    ):
        parameters = {"count": count} if ":count" in statement else {}
        record.execute(_cte_first(statement), parameters)
    record.commit()
    # an archive that grew over years is in the database file, not in a log that the first letters would empty
    record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record.execute("PRAGMA optimize")
    record.close()


def _cte_first(statement: str) -> str:
    """SQLite wants ``WITH`` before ``INSERT``."""
    if _NUMBERS not in statement:
        return statement
    insert, _, select = statement.partition(_NUMBERS)
    return f"{_NUMBERS}{insert}{select}"
