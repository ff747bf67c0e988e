"""The product's Slack side with nothing else around it: a desk, its posts and listeners, the local Slack."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.clock import Clock
from bot.desk import Desk
from bot.front_desk.incoming_mail import enclosed
from bot.front_desk.quarantine import show_to_triage
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.talk import TalkDesk
from bot.inquiries import answering, intake
from bot.inquiries.deadlines import work_calendar
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Sent
from bot.rounds import handover
from bot.rounds.noting import FeedbackDesk
from bot.settings import Settings
from bot.slack import app as slack_app
from bot.slack import people, posts, said, transport
from bot.slack import talk as slack_talk
from bot.slack.cards.wording import Wording
from bot.slack.counter import Counter
from bot.slack.posting import Poster
from bot.slack.posts import SlackCarrier
from bot.staff.members import Members
from bot.texts import texts_in
from nlp import taxonomy
from nlp.understanding import Understanding
from storage import correspondence, inquiries, ledger, outbox, staff
from storage.database import Database
from storage.messages import Arrival
from storage.outcomes import Outcome
from storage.tables import Inquiry, LedgerEntry, OutboxRow
from tests.laid_desk import FixedModel, an_understanding

ANNE, BO, CARLA = "U1ANNE", "U2BO", "U3CARLA"
UIP, POLICY, TRIAGE = "C1UIP", "C2POLICY", "C3TRIAGE"
NORDLYS, SOLGAARD = "C4NORDLYS", "C5SOLGAARD"
CLICKERS = [f"U{number}CLICK" for number in range(50)]
WEDNESDAY = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

_numbers = itertools.count(1)


@pytest.fixture
def record_url(request):
    """Where the record is: embedded, unless a test is run ``on_both`` or asks for PostgreSQL."""
    return request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")


on_both = pytest.mark.parametrize("record_url", ["sqlite", "postgresql"], indirect=True)
"""Has a test run on an embedded record, then on PostgreSQL."""
on_postgresql_only = pytest.mark.parametrize("record_url", ["postgresql"], indirect=True)
"""Has a test run where there may be several processes."""


@pytest.fixture
def settings(tmp_path, record_url):
    """Three offices with a channel each in the local Slack, and two foundations; ``uip`` has many members."""
    return Settings.model_validate(
        {
            "service": {"data_dir": tmp_path, "secret": "s" * 40},
            "database": {"url": record_url},
            "smtp": {"host": "127.0.0.1", "security": "none", "from_address": "fonde@ministeriet.example"},
            "office": [
                {"key": "uip", "name": "Indsatser & UIP", "channel": UIP, "members": [ANNE, BO, *CLICKERS]},
                {"key": "politik", "name": "Politik", "channel": POLICY, "members": [CARLA]},
                {
                    "key": "visitation",
                    "name": "Visitationen",
                    "channel": TRIAGE,
                    "members": ["U4DAN"],
                    "triage": True,
                },
            ],
            "slack_channel": [
                {"id": NORDLYS, "organisation": "Fonden Nordlys"},
                {"id": SOLGAARD, "organisation": "Solgaard Fonden", "office": "politik"},
            ],
            "route": [
                {"initiative": "uip", "office": "uip"},
                {"initiative": "politisk_inddragelse", "office": "politik"},
            ],
        }
    )


@pytest.fixture
def clock():
    """A clock that starts on a Wednesday at one o'clock in Copenhagen."""
    return Clock(WEDNESDAY)


@pytest.fixture
def bell():
    """What wakes the courier."""
    return Bell()


@pytest.fixture
async def lay(settings, clock):
    """Lay a desk on the record, as each process has its own; the first finds it empty."""
    laid = []

    def _lay(bell):
        laid.append(
            Desk(
                settings=settings,
                database=Database(settings.database.url),
                clock=clock,
                calendar=work_calendar(settings),
                members=Members(settings.office, settings.barred),
                key=b"k" * 32,
                nudge=bell.ring,
            )
        )
        return laid[-1]

    yield _lay
    for each in laid:
        await each.database.close()


@pytest.fixture
def desk(lay, bell):
    """A desk on an empty record of its own."""
    return lay(bell)


@pytest.fixture
def words(settings):
    """What staff read."""
    return Wording(texts_in("da"), taxonomy.load(), settings.service.timezone)


@pytest.fixture
def client(slack):
    """The Web API of the local Slack, without the library's own retries."""
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def poster(client):
    """What posts."""
    return Poster(client)


