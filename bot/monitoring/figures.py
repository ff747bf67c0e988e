"""The service's figures in Prometheus' text format, taken from the record when they are asked for.

Each is found by an index over the few rows that it is about: asking costs the same in a large archive.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.lifecycle import OPEN
from storage import inquiries, ledger, outbox, service, tally
from storage.outbox import Queue
from storage.tables import OfficeState, PartState


@dataclass(frozen=True)
class Figures:
    """What is measured; moments where one is the oldest of its kind, None where there is none."""

    at: datetime
    mail_seen: int
    mail_undecided: int
    outbox: Queue
    oldest_unanswered_due: datetime | None
    parts: list[PartState]
    channels_in_trouble: list[OfficeState]


async def figures(session: AsyncSession, now: datetime) -> Figures:
    """Take the figures of this moment."""
    oldest = await inquiries.oldest_unanswered(session, OPEN)
    return Figures(
        at=now,
        mail_seen=await tally.seen(session),
        mail_undecided=len(await ledger.undecided(session, limit=10_000)),
        outbox=await outbox.queue(session),
        oldest_unanswered_due=oldest.first_answer_due if oldest else None,
        parts=await service.parts(session),
        channels_in_trouble=await service.channels_in_trouble(session),
    )


async def page(desk: Desk) -> bytes:
    """Everything that Prometheus is told."""
    async with desk.database.reading() as session:
        taken = await figures(session, desk.clock.now())
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Taken(taken))
    return generate_latest(registry)


class _Taken:
    """Hands the figures over as the library wants them."""

    def __init__(self, taken: Figures) -> None:
        self._taken = taken

    def collect(self) -> Iterable[Metric]:
        """See :class:`prometheus_client.registry.Collector`."""
        taken = self._taken
        seen = CounterMetricFamily("fondsdialog_mail_seen", "Messages stored since the beginning.")
        seen.add_metric([], taken.mail_seen)
        yield seen
        yield _gauge("mail_undecided", "Messages stored and not yet decided on.", taken.mail_undecided)
        yield _gauge("outbox_waiting", "Letters and posts that wait.", taken.outbox.waiting)
        yield _gauge("outbox_failed", "Letters and posts given up.", taken.outbox.failed)
        yield _gauge(
            "outbox_overdue_seconds",
            "How long the oldest letter or post has been due.",
            _since(taken.outbox.oldest_due, taken.at),
        )
        yield _gauge(
            "inquiry_overdue_seconds",
            "How long the answer that is due first has been overdue.",
            _since(taken.oldest_unanswered_due, taken.at),
        )
        yield from self._parts()
        yield _gauge(
            "channels_in_trouble", "Offices whose channel takes no posts.", len(taken.channels_in_trouble)
        )

    def _parts(self) -> Iterator[Metric]:
        trouble = GaugeMetricFamily(
            "fondsdialog_part_trouble", "1 while a part is in trouble.", labels=["part"]
        )
        silence = GaugeMetricFamily(
            "fondsdialog_part_silence_seconds", "How long ago a part was last seen.", labels=["part"]
        )
        for part in self._taken.parts:
            trouble.add_metric([part.part], 1 if part.trouble else 0)
            silence.add_metric([part.part], _since(part.seen_at, self._taken.at))
        yield trouble
        yield silence


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"fondsdialog_{name}", says, value=value)


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
