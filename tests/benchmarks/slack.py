"""Slack with many at work: the home tab, clicks of twenty at once, a thousand claims of one card.

The listeners and the courier run in this process, on the local Slack; 10,000 inquiries are open.
"""

import asyncio
import logging
import shutil
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from sqlalchemy import insert

from bot import bootstrap, logs
from bot.clock import Clock
from bot.courier import Bell, Courier
from bot.demo.local_slack import Channel, LocalSlack, Person
from bot.desk import Desk
from bot.inquiries import intake
from bot.settings import Settings
from bot.slack import app as slack_app
from bot.slack import posts, transport
from bot.slack.counter import Counter
from bot.slack.posting import Poster
from bot.slack.posts import SlackCarrier
from storage import schema
from storage.tables import Inquiry
from tests.laid_desk import an_incoming, an_understanding

OPEN = 10_000
STAFF = 20
CLICKS_EACH = 10
CLAIMS = 1000
OPENINGS = 40
CHANNEL = "C0A"
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PEOPLE = [f"U{number:04d}" for number in range(CLAIMS)]
PATIENCE = 120


@dataclass
class Stage:
    """What runs while something is measured."""

    slack: LocalSlack
    desk: Desk
    bell: Bell


async def measure() -> None:
    """Print the figures."""
    logs.set_up(logging.ERROR)
    async with AsyncExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="fd-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder)
        people = [Person(user, f"Kollega {user}", f"{user}@ministeriet.example") for user in PEOPLE]
        slack = await stack.enter_async_context(LocalSlack(people, [Channel(CHANNEL, "a")]))
        stage = await _open(stack, slack, folder)
        _tell("home tab, first view", await _first_views(stage), wanted=0.3)
        _tell(f"click to changed card, {STAFF} at once", await _clicks(stage), wanted=0.3)
        told, took = await _claims(stage)
        print(f"{CLAIMS} claims of one card at once: 1 has it, {told} are told who, in {took:.1f} s")


async def _open(stack: AsyncExitStack, slack: LocalSlack, folder: Path) -> Stage:
    settings, bell = _settings(folder, slack), Bell()
    desk = bootstrap.desk(settings, Clock(NOW), bell.ring)
    stack.push_async_callback(desk.database.close)
    await schema.upgrade(desk.database)
    await _fill(desk)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    client = bootstrap.slack_client(settings, session)
    words = bootstrap.wording(settings)
    nobody = (None,) * 7
    app = slack_app.build(client, Counter(desk, words, *nobody))
    courier = Courier(desk, dict.fromkeys(posts.KINDS, SlackCarrier(desk, Poster(client), words)), bell)
    for task in (courier.run(), transport.listen(app, settings.slack, _no_report)):
        stack.callback(asyncio.create_task(task).cancel)
    await slack.bot_connected()
    return Stage(slack, desk, bell)


async def _no_report(_trouble: str | None) -> None:
    """Nobody asks how the connection does."""