@pytest.fixture
def carrier(desk, poster, words):
    """What carries parcels to Slack."""
    return SlackCarrier(desk, poster, words)


class LettersLeave:
    """Carries answers nowhere: each counts as sent."""

    part = "smtp"

    def __init__(self, desk):
        self._desk = desk

    async def deliver(self, row):
        return Sent(effect=answering.has_left(self._desk, row.payload["letter"]))

    async def given_up(self, session, row, reason, now):
        pytest.fail(f"{row.key} was given up: {reason}")


@pytest.fixture
def hire(desk, carrier, bell):
    """Make a courier for Slack, and for answers, which leave as they are."""
    carriers = dict.fromkeys(posts.KINDS, carrier) | {answering.ANSWER: LettersLeave(desk)}
    return lambda: Courier(desk, carriers, bell)


@pytest.fixture
def courier(hire):
    """The courier."""
    return hire()


@pytest.fixture
def another_courier(hire):
    """A courier that knows nothing of the first one: of another process, or after a restart."""
    return hire()


@dataclass
class Record:
    """Short words for what a test asks of the record or writes into it."""

    desk: Desk

    async def open(self, *, initiative: str = "uip", confidence: float = 0.9, **letter: Any) -> int:
        """Open an inquiry as the front desk does; its office is ``uip`` unless told otherwise."""
        scores = {"uip": 0.1, "politisk_inddragelse": 0.05, "none": 0.05} | {initiative: confidence}
        read = Understanding(
            "da", initiative, confidence, accepted=True, scores=scores, topics=("evaluering",)
        )
        async with self.desk.database.transaction() as session:
            incoming = self._incoming(**letter)
            understood = Understood(read, "test")
            opened = await intake.open_inquiry(
                session, self.desk, incoming, understood, self.desk.clock.now()
            )
        return opened.id

    async def follow_up(self, inquiry_id: int, **letter: Any) -> None:
        """Let the foundation write again."""
        async with self.desk.database.transaction() as session:
            incoming = self._incoming(**letter)
            await intake.follow_up(session, self.desk, inquiry_id, incoming, self.desk.clock.now())
        self.desk.nudge()

    async def inquiry(self, inquiry_id: int) -> Any:
        """Read an inquiry."""
        async with self.desk.database.reading() as session:
            return await inquiries.get(session, inquiry_id)

    async def change(self, inquiry_id: int, **values: Any) -> None:
        """Write into an inquiry behind the product's back."""
        async with self.desk.database.transaction() as session:
            inquiry = await inquiries.locked(session, inquiry_id)
            for name, value in values.items():
                setattr(inquiry, name, value)

    async def parcel(self, key: str) -> Any:
        """Read a parcel by its key."""
        async with self.desk.database.reading() as session:
            return await outbox.by_key(session, key)

    async def put_again(self, key: str) -> None:
        """Let a parcel wait as if its end had not been recorded."""
        async with self.desk.database.transaction() as session:
            row = await outbox.by_key(session, key)
            row.state, row.result, row.ended_at = "pending", None, None

    async def prefers(self, user: str, **settings: str) -> None:
        """Keep what somebody has set for themselves."""
        async with self.desk.database.transaction() as session:
            await staff.keep(session, user, **settings)

    async def waiting(self, kind: str) -> list[Any]:
        """Every parcel of a kind that waits."""
        found = select(OutboxRow).where(OutboxRow.kind == kind, OutboxRow.state == "pending")
        async with self.desk.database.reading() as session:
            return list(await session.scalars(found))

    async def history(self, inquiry_id: int) -> list[str]:
        """What happened to an inquiry, in order."""
        async with self.desk.database.reading() as session:
            return [event.what for event in await inquiries.history(session, inquiry_id)]

    async def letters(self, inquiry_id: int) -> list[Any]:
        """Every letter of ours that a person wrote."""
        async with self.desk.database.reading() as session:
            letters = await correspondence.of_inquiry(session, inquiry_id)
        return [letter for letter in letters if letter.author]

    def _incoming(self, **over: Any) -> Incoming:
        values = {
            "sender": "karen@fondennordlys.example",
            "sender_name": "Karen Lyngholt",
            "subject": "Evaluering af mentorordning",
            "text": "Kan vi få en snak om evaluering?\n\nKaren",
            "full_text": None,
            "received_at": self.desk.clock.now(),
            "message_id": f"<{next(_numbers)}@fondennordlys.example>",
            "recipients": ["fonde@ministeriet.example"],
            "may_be_answered": False,
        }
        return Incoming(**(values | over))


