"""The service in processes that kill themselves, or don't: what `test_killed` gives its orders to."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest.mock import patch

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot import bootstrap
from bot.bootstrap import Parts
from bot.clock import Clock
from bot.desk import Desk
from bot.inquiries import answering, claiming
from bot.inquiries.answering import Answer
from bot.inquiries.lifecycle import Status
from bot.mail import mailbox
from bot.service import Role, running
from bot.settings import Settings
from nlp.understanding import Explanation, Understanding
from storage import correspondence, inquiries, outbox
from storage.tables import Inquiry, LedgerEntry
from tests.journeys.deaths import Order, Points, take_orders
from tests.journeys.ministry import ANNE, MONDAY_MORNING, until

ANSWER = "Kære Karen\n\nSend os manualen.\n\nVenlig hilsen\nAnne"


class OneMind:
    """Understands everything in the same way: what is understood has no part in what is tested here."""

    version = "one mind"

    def understand(self, _subject: str, _body: str) -> Understanding:
        """Take it for something for UIP."""
        return Understanding(
            language="da", initiative="uip", confidence=0.9, accepted=True, scores={"uip": 0.9}
        )

    def explain(self, subject: str, body: str) -> Explanation:
        """Give no reason."""
        return Explanation(self.understand(subject, body), best="uip", for_best=())


async def live(order: Order) -> None:
    """Run the service and do what staff would do, until all that follows from one mail has happened."""
    settings = Settings.model_validate(order.settings)
    clock = Clock(MONDAY_MORNING + timedelta(minutes=order.minutes_later))
    client = bootstrap.slack_client(settings)
    parts = bootstrap.parts(settings, clock, OneMind(), client)
    with _watched(Points(order), parts, client):
        await parts.courier.take_over()  # as `run` does on the embedded database
        async with running(parts, {Role.INTAKE, Role.OUTBOX}):
            await work(parts.desk)


@contextmanager
def _watched(points: Points, parts: Parts, client: AsyncWebClient) -> Iterator[None]:
    """Put a point around everything that the service does to the world."""
    dialect = parts.desk.database.engine.sync_engine.dialect
    with ExitStack() as stack:
        for place, name, around in (
            (dialect, "do_commit", points.around),
            (client, "api_call", points.around_async),
            (parts.pool, "send", points.around_async),
            (mailbox, "move", points.around),
        ):
            stack.enter_context(patch.object(place, name, around(name, getattr(place, name))))
        yield


async def work(desk: Desk) -> None:
    """Take the inquiry and answer it, where that has not been done; then wait until nothing is left to do."""
    inquiry = await until(lambda: _shown(desk))
    if inquiry.claimed_by is None:
        await claiming.claim(desk, inquiry.id, ANNE)
    if not await _is_written(desk, inquiry):
        form = await answering.open_form(desk, inquiry.id, ANNE)
        await answering.send(desk, inquiry.id, ANNE, Answer(form.recipients, form.subject, ANSWER, form.seen))
    await until(lambda: _nothing_left(desk, inquiry.id))


async def _shown(desk: Desk) -> Inquiry | None:
    async with desk.database.reading() as session:
        found = await inquiries.listed(session)
    return found[0] if found and found[0].card_ts else None


async def _is_written(desk: Desk, inquiry: Inquiry) -> bool:
    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
    return any(letter.author == ANNE for letter in letters)


async def _nothing_left(desk: Desk, inquiry_id: int) -> bool:
    async with desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        waiting = (await outbox.queue(session)).waiting
        unfiled = (await session.scalars(select(LedgerEntry).where(LedgerEntry.filed_at.is_(None)))).all()
    return inquiry.status == Status.ANSWERED and not waiting and not unfiled


if __name__ == "__main__":
    take_orders(live)