async def _fill(desk: Desk) -> None:
    """Ten thousand open inquiries, half of them taken, a fifth of them late."""
    rows = [
        {
            "reference": f"FD-2025-{number:05d}",
            "status": ("new", "claimed")[number % 2],
            "office": "a",
            "subject": f"Spørgsmål {number} om evaluering af en indsats",
            "language": "da",
            "sender": f"person{number}@fond{number}.example",
            "sender_name": f"Person {number}",
            "initiative": "uip",
            "confidence": 0.9,
            "accepted": True,
            "scores": {},
            "topics": [],
            "model": "bench",
            "received_at": NOW - timedelta(days=3),
            "first_answer_due": NOW + timedelta(minutes=number - OPEN // 5),
            "claimed_by": PEOPLE[number % STAFF] if number % 2 else None,
            "card_channel": CHANNEL,
            "card_ts": f"{number}.000001",
            "revision": 1,
            "shown_revision": 1,
        }
        for number in range(OPEN)
    ]
    async with desk.database.transaction() as session:
        await session.execute(insert(Inquiry), rows)


async def _first_views(stage: Stage) -> list[float]:
    return [await _first_view(stage, PEOPLE[number % STAFF + STAFF]) for number in range(OPENINGS)]


async def _first_view(stage: Stage, user: str) -> float:
    stage.slack.page.homes.pop(user, None)
    began = time.perf_counter()
    await asyncio.gather(
        stage.slack.open_home(user), stage.slack.wait(lambda page: page.homes.get(user), PATIENCE)
    )
    return time.perf_counter() - began


async def _clicks(stage: Stage) -> list[float]:
    """Everybody clicks in the same moment, and again when they have seen their card change."""
    cards = await _new_cards(stage, STAFF * CLICKS_EACH)
    waits: list[float] = []

    async def work(user: str, own: list[str]) -> None:
        for ts in own:
            began = time.perf_counter()
            await stage.slack.click(CHANNEL, ts, user, "inquiry.claim")
            await stage.slack.wait(
                lambda page, ts=ts: "har sagen" in str(page.message(CHANNEL, ts)), PATIENCE
            )
            waits.append(time.perf_counter() - began)

    began = time.process_time()
    await asyncio.gather(*(work(PEOPLE[n], cards[n::STAFF]) for n in range(STAFF)))
    spent = (time.process_time() - began) / len(cards) * 1000
    print(f"a click costs {spent:.0f} ms of a processor, those of the people who watch among them")
    return waits


async def _claims(stage: Stage) -> tuple[int, float]:
    [ts] = await _new_cards(stage, 1)
    action = await stage.slack.wait(lambda page: _claim_button(page.message(CHANNEL, ts)))
    known = _told(stage)
    began = time.perf_counter()
    await asyncio.gather(*(stage.slack.repeat_click(CHANNEL, ts, user, action) for user in PEOPLE))
    await stage.slack.wait(lambda _: _told(stage) - known >= CLAIMS - 1, PATIENCE)
    return _told(stage) - known, time.perf_counter() - began


def _told(stage: Stage) -> int:
    shown = stage.slack.page.messages[CHANNEL]
    return sum("har allerede taget sagen" in message.get("text", "") for message in shown)


def _claim_button(card: dict) -> dict:
    block = next(each for each in card["blocks"] if "inquiry.claim" in str(each))
    element = next(each for each in block["elements"] if each["action_id"] == "inquiry.claim")
    return {**element, "block_id": block["block_id"]}


async def _new_cards(stage: Stage, count: int) -> list[str]:
    there = {message["ts"] for message in stage.slack.messages(CHANNEL)}
    for number in range(count):
        async with stage.desk.database.transaction() as session:
            letter = an_incoming(subject=f"Nyt {number}", may_be_answered=False, message_id=None)
            understood = intake.Understood(an_understanding("uip"), "bench")
            await intake.open_inquiry(session, stage.desk, letter, understood, stage.desk.clock.now())
    stage.bell.ring()

    def posted(_page: object) -> list[str] | None:
        new = [m["ts"] for m in stage.slack.messages(CHANNEL) if m["ts"] not in there]
        return new if len(new) >= count else None

    return await stage.slack.wait(posted, PATIENCE)


def _tell(what: str, waits: list[float], wanted: float) -> None:
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(
        f"{what}, {OPEN} open: median {statistics.median(waits) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
        f" (wanted: {wanted * 1000:.0f} ms)"
    )


def _settings(folder: Path, slack: LocalSlack) -> Settings:
    return Settings.model_validate(
        {
            "service": {"data_dir": folder, "secret": "s" * 40},
            "database": {"url": f"sqlite+aiosqlite:///{folder / 'bench.db'}"},
            "slack": {
                "mode": "socket",
                "bot_token": SecretStr(slack.bot_token),
                "app_token": SecretStr(slack.app_token),
                "api_base_url": slack.api_url,
            },
            "office": [{"key": "a", "name": "A", "channel": CHANNEL, "members": PEOPLE, "triage": True}],
        }
    )


def main() -> None:
    """Measure."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
