"""The one place that builds real things, from the configuration, and hands them on."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.desk import Desk, nobody_waits
from bot.front_desk import incoming_mail
from bot.front_desk.quarantine import Opened, Reread
from bot.front_desk.reading import Reader, ReadingRoom, limits
from bot.front_desk.reception import Reception
from bot.front_desk.scanning import scan_of
from bot.front_desk.talk import TalkDesk, Understand
from bot.inquiries.deadlines import work_calendar
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.learning import models
from bot.learning.models import ModelInUse
from bot.learning.shadow import Shadow
from bot.mail import carrier as mail_carrier
from bot.mail import round_again, round_carrier, staff_carrier
from bot.mail.carrier import MailCarrier
from bot.mail.round_again import RoundAgainCarrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.mail.staff_carrier import StaffCarrier
from bot.mail.straight_alarm import StraightLetter
from bot.monitoring import alarms
from bot.monitoring.database_gone import DatabaseGone, Way
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Carrier
from bot.rounds import handover
from bot.rounds.noting import FeedbackDesk
from bot.settings import Settings, ensure_secret
from bot.slack import app as slack_app
from bot.slack import people, said
from bot.slack import posts as slack_posts
from bot.slack import talk as slack_talk
from bot.slack.alarms import StraightCard
from bot.slack.cards.wording import Wording
from bot.slack.catching_up import CatchingUp
from bot.slack.counter import Counter, Explain
from bot.slack.home.watch import HomeWatch
from bot.slack.posting import Poster
from bot.slack.posts import SlackCarrier
from bot.slack.spacing import Spacing
from bot.staff.members import Members
from bot.texts import texts_in
from nlp import taxonomy as nlp_taxonomy
from nlp.taxonomy import Taxonomy
from nlp.understanding import Explanation
from storage import ledger
from storage.database import Database
from storage.messages import Stored
from storage.outcomes import Outcome

SLACK_TIMEOUT = 15  # seconds
READING = 120.0
"""Seconds that parsing one message may take before the process is started anew; a large one takes a few."""


@dataclass(frozen=True)
class Parts:
    """The running program's real things."""

    desk: Desk
    reception: Reception
    shadow: Shadow
    courier: Courier
    database_gone: DatabaseGone
    pool: SmtpPool | None
    slack: AsyncApp | None
    session: aiohttp.ClientSession | None
    """The connections to Slack's Web API."""
    talk: TalkDesk | None = None
    """What is said in Slack is decided on here."""
    catching_up: CatchingUp | None = None
    home_watch: HomeWatch | None = None

    async def aclose(self) -> None:
        """Close every connection; what is closed already may be closed again."""
        if self.session:
            await self.session.close()
        if self.pool:
            await self.pool.close()
        await self.desk.database.close()


def taxonomy(settings: Settings) -> Taxonomy:
    """The configured taxonomy, else the shipped one."""
    return nlp_taxonomy.load(settings.nlp.taxonomy or nlp_taxonomy.SHIPPED)


@contextmanager
def model(settings: Settings) -> Iterator[ModelInUse]:
    """The model in use (`bot.learning.models`) while the block lasts. It loads while the rest is built."""
    reader = ModelInUse(lambda: models.in_use(settings), taxonomy(settings))
    try:
        yield reader
    finally:
        reader.close()


def desk(settings: Settings, clock: Clock, nudge: Callable[[], None] = nobody_waits) -> Desk:
    """Lay the desk; nothing is connected yet."""
    return Desk(
        settings=settings,
        database=Database(settings.database.url),
        clock=clock,
        calendar=work_calendar(settings),
        members=Members(settings.office, settings.barred),
        key=ensure_secret(settings),
        scan=scan_of(settings.clamav),
        nudge=nudge,
    )


def wording(settings: Settings) -> Wording:
    """The words that staff read in Slack."""
    return Wording(texts_in(settings.slack.language), taxonomy(settings), settings.service.timezone)


