"""A digest's charts as pictures with their names, for Slack and for mail."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from babel.numbers import format_percent

from bot.desk import Desk
from bot.digests.words import DigestText
from bot.texts import Texts
from consultation.rounds import digest_charts
from consultation.rounds.digest import Curve
from consultation.rounds.digesting import Told
from nlp import cpr
from storage.tables import Round

LONGEST_ALT = 900
"""Slack takes a thousand characters."""
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Picture:
    """A chart: its file's name, what it shows, and the same in words."""

    name: str
    title: str
    alt: str
    content: bytes


def plain(name: str) -> str:
    """Make a name safe where nothing in it has any power: one line, CPR numbers masked."""
    line = cpr.mask(" ".join(name.split()))
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


async def curves_drawn(
    of: Round, own: Curve | None, earlier: Sequence[Curve], desk: Desk, texts: Texts
) -> bytes:
    """Draw a round's curve against those of earlier ones, in a worker."""
    labels = {key: texts(f"digest-chart-{key}") for key in ("days", "share", "deadline")}
    percent = partial(format_percent, locale=texts.language)
    return await asyncio.to_thread(digest_charts.chart, of, own, earlier, desk.calendar, labels, percent)


async def drawn(told: Told, text: DigestText, desk: Desk, texts: Texts) -> list[Picture]:
    """Draw the charts of the rounds that come first."""
    pictures: list[Picture] = []
    for news, words in zip(told.digest.rounds, text.rounds, strict=False):
        if len(pictures) < digest_charts.MOST and digest_charts.worth_drawing(news):
            of = told.cases[news.round_id].round
            content = await curves_drawn(of, news.curve, news.earlier, desk, texts)
            title = texts("digest-chart", round=words.title)
            alt = texts("digest-chart-alt", round=words.title, said=words.bar.lstrip("▓░ "))
            pictures.append(Picture(f"{of.key}.png", title, alt[:LONGEST_ALT], content))
    return pictures
