"""People are told what is wrong: the triage office, by a card, and by mail where Slack can't be reached.

Once when it begins, once when it is over. What is wrong is found in ``bot.monitoring``; what is said, and as
it is when it leaves, in ``bot.monitoring.alarm_words``.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import routing
from bot.monitoring.subjects import Trouble
from storage import alarms, outbox
from storage.outbox import Parcel
from storage.tables import Alarm

log = structlog.get_logger(__name__)

CARD = "slack.alarm"
"""The kind of parcel that is a trouble's card in the triage office's channel, or a change of it."""
LETTER = "mail.alarm"
"""The kind of parcel that is the same by mail."""


async def tell(desk: Desk, begun: Sequence[Trouble], over: Sequence[Alarm], *, without_slack: bool) -> None:
    """Tell of troubles that have begun and of those that are over, each once."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        for trouble in begun:
            await _begin(session, desk, trouble, now, without_slack=without_slack)
        for alarm in over:
            if await alarms.end(session, alarm.id, now):
                log.info("trouble over", what=alarm.what, since=alarm.since.isoformat())
                await _say_it_is_over(session, desk, alarm.id, now)
    desk.nudge()


async def _begin(
    session: AsyncSession, desk: Desk, trouble: Trouble, now: datetime, *, without_slack: bool
) -> None:
    alarm_id = await alarms.begin(session, trouble.what, trouble.reason, trouble.since, now)
    if alarm_id is None:
        return  # another process was quicker
    # the reason is on record: it may be in a mail server's own words
    log.error("trouble", what=trouble.what, since=trouble.since.isoformat())
    has_slack = desk.settings.slack.mode != "off"
    if has_slack:
        await outbox.put(session, _card(desk, alarm_id, now), now)
    if without_slack or not has_slack:
        await _put_letter(session, desk, alarm_id, now)


async def _say_it_is_over(session: AsyncSession, desk: Desk, alarm_id: int, now: datetime) -> None:
    if await outbox.by_key(session, card_key(alarm_id)):
        await outbox.put(session, _card(desk, alarm_id, now, over=True), now)
    letter = await outbox.by_key(session, _letter_key(alarm_id))
    if letter and not await outbox.withdraw(session, letter.key, now, "it was over before it left"):
        await _put_letter(session, desk, alarm_id, now, over=True)


def card_key(alarm_id: int, *, over: bool = False) -> str:
    """The key of the parcel that posts a trouble's card, or that changes it in the end."""
    return f"alarm:{alarm_id}/card{'/over' if over else ''}"


def letters_to(desk: Desk) -> str | None:
    """Where the triage office reads of troubles by mail; None where it has no address for that."""
    to = routing.triage(desk.offices).email
    # not to ourselves: it would come back as an inquiry
    if not to or not desk.own_address or to.lower() == desk.own_address.lower():
        return None
    return to


def _letter_key(alarm_id: int, *, over: bool = False) -> str:
    return f"alarm:{alarm_id}/letter{'/over' if over else ''}"


def _card(desk: Desk, alarm_id: int, now: datetime, *, over: bool = False) -> Parcel:
    lane = f"slack:{routing.triage(desk.offices).key}"
    return Parcel(card_key(alarm_id, over=over), CARD, lane, now, {"alarm": alarm_id, "over": over})


async def _put_letter(
    session: AsyncSession, desk: Desk, alarm_id: int, now: datetime, *, over: bool = False
) -> None:
    to = letters_to(desk)
    if to is None:
        return
    payload = {"alarm": alarm_id, "over": over, "to": to}
    parcel = Parcel(_letter_key(alarm_id, over=over), LETTER, f"mail:alarm:{alarm_id}", now, payload)
    await outbox.put(session, parcel, now)
