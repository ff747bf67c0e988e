"""An office's digest becomes due: once a period, where something happened, however many processes ask.

The words are `words`'; Slack and mail draw them when they carry them out, from what is true then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.digest import since_when
from bot.settings import Office
from consultation.rounds import digesting
from consultation.rounds.digest import Every, next_digest
from consultation.rounds.digesting import Told
from consultation.rounds.working_days import local_day
from storage import outbox, service
from storage.leases import Leased
from storage.outbox import Parcel
from storage.tables import OfficeState

POST = "slack.digest"
"""The kind of parcel that is an office's digest in its channel."""
CHARTS = "slack.digest_charts"
"""The kind of parcel that is its charts, in the digest's thread."""
LETTER = "mail.digest"
"""The kind of parcel that is the same digest by mail."""
MORNING = "slack.morning"
"""The kind of parcel that tells an office of its inquiries, in its channel."""
OFF = "off"
A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Period:
    """What a parcel says of the digest that it is: whose, how often, from when to when."""

    office: str
    every: Every
    since: datetime
    until: datetime


async def send(desk: Desk, now: datetime) -> None:
    """Put every digest that is due in the outbox, each office's in a transaction of its own."""
    async with desk.database.reading() as session:
        states = await service.offices(session)
    for office in desk.offices:
        state = states.get(office.key)
        if office.digest != OFF and (_is_due(state, now) or _is_too_far(state, desk, office, now)):
            async with desk.database.transaction() as session:
                await _send(session, desk, office, now)


async def told(session: AsyncSession, desk: Desk, row: Leased) -> tuple[Period, Told | None]:
    """Make the digest that a parcel is, from what is true now."""
    period = Period(
        row.payload["office"],
        Every(row.payload["every"]),
        datetime.fromisoformat(row.payload["since"]),
        datetime.fromisoformat(row.payload["until"]),
    )
    made = await digesting.of_office(
        session, period.office, period.every, period.since, desk.calendar, period.until
    )
    return period, made


def _is_due(state: OfficeState | None, now: datetime) -> bool:
    return state is None or state.digest_at is None or state.digest_at <= now


def _is_too_far(state: OfficeState | None, desk: Desk, office: Office, now: datetime) -> bool:
    """Whether the next digest was put further away than it can be: by a clock that was wrong then."""
    if state is None or state.digest_at is None:
        return False
    return state.digest_at > next_digest(Every(office.digest), office.digest_at, desk.calendar, now)


async def _send(session: AsyncSession, desk: Desk, office: Office, now: datetime) -> None:
    state = await service.locked_office(session, office.key)
    every = Every(office.digest)
    if not _is_due(state, now):
        if _is_too_far(state, desk, office, now):
            state.digest_at = next_digest(every, office.digest_at, desk.calendar, now)
            state.digested_until = min(state.digested_until or now, now)
            await session.flush()
        return  # another process was quicker
    since, until = state.digested_until, now
    state.digest_at = next_digest(every, office.digest_at, desk.calendar, now)
    if since is None:
        state.digested_until = now  # the first look: what was before is no news
    elif desk.calendar.is_working_day(local_day(now, desk.calendar)):
        await _put_morning(session, desk, office, now)
        made = await digesting.of_office(session, office.key, every, since, desk.calendar, until)
        # what can't be told in this period, since it had its digest, is told in the next
        if made is not None and await outbox.by_key(session, made.digest.key) is None:
            await _put(session, desk, office, made.digest.key, Period(office.key, every, since, until))
            state.digested_until = now
    await session.flush()


async def _put_morning(session: AsyncSession, desk: Desk, office: Office, now: datetime) -> None:
    """Put what the office is told of its inquiries in the outbox; it is dropped where there is nothing."""
    is_daily = Every(office.digest) is Every.DAY
    since = since_when(desk.calendar, office.digest_at, now) if is_daily else now - A_WEEK
    payload = {"office": office.key, "since": since.isoformat()}
    key = f"morning:{office.key}/{local_day(now, desk.calendar)}"
    await outbox.put(session, Parcel(key, MORNING, f"slack:{office.key}", now, payload), now)


async def _put(session: AsyncSession, desk: Desk, office: Office, key: str, period: Period) -> None:
    payload: Mapping[str, str] = {
        "office": period.office,
        "every": period.every,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
    }
    now, lane = period.until, f"slack:{office.key}"
    parcels = [
        Parcel(key, POST, lane, now, payload),
        Parcel(f"{key}/charts", CHARTS, lane, now, {**payload, "of": key}),
    ]
    if desk.own_address:
        parcels += [
            Parcel(
                f"{key}/to:{outbox.unnamed(address)}", LETTER, f"mail:{key}", now, {**payload, "to": address}
            )
            for address in office.digest_to
            if address.lower() != desk.own_address.lower()
        ]
    await outbox.put_all(session, parcels, now)
