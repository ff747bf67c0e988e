"""The garbage collector: what it looks at, and how often.

Each of its whole rounds looks at everything there is, and nothing else goes on meanwhile. With the program's
200,000 objects, which live as long as it does, that took 100 ms, several times for a round's letters.
"""

import gc

NEW = 10_000
"""Objects made, less those that went by themselves, until the new ones are looked at; Python's own 700 are
what one card and its questions make."""


def settle() -> None:
    """Have what there is left alone from now on, as a service does once it is ready."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW)
