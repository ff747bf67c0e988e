"""An office's digests: when they are due, their words and their pictures."""
