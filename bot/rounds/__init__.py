"""Rounds as the running program meets them: whose round a message is, and what staff do with a round."""
