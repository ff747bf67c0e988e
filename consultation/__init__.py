"""Rounds, events and collaborations: rules and use cases; no Slack, no SMTP, no IMAP."""