def slack_client(settings: Settings, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """Slack's Web API; with a ``session`` its connections are kept and used again."""
    token = settings.slack.bot_token
    return AsyncWebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.slack.api_base_url,
        timeout=SLACK_TIMEOUT,
        session=session,
    )


def parts(settings: Settings, clock: Clock, reader: Reader, client: AsyncWebClient | None = None) -> Parts:
    """Build everything that ``run`` needs, on the running event loop.

    ``client`` stands in for Slack's Web API where there is no Slack, as in a demo on the terminal.
    """
    bell = Bell()
    laid = desk(settings, clock, bell.ring)
    shadow = Shadow(laid, taxonomy(settings))
    reception = Reception(laid, reader, shadow.hear, READING)
    room = ReadingRoom(laid, reader, READING)
    pool = SmtpPool(settings.smtp) if settings.smtp.host else None
    carriers: dict[str, Carrier] = {}
    if pool:
        carriers |= dict.fromkeys(mail_carrier.KINDS, MailCarrier(laid, pool))
        carriers |= dict.fromkeys(round_carrier.KINDS, RoundCarrier(laid, pool))
        carriers |= dict.fromkeys(round_again.KINDS, RoundAgainCarrier(laid, pool))
        carriers |= dict.fromkeys(staff_carrier.KINDS, StaffCarrier(laid, pool))
    slack, session, talk, catching_up, home_watch = None, None, None, None, None
    if settings.slack.mode != "off":
        session = aiohttp.ClientSession()
        client = client or slack_client(settings, session)
        talk = TalkDesk(laid, said.read, _understand(reader), people.name_of(client), shadow.hear)
        counter = Counter(
            desk=laid,
            words=wording(settings),
            reread=_reread(laid, reception, talk),
            opened=_opened(talk, room),
            explain=_explain(reader),
            enclosed=partial(incoming_mail.enclosed, limits=limits(settings)),
            to_round=partial(handover.hand_over, laid, room.looked_at),
            feedback=FeedbackDesk(laid, taxonomy(settings), reader),
            reader=reader,
        )
        slack = _slack(settings, client, counter)
        slack_talk.register(slack, talk)
        catching_up = CatchingUp(client, laid, talk)
        home_watch = HomeWatch(client, counter)
    ways: list[Way] = []
    if client:
        poster = Poster(client, Spacing(settings.slack.seconds_between_posts))
        carriers |= dict.fromkeys(slack_posts.KINDS, SlackCarrier(laid, poster, wording(settings)))
        ways.append(StraightCard(laid, poster, wording(settings)))
    if pool and (to := alarms.letters_to(laid)):
        ways.append(StraightLetter(laid, pool, to))
    courier, gone = Courier(laid, carriers, bell), DatabaseGone(laid, ways)
    return Parts(laid, reception, shadow, courier, gone, pool, slack, session, talk, catching_up, home_watch)


def _slack(settings: Settings, client: AsyncWebClient, counter: Counter) -> AsyncApp:
    secret = settings.slack.signing_secret
    signed = secret.get_secret_value() if secret and settings.slack.mode == "http" else None
    return slack_app.build(client, counter, signed)


def _reread(desk: Desk, reception: Reception, talk: TalkDesk) -> Reread:
    async def reread(ledger_id: int) -> Outcome:
        async with desk.database.reading() as session:
            stored = await ledger.load(session, ledger_id)
        if stored.is_talk:
            return (await talk.decide(ledger_id)).outcome
        return (await reception.read_again(ledger_id)).outcome

    return reread


def _opened(talk: TalkDesk, room: ReadingRoom) -> Opened:
    def opened(stored: Stored) -> Incoming | None:
        return talk.opened(stored) if stored.is_talk else room.letter(stored)

    return opened


def _understand(reader: Reader) -> Understand:
    async def understand(subject: str, text: str) -> Understood:
        found = await asyncio.to_thread(reader.understand, subject, text)
        return Understood(found, found.model or reader.version)

    return understand


def _explain(reader: Reader) -> Explain:
    async def explain(subject: str, text: str) -> Explanation:
        return await asyncio.to_thread(reader.explain, subject, text)

    return explain
