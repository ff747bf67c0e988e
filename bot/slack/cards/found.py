"""A page of what a search found, with the ways to the others: beside a command's answer and in a window."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.slack.cards.answers import entry
from bot.slack.cards.blocks import Block, actions, button, context, modal, section
from bot.slack.cards.lines import Link
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.finding import Line
from storage.search import MOST_LOOKED_AT, Mark

WORDS_SHOWN = 100
WORDS_ASKED, NAME_ASKED = 900, 200
"""How much of what is typed is looked for: a button bears 2,000 characters, a window 3,000 as JSON."""


@dataclass(frozen=True)
class Place:
    """A page, as a button that leads there has it: where it begins, in what there was, and in whose words."""

    offset: int
    until: Mark
    language: str
    asked: str = ""

    def __str__(self) -> str:
        return f"{self.offset}/{self.until.letter}/{self.until.inquiry}/{self.language}/{self.asked}"


@dataclass(frozen=True)
class FoundPage:
    """Some of what was found; ``newest_only`` where older letters were not looked at."""

    lines: Sequence[Line]
    place: Place
    size: int
    more: bool = False
    newest_only: bool = False

    @property
    def is_all(self) -> bool:
        """Whether there is no other page."""
        return not (self.more or self.place.offset)

    @property
    def span(self) -> dict[str, int]:
        """The first and the last, counted from 1."""
        return {"first": self.place.offset + 1, "last": self.place.offset + len(self.lines)}


def place_named(name: str) -> Place:
    """Read what a button has for its place."""
    offset, letter, inquiry, language, asked = name.split("/", 4)
    return Place(int(offset), Mark(int(letter), int(inquiry)), language, asked)


def asked_for(typed: str, most: int = WORDS_ASKED) -> str:
    """What of a field is looked for: on one line, without what can't be shown, and no longer than fits."""
    shown = "".join(each if each.isprintable() else " " for each in typed)
    return " ".join(shown.split())[:most].rstrip()


def draw(page: FoundPage, nothing: str, link: Link, words: Wording, now: datetime) -> list[Block]:
    """Each inquiry with the way to its card, what was left out, and the ways on; or ``nothing``."""
    blocks = [entry(each, link, words, now) for each in page.lines]
    if not page.lines:
        blocks = [section(nothing if page.is_all else words("found-no-more"))]
    if page.newest_only:
        blocks.append(context(words("found-newest-only", letters=MOST_LOOKED_AT)))
    ways = _ways(page, words)
    return [*blocks, actions(ways, "found/ways")] if ways else blocks


def answered(page: FoundPage, link: Link, words: Wording, now: datetime) -> Post:
    """What a command's search found, the newest first."""
    what = safe_line(page.place.asked, WORDS_SHOWN)
    nothing = words("command-found-nothing", words=what)
    blocks = draw(page, nothing, link, words, now)
    if not page.lines:
        return Post(nothing, blocks)
    title = (
        words("command-found", count=len(page.lines), words=what)
        if page.is_all
        else words("command-found-page", words=what, **page.span)
    )
    return Post(title, [section(f"*{title}*"), *blocks])


def window(page: FoundPage, metadata: str, link: Link, words: Wording, now: datetime) -> Block:
    """What a form's search found, the newest first; ``metadata`` remembers what was asked for."""
    blocks = draw(page, words("search-nothing"), link, words, now)
    if page.lines and not page.is_all:
        blocks = [context(words("found-span", **page.span)), *blocks]
    return modal("inquiry.found", words("search-title"), blocks, metadata, close=words("button-dismiss"))


def _ways(page: FoundPage, words: Wording) -> list[Block]:
    offset, size = page.place.offset, page.size
    before, after = (str(replace(page.place, offset=max(0, to))) for to in (offset - size, offset + size))
    return [
        *([button(words("button-before"), "inquiry.found.before", before)] if offset else []),
        *([button(words("button-after"), "inquiry.found.after", after)] if page.more else []),
    ]
