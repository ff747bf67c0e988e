"""Slack with many at work: the home tab, clicks of twenty at once, a thousand claims of one card, a burst.

The service is `run` in a process of its own, with 10,000 inquiries open. This process is the rest of the
world: the local Slack's wire, the people, and what they see; what it costs is counted apart. Only in the
burst are messages a second apart in a channel: the local Slack takes any number, and no click posts one.
"""

import asyncio
import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import insert

from bot import bootstrap, settings
from bot.clock import Clock
from bot.demo.local_slack import Channel, LocalSlack, Person
from bot.desk import Desk
from bot.inquiries import intake
from storage import schema
from storage.tables import Inquiry
from tests.benchmarks.service import start
from tests.laid_desk import an_incoming, an_understanding

OPEN = 10_000
STAFF = 20
CLICKS_EACH = 10
CLAIMS = 1000
OPENINGS = 40
CHANNEL, ANOTHER = "C0A", "C0B"
BURST = 500
BURST_SECONDS = 60
"""For how long the burst is looked at; its end would come after as many seconds as there are inquiries."""
NOW = datetime.now(UTC)
PEOPLE = [f"U{number:04d}" for number in range(CLAIMS)]
PATIENCE = 120


@dataclass
class Stage:
    """What runs while something is measured."""

    slack: LocalSlack
    desk: Desk
    """The record, for those who write to the service: mails that open inquiries are no part of this."""
    service: int
    """The service's process."""
    config: Path


async def measure() -> None:
    """Print the figures."""
    async with AsyncExitStack() as stack:
        stage = await _open(stack)
        service = await _started(stage)
        _tell("home tab, first view", await _first_views(stage), wanted=0.3)
        _tell(f"click to changed card, {STAFF} at once", await _clicks(stage), wanted=0.3)
        told, took = await _claims(stage)
        print(f"{CLAIMS} claims of one card at once: 1 has it, {told} are told who, in {took:.1f} s")
        await _end(service)
        service = await _started(stage, apart=1)
        await _burst(stage)
        await _end(service)


async def _open(stack: AsyncExitStack) -> Stage:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fd-", dir="/tmp")))
    people = [Person(user, f"Kollega {user}", f"{user}@ministeriet.example") for user in PEOPLE]
    slack = await stack.enter_async_context(
        LocalSlack(people, [Channel(CHANNEL, "a"), Channel(ANOTHER, "b")])
    )
    config = folder / "config.toml"
    config.write_text(_config(folder, slack, 0), encoding="utf-8")
    desk = bootstrap.desk(settings.load(config, {}, require_secrets=False), Clock())
    stack.push_async_callback(desk.database.close)
    await schema.upgrade(desk.database)
    await _fill(desk)
    return Stage(slack, desk, 0, config)


async def _started(stage: Stage, apart: int = 0) -> asyncio.subprocess.Process:
    """Start the service, with so many seconds between two messages in a channel."""
    slack = stage.slack
    stage.config.write_text(_config(stage.config.parent, slack, apart), encoding="utf-8")
    environment = {
        "FONDSDIALOG_SLACK__BOT_TOKEN": slack.bot_token,
        "FONDSDIALOG_SLACK__APP_TOKEN": slack.app_token,
    }
    service = await start(stage.config, environment, "--roles", "slack,outbox")
    stage.service = service.pid
    await slack.bot_connected()
    return service


async def _end(service: asyncio.subprocess.Process) -> None:
    service.terminate()
    await service.wait()


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

    ours, theirs = spent(stage.service), time.process_time()
    await asyncio.gather(*(work(PEOPLE[n], cards[n::STAFF]) for n in range(STAFF)))
    ours, theirs = spent(stage.service) - ours, time.process_time() - theirs
    print(
        f"a click costs the service {ours / len(cards) * 1000:.1f} ms of a processor"
        f" (Slack's wire and those who watch: {theirs / len(cards) * 1000:.1f} ms)"
    )
    return waits


def spent(process: int) -> float:
    """Seconds of a processor that a process has taken so far."""
    after_name = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


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


async def _burst(stage: Stage) -> None:
    """Many inquiries to one channel in one moment, while now and then one comes to another."""
    there = len(stage.slack.messages(CHANNEL))
    await _open_inquiries(stage, BURST, "uip")
    began, waits = time.monotonic(), []
    while time.monotonic() - began < BURST_SECONDS:
        waits.append(await _until_shown(stage))
        await asyncio.sleep(1)
    shown = stage.slack.messages(CHANNEL)[there:]
    took = time.monotonic() - began
    gaps = [float(later["ts"]) - float(sooner["ts"]) for sooner, later in pairwise(shown)]
    print(
        f"a burst of {BURST} inquiries to one channel: {len(shown)} cards in {took:.0f} s there,"
        f" never two within {min(gaps):.2f} s"
    )
    _tell(f"a card in another channel meanwhile ({len(waits)} of them)", waits, wanted=1.0)


async def _until_shown(stage: Stage) -> float:
    """How long the card of an inquiry in the other channel takes, from its commit."""
    there = len(stage.slack.messages(ANOTHER))
    await _open_inquiries(stage, 1, "rct")
    began = time.perf_counter()
    await stage.slack.wait(lambda _: len(stage.slack.messages(ANOTHER)) > there, PATIENCE)
    return time.perf_counter() - began


async def _open_inquiries(stage: Stage, count: int, initiative: str) -> None:
    for number in range(count):
        async with stage.desk.database.transaction() as session:
            letter = an_incoming(subject=f"Nyt {number}", may_be_answered=False, message_id=None)
            understood = intake.Understood(an_understanding(initiative), "bench")
            await intake.open_inquiry(session, stage.desk, letter, understood, stage.desk.clock.now())


async def _new_cards(stage: Stage, count: int) -> list[str]:
    there = {message["ts"] for message in stage.slack.messages(CHANNEL)}
    await _open_inquiries(stage, count, "uip")

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


def _config(folder: Path, slack: LocalSlack, apart: int) -> str:
    return f"""
[service]
data_dir = "{folder}"
[database]
url = "sqlite+aiosqlite:///{folder}/bench.db"
[slack]
mode = "socket"
api_base_url = "{slack.api_url}"
seconds_between_posts = {apart}
[[office]]
key = "a"
name = "A"
channel = "{CHANNEL}"
members = {PEOPLE}
triage = true
[[office]]
key = "b"
name = "B"
channel = "{ANOTHER}"
members = {PEOPLE[:2]}
[[route]]
initiative = "rct"
office = "b"
"""


def main() -> None:
    """Measure."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
