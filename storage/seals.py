"""The chain that histories are sealed in: a line changed, slipped in or taken out afterwards shows.

A line is written without it and costs nothing more; a moment later the ticker seals what is not sealed yet.
A seal's digest is of its lines and of the seal before: whoever changes an old line would have to make every
later seal anew, and the newest digest of each history stands in the log, out of the database's reach.

A line that is emptied when its time is up keeps the digest of what it said: the chain holds.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Event, RoundEvent, Seal
from storage.tables.base import table_of
from storage.upsert import add_new

HISTORIES: dict[str, Table] = {each.name: each for each in (table_of(Event), table_of(RoundEvent))}
"""The tables of which every line is sealed, by name."""
# Named one by one: a column that is added one day must not break what was sealed before.
_OPENLY = {"event": ("id", "inquiry_id", "what"), "round_event": ("id", "round_id", "party_id", "what")}
AT_ONCE = 500
"""How many lines one transaction seals: others may write between."""
LATE = timedelta(minutes=1)
"""How much later than it says a line may be written: its transaction had to wait."""
EMPTIED = "emptied"
"""The one key in the details of a line that was emptied: the digest of who did it and with what."""


@dataclass(frozen=True)
class Verdict:
    """What was found of one history: how many lines are sealed, wait for it and were emptied; what is wrong.

    ``newest`` is the digest to hold against the one in the log; None where nothing is sealed yet.
    """

    history: str
    sealed: int
    unsealed: int
    emptied: int
    newest: str | None
    broken: list[str]


async def seal(session: AsyncSession, history: str, now: datetime) -> Seal | None:
    """Seal the oldest lines that are not sealed yet, some at a time; None where there are none.

    For one process at a time: two would make two ends of one chain.
    """
    table = HISTORIES[history]
    waiting = select(table).where(table.c.seal_id.is_(None)).order_by(table.c.id).limit(AT_ONCE)
    lines = (await session.execute(waiting)).all()
    if not lines:
        return None
    before = await _newest(session, history)
    digest = hashlib.sha256(before + b"".join(_digest(history, line) for line in lines)).hexdigest()
    made = await add_new(session, Seal(history=history, at=now, lines=len(lines), digest=digest))
    sealed = update(table).where(table.c.id.in_([line.id for line in lines]))
    await session.execute(sealed.values(seal_id=made.id))
    return made


async def verify(session: AsyncSession, history: str) -> Verdict:
    """Compute the whole chain of a history anew, and say where it differs from the seals."""
    found = select(Seal).where(Seal.history == history).order_by(Seal.id)
    chain = list(await session.scalars(found))
    links, sealed_all_until = _links(chain), _sealed_all_until(chain)
    unsealed, empty, stray, late = 0, 0, 0, 0
    async for line in _every_line(session, HISTORIES[history]):
        empty += _is_emptied(line.actor, line.details)
        if line.seal_id is None:
            unsealed += 1
            late += sealed_all_until is not None and line.at < sealed_all_until - LATE
        elif line.seal_id in links:
            links[line.seal_id].add(line)
        else:
            stray += 1
    broken = [said for link in links.values() if (said := link.difference())]
    if stray:
        broken.append(f"{stray} lines name a seal that is not there")
    if late:
        broken.append(f"{late} lines are older than the newest seal and not in it: they were slipped in")
    newest = next(reversed(links.values())).seal.digest if links else None
    return Verdict(history, sum(link.seal.lines for link in links.values()), unsealed, empty, newest, broken)


def emptied(actor: str, details: dict[str, Any]) -> dict[str, Any]:
    """What a line holds that no longer tells who did something and with what: no actor, and a digest."""
    return {"actor": "", "details": {EMPTIED: _who_and_with_what(actor, details).hex()}}


class _Link:
    """What is found of one seal, a line at a time: the archive does not fit into memory."""

    def __init__(self, seal: Seal, before: bytes) -> None:
        self.seal, self._lines, self._digest = seal, 0, hashlib.sha256(before)

    def add(self, line: Row[Any]) -> None:
        self._lines += 1
        self._digest.update(_digest(self.seal.history, line))

    def difference(self) -> str | None:
        which = f"{self.seal.history}, seal {self.seal.id} of {self.seal.at:%Y-%m-%d %H:%M} UTC"
        if self._lines != self.seal.lines:
            return f"{which}: {self.seal.lines} lines were sealed, {self._lines} are there"
        if self._digest.hexdigest() != self.seal.digest:
            return f"{which}: the lines are not those that were sealed"
        return None


def _links(chain: Sequence[Seal]) -> dict[int, _Link]:
    ends = [b"", *(bytes.fromhex(each.digest) for each in chain)]
    return {each.id: _Link(each, before) for each, before in zip(chain, ends, strict=False)}


def _sealed_all_until(chain: Sequence[Seal]) -> datetime | None:
    """When last every line that there was had been sealed: a full seal leaves some to the next."""
    return next((each.at for each in reversed(chain) if each.lines < AT_ONCE), None)


async def _every_line(session: AsyncSession, table: Table) -> AsyncIterator[Row[Any]]:
    last = 0
    while True:
        some = select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE * 10)
        lines = (await session.execute(some)).all()
        if not lines:
            return
        for line in lines:
            yield line
        last = lines[-1].id


async def _newest(session: AsyncSession, history: str) -> bytes:
    found = select(Seal.digest).where(Seal.history == history).order_by(Seal.id.desc()).limit(1)
    return bytes.fromhex((await session.scalars(found)).one_or_none() or "")


def _digest(history: str, line: Row[Any]) -> bytes:
    openly = [getattr(line, name) for name in _OPENLY[history]]
    return _of([openly, line.at.isoformat(), _who_and_with_what(line.actor, line.details).hex()])


def _who_and_with_what(actor: str, details: dict[str, Any]) -> bytes:
    if _is_emptied(actor, details):
        return bytes.fromhex(details[EMPTIED])
    return _of([actor, details])


def _is_emptied(actor: str, details: dict[str, Any]) -> bool:
    return not actor and set(details) == {EMPTIED}


def _of(value: Any) -> bytes:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).digest()
