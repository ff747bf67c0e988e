"""The `round` commands."""
