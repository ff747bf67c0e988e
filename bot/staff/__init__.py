"""The people who work here: their offices, what they may see, what is before them, their own settings."""