@pytest.fixture
def record(desk):
    """The record, in short words."""
    return Record(desk)


@pytest.fixture
def opened(desk, slack):
    """Wait until so many inquiries are there and their cards are shown; give them."""

    async def every():
        async with desk.database.reading() as session:
            return list(await session.scalars(select(Inquiry).order_by(Inquiry.id)))

    async def _opened(count=1):
        await slack.wait(lambda _: sum(len(slack.messages(each)) for each in (UIP, POLICY)) >= count)
        found = await every()
        assert len(found) == count
        return found

    _opened.every = every
    return _opened


@pytest.fixture
def outcomes(desk):
    """What became of each message, in order."""

    async def _outcomes():
        async with desk.database.reading() as session:
            rows = await session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
            return [(row.outcome, row.reason) for row in rows]

    return _outcomes


@pytest.fixture
def decided(outcomes):
    """Wait until so many messages have their outcome; give the outcomes."""

    async def _decided(count):
        async with asyncio.timeout(20):
            while len(found := await outcomes()) < count or None in [outcome for outcome, _ in found]:
                await asyncio.sleep(0.01)  # the record tells nobody that it changed
        return found

    return _decided


@pytest.fixture
def reread():
    """What reading a quarantined message again comes to: a list of outcomes, taken from the front."""
    return []


@pytest.fixture
def model():
    """What explains letters."""
    return FixedModel(an_understanding("uip", scores={"uip": 0.9, "politisk_inddragelse": 0.1}))


async def understand_by_words(_subject, text):
    """Say what a message asks for by :func:`understood_by_words`."""
    return Understood(understood_by_words(text), "test")


@pytest.fixture
def hire_talk(client):
    """Make a desk where it is decided what becomes of what people write to us."""
    return lambda desk: TalkDesk(desk, said.read, understand_by_words, people.name_of(client))


@pytest.fixture
def talk(hire_talk, desk):
    """That desk."""
    return hire_talk(desk)


def understood_by_words(text):
    """A model that knows one word of one office, and one of English."""
    initiative = "politisk_inddragelse" if "lov" in text else "uip"
    scores = {"uip": 0.05, "politisk_inddragelse": 0.05} | {initiative: 0.9}
    language = "en" if "we " in text else "da"
    return Understanding(language, initiative, 0.9, accepted=True, scores=scores)


def reading_room(desk):
    """Where mails are read at a desk."""
    return ReadingRoom(desk, FixedModel())


def handed_over(desk):
    """Hand letters to rounds at a desk."""
    return partial(handover.hand_over, desk, reading_room(desk).looked_at)


def feedback(desk, model):
    """Draws up letters at a desk."""
    return FeedbackDesk(desk, taxonomy.load(), model)


@pytest.fixture
def counter(desk, words, reread, model):
    """What every listener works with."""

    async def next_outcome(_ledger_id):
        return reread.pop(0)

    async def explain(subject, text):
        return await asyncio.to_thread(model.explain, subject, text)

    return Counter(
        desk,
        words,
        next_outcome,
        reading_room(desk).letter,
        explain,
        enclosed,
        handed_over(desk),
        feedback(desk, model),
        model,
    )


@pytest.fixture
def app(client, counter, talk):
    """The product's listeners on Bolt's own dispatcher."""
    app = slack_app.build(client, counter)
    slack_talk.register(app, talk)
    return app


@pytest.fixture
def another_desk(lay):
    """The desk of another process on the same record; with its own bell."""
    return lay(Bell())


@pytest.fixture
def another_talk(another_desk, hire_talk):
    """What decides in that process."""
    return hire_talk(another_desk)


@pytest.fixture
def another_app(client, another_desk, words, another_talk):
    """The listeners of that process."""
    desk = another_desk
    app = slack_app.build(
        client, Counter(desk, words, None, None, None, enclosed, handed_over(desk), None, None)
    )
    slack_talk.register(app, another_talk)
    return app


