"""Standing by: what one process does at a time is done by whichever has the turn, and taken over from it."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.turns import Turn, turn

log = structlog.get_logger(__name__)

AGAIN = 2.0  # seconds: how soon a turn that somebody gave up is taken


async def in_turn(
    database: Database,
    name: str,
    work: Callable[[], AbstractAsyncContextManager[None]],
    have: Callable[[Turn], None] = lambda _: None,
) -> None:
    """Do some work for ever, whenever it is this process's turn; ``have`` is handed each turn before that."""
    what = name.partition(":")[0]  # what follows may be a mail address, which no log bears
    while True:
        try:
            async with turn(database, name) as ours:
                if ours:
                    log.info("turn taken", at=what)
                    have(ours)
                    async with work():
                        await ours.lost()
                    log.warning("turn lost", at=what)
        except (SQLAlchemyError, OSError) as error:
            log.warning("no turn to be had", at=what, reason=type(error).__name__)
        await asyncio.sleep(AGAIN)
