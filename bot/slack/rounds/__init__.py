"""Rounds in Slack: `/hoering`, the card, the forms, answers and news."""
