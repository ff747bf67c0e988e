"""The record: tables, migrations, named questions, outbox."""