@dataclass
class Staff:
    """People who click and type, straight at the dispatcher; each call returns what Slack is answered."""

    app: Any
    proxy: Any

    async def click(self, user: str, action_id: str, value: str = "", **place: str) -> Any:
        """Press a button; ``block_id``, ``channel``, ``ts`` and ``thread_ts`` say where."""
        action = {"type": "button", "action_id": action_id, "value": value}
        return await self._act(user, action, **place)

    async def pick(self, user: str, action_id: str, value: str, **place: str) -> Any:
        """Pick from a menu."""
        action = {"type": "overflow", "action_id": action_id, "selected_option": {"value": value}}
        return await self._act(user, action, **place)

    async def submit(self, user: str, view: Any, **fields: str | list[str]) -> Any:
        """Send a form in; a list is what was chosen of several, a frozenset whom, a tuple what files."""
        values = {name: {name: _state(value)} for name, value in fields.items()}
        submitted = view | {"id": "V1", "state": {"values": values}}
        return await self._dispatch({"type": "view_submission", "user": {"id": user}, "view": submitted})

    async def say(self, user: str, text: str) -> Any:
        """Say something in the thread of a card."""
        event = {
            "type": "message",
            "user": user,
            "text": text,
            "channel": UIP,
            "ts": "2.2",
            "thread_ts": "1.1",
        }
        return await self._dispatch({"type": "event_callback", "event": event})

    async def open_home(self, user: str, tab: str = "home") -> Any:
        """Open one of the app's tabs."""
        event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab}
        return await self._dispatch({"type": "event_callback", "event": event})

    def told(self) -> list[tuple[str, str]]:
        """Who was told what, for their eyes only."""
        calls = [call for call in self.proxy.calls if call.method == "chat.postEphemeral"]
        return [(call.arguments["user"], call.arguments["text"]) for call in calls]

    async def _act(
        self,
        user: str,
        action: Any,
        block_id: str = "inquiry:1/actions",
        channel: str = UIP,
        ts: str = "1.1",
        **more: str,
    ) -> Any:
        container = {"type": "message", "message_ts": ts, "channel_id": channel, **more}
        return await self._dispatch(
            {
                "type": "block_actions",
                "user": {"id": user},
                "trigger_id": "1.2.3",
                "container": container,
                "channel": {"id": channel},
                "message": {"ts": ts},
                "actions": [action | {"block_id": block_id}],
            }
        )

    async def _dispatch(self, payload: Any) -> Any:
        payload |= {"team": {"id": "T0LOCAL"}, "api_app_id": "A0LOCAL", "token": "x"}
        response = await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        await listeners_end()  # Slack has its answer already
        return response


def _state(value):
    if isinstance(value, list):
        return {"type": "checkboxes", "selected_options": [{"value": each} for each in value]}
    if isinstance(value, frozenset):
        return {"type": "multi_users_select", "selected_users": sorted(value)}
    if isinstance(value, tuple):
        return {"type": "file_input", "files": list(value)}
    return {"type": "plain_text_input", "value": value}


async def listeners_end():
    """Wait for what listeners do after their acknowledgement; it must not fail unheard."""
    await asyncio.gather(*filter(_is_listener, asyncio.all_tasks()))


def _is_listener(task):
    return "run_ack_function" in task.get_coro().__qualname__


@pytest.fixture
def quiet():
    """Wait until no listener is at work."""
    return listeners_end


@pytest.fixture(name="staff")
def _staff(app, slack_proxy):
    """People at the dispatcher."""
    return Staff(app, slack_proxy)


@pytest.fixture
def reports():
    """What was reported of the connection, in order."""
    return []


@pytest.fixture
async def running(app, courier, settings, slack, reports):
    """The listeners in Socket Mode and the courier, running."""

    async def report(trouble):
        reports.append(trouble)

    connection = settings.slack.model_copy(
        update={"mode": "socket", "app_token": SecretStr(slack.app_token), "api_base_url": slack.api_url}
    )
    tasks = [
        asyncio.create_task(courier.run()),
        asyncio.create_task(transport.listen(app, connection, report)),
    ]
    await slack.bot_connected()
    yield
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def typing(slack):
    """Type a command in UIP's channel, and wait for the answer that says something."""

    async def _typing(user: str, text: str, expected: str, command: str = "/henvendelse") -> Any:
        await slack.command(UIP, user, command, text)
        return await slack.wait(
            lambda page: next((m for m in page.messages[UIP] if expected in str(m)), None)
        )

    return _typing


@pytest.fixture
def quarantined(desk):
    """Store a message that could not be read, and have triage shown it; gives its ledger number."""

    async def _quarantined(outcome="quarantined", raw=b"From nobody\r\n\r\nlaes mig: 311299-1234"):
        now = desk.clock.now()
        async with desk.database.transaction() as session:
            arrival = Arrival.pack(raw, source="INBOX", received_at=now)
            [ledger_id] = await ledger.store(session, [arrival], now)
            await ledger.decide(session, ledger_id, Outcome(outcome), now, reason="no sender")
            await show_to_triage(session, desk, ledger_id, now)
        return ledger_id

    return _quarantined
