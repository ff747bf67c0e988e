"""How the process holds memory: what the garbage collector looks at, and what threads take theirs from."""

import contextlib
import ctypes
import gc

ROUNDS = 10_000, 3, 3
"""New objects, less those that went by themselves, until the new ones are looked at; how many such rounds to
one of those that are some rounds old; how many of these to one of all that came since the service was ready.
With Python's own 700, what is looked at is mostly still in use."""
_M_ARENA_MAX = -8
"""glibc's name for it in ``malloc.h``."""


def share() -> None:
    """Have all threads take memory from the same place; called before there are any.

    glibc gives each thread a place of its own, where what its largest mails took stays for the next: ten
    threads, 18 MB after half an hour. Where another library stands in for it, nothing changes.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """Have the garbage collector leave alone what there is from now on, as a service does once it is ready.

    Each of its whole rounds looks at everything, and nothing else goes on meanwhile. The program's own
    150,000 objects live as long as it does; to look at them took 170 ms, twice for each thousand letters.
    """
    gc.collect()
    gc.freeze()
    # else the next whole round would wait for a quarter as many new objects as there were old ones
    gc.collect()
    gc.set_threshold(*ROUNDS)
