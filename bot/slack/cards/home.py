"""The home tab: what staff see of their own when they open the app."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.dates import written_day
from bot.inquiries.deadlines import WorkCalendar
from bot.slack.cards.blocks import Block, actions, button, context, header, home, section
from bot.slack.cards.wording import Wording
from bot.staff import Preferences

BETWEEN = "   ·   "


@dataclass(frozen=True)
class Home:
    """What one person's home tab shows."""

    mine: Preferences
    house: WorkCalendar
    now: datetime

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.house.timezone).date()


def draw(page: Home, words: Wording) -> Block:
    """Draw the tab as things stand now."""
    return home([header(words("home-title")), *_settings(page, words)])


def closed(words: Wording) -> Block:
    """What somebody sees who belongs to no office."""
    return home([section(words("home-closed"))])


def _settings(page: Home, words: Wording) -> list[Block]:
    hours = page.mine.hours(page.house)
    absence = _absence(page, words)
    parts = [
        words("home-language"),
        words("home-hours", starts=words.hour(hours.day_starts), ends=words.hour(hours.day_ends)),
        absence,
    ]
    buttons = [
        button(words("button-settings"), "home.settings", "settings"),
        button(words("button-away"), "home.away", "away"),
    ]
    if absence:
        buttons.append(button(words("button-back"), "home.back", "back"))
    return [context(BETWEEN.join(filter(None, parts))), actions(buttons, "home/settings")]


def _absence(page: Home, words: Wording) -> str:
    away = page.mine.away
    if away is None or page.today >= away.until:
        return ""
    language = words.texts.language
    return words(
        "home-away",
        now="yes" if away.covers(page.today) else "no",
        since=written_day(away.since, language),
        until=written_day(away.until, language),
        deputy=words("home-deputy", who=f"<@{away.deputy}>") if away.deputy else words("home-no-deputy"),
    )
