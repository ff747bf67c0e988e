"""An archive of many inquiries, grown inside SQLite or PostgreSQL: what years of use leave behind.

Everything is invented: closed and answered inquiries of some offices and people, one letter each, half a
thousand words that some letters have, four that all of them have and one that twenty have. One organisation's
name is unlike the others'.
"""

import sqlite3
from collections.abc import Iterator

STAFF = 20
PARTIES_SHARE = 20
"""Inquiries for each organisation."""
MOST_PARTIES = 20_000
"""A country has no more foundations and municipalities than that."""
RARE_WORDS = 500
LETTERS_WITH_RAREST = 20

AT = "'2025-01-01 10:00:00.000000'"
_NAMED = "CASE i WHEN 7 THEN 'Legat ' ELSE 'Fond ' END"
_OFFICES = "CASE i % 2 WHEN 0 THEN 'indsatser' ELSE 'analyse' END"
# every fifth was answered and is still open, as nobody closed it
_STATUS = "CASE i % 5 WHEN 0 THEN 'answered' ELSE 'closed' END"


def stems(count: int) -> str:
    """Say in SQL which words the letter of a number has."""
    rarest = f"CASE i % {max(1, count // LETTERS_WITH_RAREST)} WHEN 0 THEN ' kun20' ELSE '' END"
    return f"'tekst om evaluering og data ord' || (i % {RARE_WORDS}) || {rarest}"


def statements(count: int, numbers: str, blob: str, json: str = "") -> Iterator[str]:
    """Say in SQL how to add ``count`` inquiries with all that belongs to each.

    ``numbers`` is a table of the numbers ``i`` from 1 to ``count``; ``blob`` is a message's content, ``json``
    makes a text one of JSON's. Ids
    are given, so that the n-th of each table belong together: the database must be empty.
    """
    parties = max(1, min(count // PARTIES_SHARE, MOST_PARTIES))
    # a prime, so that those who write one after the other are not neighbours in the register
    party = f"(1 + i % {parties} * 7919 % {parties})"
    rows = {
        "raw_message (id, sha256, size, stored_at, content)": f"'old' || i, 900, {AT}, {blob}",
        "contact (id, email, name, created_at, organisation_id)": (
            f"'old' || i || '@fond' || {party} || '.example', 'Old', {AT}, {party}"
        ),
        "inquiry (id, reference, status, office, subject, language, contact_id, organisation_id, sender,"
        " sender_name, initiative, confidence, accepted, scores, topics, model, received_at, first_answer_due,"
        " revision, shown_revision, claimed_by, closed_at, card_channel, card_ts)": (
            f"'FD-2025-' || i, {_STATUS}, {_OFFICES}, 'Emne ' || i, 'da', i, {party},"
            f" 'old' || i || '@fond' || {party} || '.example', 'Old', 'uip', 0.9, true, '{{}}'{json},"
            f" '[]'{json}, 'm', {AT}, {AT}, 3, 3, 'U' || (i % {STAFF}), {AT}, 'C0OLD', i || '.0001'"
        ),
        "mail_ledger (id, raw_id, source, seen_at, received_at, outcome, decided_at, content_digest, filed_at,"
        " inquiry_id)": f"i, 'INBOX', {AT}, {AT}, 'inquiry', {AT}, 'digest' || i, {AT}, i",
        "correspondence (id, inquiry_id, direction, kind, state, at, sender, recipients, copies, subject, text,"
        ' language, message_id, "references", attachments, ledger_id)': (
            f"i, 'in', 'letter', 'received', {AT}, 'old@fond.example', '[]'{json}, '[]'{json}, 'Emne',"
            f" 'Tekst om evaluering og data', 'da', '<' || i || '@old.example>', '[]'{json}, '[]'{json}, i"
        ),
        "event (id, inquiry_id, at, actor, what, details)": (
            f"i, {AT}, 'U' || (i % {STAFF}), 'claimed', '{{}}'{json}"
        ),
        "outbox (id, key, kind, lane, payload, recipient, inquiry_id, state, created_at, due_at, attempts)": (
            f"'old:' || i, 'slack.card', 'slack:indsatser', '{{}}'{json}, 'old@fond.example', i, 'sent',"
            f" {AT}, {AT}, 1"
        ),
    }
    known = f"SELECT i FROM {numbers} WHERE i <= {parties}"
    yield (
        "INSERT INTO organisation (id, name, folded, created_at) "
        f"SELECT i, {_NAMED} || i, lower({_NAMED}) || i, {AT} FROM ({known}) AS parties"
    )
    yield (
        "INSERT INTO organisation_domain (domain, organisation_id, skeleton) "
        f"SELECT 'fond' || i || '.example', i, 'fond' || i FROM ({known}) AS parties"
    )
    for table, values in rows.items():
        yield f"INSERT INTO {table} SELECT i, {values} FROM {numbers}"
    yield f"INSERT INTO participant (inquiry_id, email) SELECT i, 'old' || i || '@fond.example' FROM {numbers}"


def grow(path: str, count: int) -> None:
    """Fill an empty SQLite database with ``count`` inquiries and all that belongs to each."""
    record = sqlite3.connect(path)
    record.execute("PRAGMA cache_size = -400000")
    record.execute("CREATE TEMP TABLE numbers (i INTEGER PRIMARY KEY)")
    record.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO numbers SELECT i FROM n",
        [count],
    )
    for statement in statements(count, "numbers", "zeroblob(400)"):
        record.execute(statement)
    record.execute(f"INSERT INTO search_text (rowid, stems) SELECT i, {stems(count)} FROM numbers")
    record.commit()
    # an archive that grew over years is in the database file, not in a log that the first letters would empty
    record.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record.execute("PRAGMA optimize")
    record.close()
