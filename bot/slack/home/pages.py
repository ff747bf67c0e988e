"""A home tab's pages, drawn and published: what shows there is kept, so that it can be drawn anew.

Who clicks there is heard in ``bot.slack.home.tab``; when a page is drawn anew, ``bot.slack.home.watch``
decides.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.slack.cards import home as card
from bot.slack.cards.home import Home
from bot.slack.counter import Counter
from bot.staff import overview, own_settings
from bot.staff.overview import Section
from storage import home_tabs

Body = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page of somebody's tab as it is drawn now."""

    user: str
    place: str
    view: Body

    @property
    def digest(self) -> str:
        """The same for two pages that show the same."""
        return hashlib.sha256(json.dumps(self.view, sort_keys=True).encode()).hexdigest()


async def show(at: Counter, client: AsyncWebClient, user: str, place: str = card.FIRST_PAGE) -> None:
    """Show somebody a page that they asked for as things stand now."""
    await publish(at, client, await draw(at, client, user, place), seen=True)


async def draw(at: Counter, client: AsyncWebClient, user: str, place: str) -> Page:
    """Draw a page of somebody's tab."""
    if not at.desk.members.works_here(user):
        return Page(user, place, card.closed(at.words))
    if place == card.FIRST_PAGE:
        return Page(user, place, await _first_page(at, client, user))
    return Page(user, place, await _listing(at, client, user, place))


async def publish(
    at: Counter, client: AsyncWebClient, page: Page, guard: str | None = None, *, seen: bool = False
) -> None:
    """Publish a page and keep that it shows; with a ``guard`` only over what was published under that."""
    answer = await client.views_publish(user_id=page.user, view=page.view, hash=guard)
    published = (answer.get("view") or {}).get("hash")
    async with at.desk.database.transaction() as session:
        await home_tabs.keep(session, page.user, page.place, page.digest, published, at.now(), seen=seen)


async def _first_page(at: Counter, client: AsyncWebClient, user: str) -> Body:
    async with at.desk.database.reading() as session:
        page = await _home(session, at, user)
        seen = await overview.overview(session, at.desk, user, page.now)
    await at.links.learn_from(client, [line for listing in seen.listings for line in listing.lines])
    return card.draw(page, seen, at.words)


async def _listing(at: Counter, client: AsyncWebClient, user: str, place: str) -> Body:
    section, offset = place.split(":")
    size = overview.ON_A_PAGE
    async with at.desk.database.reading() as session:
        page = await _home(session, at, user)
        listing = await overview.listing(
            session, at.desk, user, Section(section), page.now, int(offset), size
        )
    await at.links.learn_from(client, listing.lines)
    return card.draw_listing(page, listing, at.words)


async def _home(session: AsyncSession, at: Counter, user: str) -> Home:
    mine = await own_settings.preferences(session, user)
    return Home(mine, at.desk.calendar, at.now(), at.links.to_card)
