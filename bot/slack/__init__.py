"""Slack: listeners, cards, posts."""
