"""A rich sample of a note, and builders for small ones; every party is invented."""
