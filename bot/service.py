"""The service running: each role's loops started, and ended in an order that loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from enum import StrEnum
from functools import partial

import structlog
from slack_bolt.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot import schedule
from bot.bootstrap import Parts
from bot.front_desk.mailroom import RecordMailroom
from bot.loops import loop
from bot.mail.mailbox import Mailbox
from bot.monitoring import endpoints
from bot.monitoring.watching import Watch
from bot.pulse import MAILBOX, Pulse
from bot.slack import transport, usergroups
from bot.slack.catching_up import CatchingUp
from bot.standing_by import in_turn
from storage import service

log = structlog.get_logger(__name__)

EVENTS = "slack-events"
"""The part that listens to Slack, as ``status`` names it."""
GROUPS_REFRESH = 600.0  # seconds
MISSED_LOOKED_FOR = 300.0  # seconds
LONGEST = 1800.0
"""Seconds between two signs of life of what Slack may keep waiting, or what rests for minutes."""


class Role(StrEnum):
    """What a process does; several may share the roles."""

    INTAKE = "intake"
    SLACK = "slack"
    OUTBOX = "outbox"
    SCHEDULE = "schedule"


@asynccontextmanager
async def running(parts: Parts, roles: Collection[Role]) -> AsyncIterator[asyncio.Future[None]]:
    """Run the roles while the block lasts.

    Any number of processes may: each reads the outbox and hears Slack, and one at a time reads a mailbox and
    one ticks (``bot.standing_by``). What is yielded fails with :class:`~bot.loops.LoopBroke` if one breaks,
    or with the :class:`~bot.settings.SettingsError` that kept it from running.
    """
    broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.aclose)
        # the first question to the calendar loads a large library: that shall not keep the first mail waiting
        await asyncio.to_thread(parts.desk.calendar.is_working_time, parts.desk.clock.now())
        await stack.enter_async_context(endpoints.serving(parts.desk))
        await stack.enter_async_context(loop("watch", Watch(parts.desk).run(), broken))
        await stack.enter_async_context(loop("database gone", parts.database_gone.run(), broken))
        if Role.OUTBOX in roles:
            await stack.enter_async_context(loop("courier", parts.courier.run(), broken))
        if Role.SLACK in roles and parts.slack:
            await stack.enter_async_context(loop("members", _keep_members(parts.slack, parts), broken))
            await stack.enter_async_context(loop("slack", _listen(parts.slack, parts), broken))
            if parts.talk and parts.catching_up:
                await parts.talk.recover()
                catch_up = partial(_catch_up, parts.catching_up, parts.desk.pulse)
                catching_up = partial(_looping, "slack history", catch_up, broken)
                in_turns = in_turn(parts.desk.database, "slack-history", catching_up)
                await stack.enter_async_context(loop("slack history", in_turns, broken))
            if parts.home_watch:
                watching = partial(_looping, "home tabs", parts.home_watch.run, broken)
                in_turns = in_turn(parts.desk.database, "home-tabs", watching)
                await stack.enter_async_context(loop("home tabs", in_turns, broken))
        database = parts.desk.database
        if Role.SCHEDULE in roles:
            ticking = partial(schedule.ticking, parts.desk)
            await stack.enter_async_context(loop("clock", in_turn(database, "schedule", ticking), broken))
        if Role.INTAKE in roles:
            await stack.enter_async_context(loop("shadow", parts.shadow.run(), broken))
            mailbox = f"mailbox:{parts.desk.settings.imap.username}/{parts.desk.settings.imap.mailbox}"
            reading = partial(_reading_mail, parts)
            await stack.enter_async_context(loop("mailbox", in_turn(database, mailbox, reading), broken))
        yield broken


@asynccontextmanager
async def _reading_mail(parts: Parts) -> AsyncIterator[None]:
    """Read the mailbox while the block lasts; what somebody stored and did not decide on is decided first."""
    await parts.reception.recover()
    settings = parts.desk.settings.imap
    if not settings.host:
        yield
        return
    mailroom = RecordMailroom(parts.desk, parts.reception, asyncio.get_running_loop())
    mailbox = Mailbox(settings, mailroom)
    reading = asyncio.create_task(asyncio.to_thread(mailbox.run))
    try:
        with parts.desk.pulse.of(MAILBOX, LONGEST):
            yield
    finally:
        mailbox.stop()
        await reading


async def _listen(app: AsyncApp, parts: Parts) -> None:
    async def report(trouble: str | None) -> bool:
        try:
            async with parts.desk.database.transaction() as session:
                await service.report_part(session, EVENTS, trouble, parts.desk.clock.now())
        except SQLAlchemyError as error:
            # it listens on while the database is away: what it hears then is answered as well as may be
            log.warning("slack's state not recorded", reason=type(error).__name__)
            return False
        return True

    await transport.listen(app, parts.desk.settings.slack, report)


@asynccontextmanager
async def _looping(
    name: str, work: Callable[[], Coroutine[object, object, None]], broken: asyncio.Future[None]
) -> AsyncIterator[None]:
    async with loop(name, work(), broken):
        yield


async def _catch_up(catching_up: CatchingUp, pulse: Pulse) -> None:
    with pulse.of("slack history", LONGEST):
        while True:
            with suppress(SQLAlchemyError):  # the database is away: what was missed is there the next time
                await catching_up.catch_up()
            pulse.beat("slack history")
            await asyncio.sleep(MISSED_LOOKED_FOR)


async def _keep_members(app: AsyncApp, parts: Parts) -> None:
    pulse = parts.desk.pulse
    with pulse.of("members", LONGEST):
        while True:
            pulse.beat("members")
            await usergroups.refresh(app.client, parts.desk)
            await asyncio.sleep(GROUPS_REFRESH)
