"""Home tabs drawn anew by what happens elsewhere: a colleague takes an inquiry, a deadline passes.

Nothing is noted down when something happens: every few seconds the histories say whom it may concern, and
the pages of those are drawn. What differs from what shows there is published, and nothing else. What was
missed (two commits that crossed, an answer to a round, a restart) is found when all are drawn, once a minute.
One process at a time looks (``bot.standing_by``).
"""

import asyncio
import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.inquiries.lifecycle import OPEN
from bot.outbox.delivery import PermanentFailure, TemporaryFailure
from bot.slack.calls import called
from bot.slack.counter import Counter
from bot.slack.home import pages
from bot.slack.home.pages import Page
from storage import home_tabs, rate
from storage.tables import HomeTab

log = structlog.get_logger(__name__)

SOONEST, LATEST = 2.0, 30.0  # seconds between two looks
TIMES = 9
"""How many times as long as a look took it waits for the next: under load clicks and letters come first."""
LATELY = timedelta(hours=10)
"""How long a tab is kept up that nobody touches: Slack says when one is opened, not when it is left."""
APART = timedelta(seconds=5)
"""How long a page stays as it is, whatever happens."""
ALL_EVERY = timedelta(minutes=1)
A_MINUTE = 60
"""How many are published a minute: Slack takes a hundred of an app, and whoever clicks goes first."""
SERIES = "home"
PART = "home tabs"
ROUND = 900.0
"""Seconds that a look may take: Slack may ask for pauses."""
CONFLICT = "hash_conflict"


class HomeWatch:
    """Keeps the home tabs that are open as things stand."""

    def __init__(self, client: AsyncWebClient, at: Counter) -> None:
        self._client, self._at = client, at
        self._waiting: set[str] = set()
        self._newest: int | None = None
        self._looked_at: datetime | None = None
        self._all_at: datetime | None = None
        self._rests_until: datetime | None = None

    async def run(self) -> None:
        """Look for ever."""
        pulse = self._at.desk.pulse
        with pulse.of(PART, ROUND):
            while True:
                began = time.monotonic()
                try:
                    await self.look()
                except (SQLAlchemyError, OSError) as error:  # away: the next look finds the same
                    log.warning("home tabs not looked at", reason=type(error).__name__)
                pulse.beat(PART)
                await asyncio.sleep(pause_after(time.monotonic() - began))

    async def look(self) -> None:
        """Publish anew every tab that shows something else than is true, as far as Slack takes them."""
        now = self._at.now()
        async with self._at.desk.database.reading() as session:
            tabs = await home_tabs.opened_since(session, now - LATELY)
        self._waiting |= await self._concerned(tabs, now)
        self._waiting &= {tab.user for tab in tabs}
        if _is_later(self._rests_until, now):
            return
        changed = [found for tab in tabs if self._is_due(tab, now) and (found := await self._changed(tab))]
        for tab, page in await self._as_many_as_may(changed, now):
            if not await self._publish(tab, page, now):
                return

    async def _concerned(self, tabs: Sequence[HomeTab], now: datetime) -> set[str]:
        """Whose tabs may show something else than at the last look."""
        if not tabs:
            self._all_at = None  # who opens theirs next finds nothing known
            return set()
        async with self._at.desk.database.reading() as session:
            if not _is_later(self._all_at, now) or self._newest is None or self._looked_at is None:
                self._newest, names = await home_tabs.newest_event(session), None
            else:
                news = await home_tabs.news_since(session, self._newest)
                late = await home_tabs.became_late(session, self._looked_at, now, OPEN)
                self._newest, names = news.newest, None if news.names is None else news.names | late
        self._looked_at = now
        if names is None:
            self._all_at = now + ALL_EVERY
        users = [tab.user for tab in tabs]
        return {user for user in users if names is None or is_meant(user, self._offices(user), names)}

    def _offices(self, user: str) -> list[str]:
        return self._at.desk.members.offices_of(user)

    def _is_due(self, tab: HomeTab, now: datetime) -> bool:
        return tab.user in self._waiting and not tab.drawn_at <= now < tab.drawn_at + APART

    async def _changed(self, tab: HomeTab) -> tuple[HomeTab, Page] | None:
        """Draw a tab; None where it shows the same."""
        try:
            at = await self._at.for_reader(tab.user)
            page = await pages.draw(at, self._client, tab.user, tab.place)
        except SQLAlchemyError:
            raise
        except Exception:
            # whoever opens the tab is told of the same fault; here it shall stop nobody else's
            log.exception("home tab not drawn", user=tab.user)
            await self._forget(tab)
            return None
        if page.digest != tab.drawn:
            return tab, page
        self._waiting.discard(tab.user)
        return None

    async def _as_many_as_may(
        self, changed: Sequence[tuple[HomeTab, Page]], now: datetime
    ) -> Sequence[tuple[HomeTab, Page]]:
        """Those that may be published in this minute, the latest seen first; the others wait."""
        if not changed:
            return ()
        async with self._at.desk.database.transaction() as session:
            granted, more_at = await rate.take(session, SERIES, len(changed), A_MINUTE, now)
        if granted < len(changed):
            self._rests_until = more_at  # what can't be published is not worth drawing
        return changed[:granted]

    async def _publish(self, tab: HomeTab, page: Page, now: datetime) -> bool:
        """Publish a page; False where the others would meet the same as this one."""
        try:
            await called(pages.publish(self._at, self._client, page, tab.guard))
        except TemporaryFailure as failure:
            log.warning("home tab not published", reason=failure.reason)
            self._rests_until = now + timedelta(seconds=failure.retry_after or 0)
            return False
        except PermanentFailure as refusal:
            await self._refused(tab, refusal.reason)
            return True
        self._waiting.discard(tab.user)
        return True

    async def _refused(self, tab: HomeTab, code: str) -> None:
        log.info("home tab refused", user=tab.user, reason=code)
        if code != CONFLICT or not tab.guard:
            await self._forget(tab)
            return
        # its owner went on to another page meanwhile; or a process was killed before it could say what shows
        async with self._at.desk.database.transaction() as session:
            await home_tabs.lower_guard(session, tab.user, tab.guard)

    async def _forget(self, tab: HomeTab) -> None:
        self._waiting.discard(tab.user)
        async with self._at.desk.database.transaction() as session:
            await home_tabs.forget(session, tab.user)


def pause_after(took: float) -> float:
    """Seconds until the next look, by how many the last one took."""
    return min(max(SOONEST, TIMES * took), LATEST)


def is_meant(user: str, offices: Collection[str], names: frozenset[str]) -> bool:
    """Whether what happened may show on somebody's tab, by the names of users and offices that it bears."""
    return user in names or not names.isdisjoint(offices)


def _is_later(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now < moment
