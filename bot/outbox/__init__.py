"""From the outbox into the world: leased, delivered with no transaction open, put on record."""
