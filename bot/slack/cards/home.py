"""The home tab: what staff see of their own when they open the app.

Slack takes a hundred blocks: a line is one, an overview has its few first, a page of one list has more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.dates import written_day
from bot.inquiries.deadlines import WorkCalendar
from bot.slack.cards.blocks import Block, actions, beside, button, context, divider, header, home, section
from bot.slack.cards.lines import BETWEEN, Link, line, named
from bot.slack.cards.outside import safe_line
from bot.slack.cards.wording import Wording
from bot.staff.overview import Listing, Overview, RoundLine, Section
from bot.staff.own_settings import Preferences
from storage.finding import Deed, Line

TITLE_SHOWN = 150
KEY_SHOWN = 60
FIRST_PAGE = "overview"
"""What a button that leads to the overview has for its place."""


@dataclass(frozen=True)
class Home:
    """What is on one person's home tab on every page of it."""

    mine: Preferences
    house: WorkCalendar
    now: datetime
    link: Link

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.house.timezone).date()


def place(listing: Listing | None, offset: int = 0) -> str:
    """Name a page of the tab for a button that leads there."""
    return f"{listing.section}:{offset}" if listing else FIRST_PAGE


def draw(page: Home, seen: Overview, words: Wording) -> Block:
    """Draw the first page as things stand now."""
    blocks = [header(words("home-title")), section(_glance(seen, words)), *_settings(page, words)]
    above: set[int] = set()
    for listing in seen.listings:
        # what is late and stands above already is marked there
        told = above if listing.section == Section.LATE else set()
        blocks += [divider(), *_beginning(page, listing, told, words)]
        above |= {each.id for each in listing.lines}
    blocks += [divider(), *_rounds(page, seen.rounds, words), *_deeds(page, seen.deeds, words)]
    return home(blocks)


def draw_listing(page: Home, listing: Listing, words: Wording) -> Block:
    """Draw a page of one list."""
    shown = _lines(page, listing, place(listing, listing.offset), words)
    first = listing.offset + 1 if listing.lines else 0
    span = words("home-span", first=first, last=listing.offset + len(listing.lines), count=listing.count)
    way = actions(_ways(listing, words), "home/ways")
    return home([header(words(f"home-{listing.section}")), context(span), way, *shown])


def closed(words: Wording) -> Block:
    """What somebody sees who belongs to no office."""
    return home([section(words("home-closed"))])


def _glance(seen: Overview, words: Wording) -> str:
    """How long each list is, on one line before them all."""
    return BETWEEN.join(
        (":alarm_clock: " if each.section == Section.LATE and each.count else "")
        + f"{words(f'home-{each.section}')} *{each.count}*"
        for each in seen.listings
    )


def _beginning(page: Home, listing: Listing, above: Collection[int], words: Wording) -> list[Block]:
    title = f"*{words(f'home-{listing.section}')}* ({listing.count})"
    left = [each for each in listing.lines if each.id not in above]
    hint = words(f"home-{listing.section}-hint" if listing.lines else f"home-{listing.section}-none")
    if told := len(listing.lines) - len(left):
        hint += " " + words("home-above", count=told)
    blocks = [
        section(title),
        context(hint),
        *_lines(page, replace(listing, lines=left), FIRST_PAGE, words),
    ]
    if listing.goes_on:
        more = button(words("button-all", count=listing.count), "home.page", place(listing))
        blocks.append(actions([more], f"home/{listing.section}"))
    return blocks


def _lines(page: Home, listing: Listing, here: str, words: Wording) -> list[Block]:
    holder = listing.section == Section.LATE
    return [
        beside(
            line(each, page.link, words, page.now, holder=holder),
            _press(each, here, words),
            f"home/{listing.section}:{each.id}",
        )
        for each in listing.lines
    ]


def _press(of: Line, here: str, words: Wording) -> Block:
    if of.claimed_by is None:
        return button(words("button-claim"), "home.claim", f"{of.id}/{here}", "primary")
    return button(words("button-reply"), "inquiry.reply", str(of.id))


def _ways(listing: Listing, words: Wording) -> list[Block]:
    back = button(words("button-overview"), "home.page.overview", FIRST_PAGE)
    before = button(words("button-before"), "home.page.before", place(listing, listing.offset - listing.size))
    after = button(words("button-after"), "home.page.after", place(listing, listing.offset + listing.size))
    return [back, *([before] if listing.offset else []), *([after] if listing.goes_on else [])]


def _rounds(page: Home, found: Sequence[RoundLine], words: Wording) -> list[Block]:
    if not found:
        return []
    lines = [_round(page, each, words) for each in found]
    return [section(f"*{words('home-rounds')}*"), *(section(each) for each in lines), divider()]


def _round(page: Home, of: RoundLine, words: Wording) -> str:
    days = (of.deadline.astimezone(page.house.timezone).date() - page.today).days
    left = words("home-days-left", days=max(days, 0), over="yes" if of.deadline < page.now else "no")
    return words(
        "home-round",
        round=safe_line(of.key, KEY_SHOWN),
        title=safe_line(of.title, TITLE_SHOWN),
        left=left,
        deadline=words.deadline(of.deadline, page.now),
        answered=of.answered,
        asked=of.asked,
    )


def _deeds(page: Home, deeds: Sequence[Deed], words: Wording) -> list[Block]:
    if not deeds:
        return []
    lines = [
        words(
            "home-deed",
            what=deed.what,
            when=words.date(deed.at, page.now),
            reference=named(deed, page.link),
            subject=safe_line(deed.subject, TITLE_SHOWN) or words("card-no-subject"),
        )
        for deed in deeds
    ]
    return [section(f"*{words('home-deeds')}*"), context("\n".join(lines))]


def _settings(page: Home, words: Wording) -> list[Block]:
    hours = page.mine.hours(page.house)
    absence = _absence(page, words)
    parts = [
        words("home-language"),
        words("home-hours", starts=words.hour(hours.day_starts), ends=words.hour(hours.day_ends)),
        absence,
    ]
    buttons = [
        button(words("button-search"), "home.search", "search", "primary"),
        button(words("button-call"), "home.call", "call"),
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
