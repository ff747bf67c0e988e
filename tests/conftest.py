"""The servers as fixtures: started once a run, clean for each test.

A server whose program is missing leaves its tests out and names the line that brings it; with ``CI=true``
they fail. Each is imported when first asked for: a test of a rule shall not wait for a browser's library.
"""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.demo.slack_process import Channel, Person, SlackProcess
from tests.servers.missing import present

if TYPE_CHECKING:
    from playwright.async_api import Page

    from bot.demo.local_slack import LocalSlack
    from bot.demo.mail_servers import MailWorld
    from tests.servers.certificate import Certificate
    from tests.servers.chromium import SlackPage
    from tests.servers.dovecot import Dovecot, Mailbox
    from tests.servers.postgres import Postgres
    from tests.servers.slack_proxy import SlackProxy
    from tests.servers.smtp_sink import SmtpSink

# A property is about what is right, not about how busy the machine is.
settings.register_profile(
    "fondsdialog",
    deadline=None,
    max_examples=50,  # `make fuzz` tries as many as one likes
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("fondsdialog")

PEOPLE = [
    Person("U1ANNE", "Anne Holm", "anne.holm@ministerium.example"),
    Person("U2BO", "Bo Krag", "bo.krag@ministerium.example"),
    Person("U3CARLA", "Carla Friis", "carla.friis@ministerium.example"),
    Person("U6KAREN", "Karen Lyngholt", "karen@fondennordlys.example"),
    Person("U7IB", "Ib Dahl", "ib@fondennordlys.example"),
    *(
        Person(f"U{number}CLICK", f"Klikker {number}", f"k{number}@ministerium.example")
        for number in range(50)
    ),
]
CHANNELS = [
    Channel("C1UIP", "fonde-uip"),
    Channel("C2POLICY", "fonde-politik"),
    Channel("C3TRIAGE", "fonde-visitation"),
    Channel("C4NORDLYS", "delt-med-nordlys"),
    Channel("C5SOLGAARD", "delt-med-solgaard"),
]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nothing may be left out where it counts: with ``CI=true`` a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Logs as they are before a command sets them up for its process, here for every later test.

    An error is told plainly: drawn with its variables in colour it takes seconds, in which nothing else runs.
    """
    *first, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*first, plain])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    from tests.ready_databases import compiled_once  # noqa: PLC0415 - when asked for

    with compiled_once():
        yield


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> "Certificate":
    """A certificate for 127.0.0.1; a client trusts it through ``SSL_CERT_FILE``."""
    from tests.servers.certificate import self_signed  # noqa: PLC0415 - when asked for

    folder = tmp_path_factory.mktemp("certificate")
    return present(lambda: self_signed(folder))


@pytest.fixture(scope="session")
def dovecot(certificate: "Certificate") -> Iterator["Dovecot"]:
    """A Dovecot for the whole run, with STARTTLS; tests use their own :func:`mailbox` in it."""
    from tests.servers.dovecot import Dovecot  # noqa: PLC0415 - when asked for

    with present(lambda: Dovecot(certificate)) as server:
        yield server


_mailbox_numbers = itertools.count(1)


@pytest.fixture
def mailbox(dovecot: "Dovecot") -> "Mailbox":
    """An empty mailbox of a new user."""
    return dovecot.mailbox(f"fonde{next(_mailbox_numbers)}@ministerium.example")


@pytest.fixture
def smtp_sink() -> Iterator["SmtpSink"]:
    """An SMTP server that keeps what it is sent, without TLS or login."""
    from tests.servers.smtp_sink import SmtpSink  # noqa: PLC0415 - when asked for

    with SmtpSink() as sink:
        yield sink


@pytest.fixture
async def mail_world() -> AsyncIterator["MailWorld"]:
    """The demo's mail servers."""
    from bot.demo.mail_servers import MailWorld  # noqa: PLC0415 - when asked for

    async with MailWorld("fonde@ministerium.example") as world:
        yield world


@pytest.fixture(scope="session")
def slack_process() -> Iterator[SlackProcess]:
    """The local Slack's program for the whole run."""
    process = SlackProcess(PEOPLE, CHANNELS)
    present(process.start)
    yield process
    process.stop()


@pytest.fixture(scope="session")
def _patient_bolt() -> Iterator[None]:
    """Bolt gives a listener 3 seconds to acknowledge, as Slack does: that would judge a busy machine."""
    from slack_bolt.listener.async_listener import AsyncCustomListener  # noqa: PLC0415 - when asked for

    patient = property(lambda _: 30, lambda *_: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AsyncCustomListener, "ack_timeout", patient, raising=False)
        yield


@pytest.fixture
async def slack(slack_process: SlackProcess, _patient_bolt: None) -> AsyncIterator["LocalSlack"]:
    """An empty local Slack, as strict as Slack.

    What the bot sent and Slack would refuse fails the test in the end, whatever the bot made of the refusal;
    a test that means to be refused empties ``slack_proxy.refusals``.
    """
    from bot.demo.local_slack import LocalSlack  # noqa: PLC0415 - when asked for
    from tests.servers.slack_proxy import SlackProxy  # noqa: PLC0415 - when asked for

    async with LocalSlack(process=slack_process, relay=SlackProxy) as local:
        yield local
        assert isinstance(local.relay, SlackProxy)
        assert local.relay.refusals == []


@pytest.fixture
def slack_proxy(slack: "LocalSlack") -> "SlackProxy":
    """What makes ``slack`` strict, and its faults."""
    from tests.servers.slack_proxy import SlackProxy  # noqa: PLC0415 - when asked for

    assert isinstance(slack.relay, SlackProxy)
    return slack.relay


@pytest.fixture(scope="session")
def postgres() -> Iterator["Postgres"]:
    """A PostgreSQL for the whole run."""
    from tests.servers.postgres import Postgres  # noqa: PLC0415 - when asked for

    with present(Postgres) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: "Postgres") -> Iterator[str]:
    """The address of an empty database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: "Postgres") -> str:
    """The name of a migrated PostgreSQL database to copy."""
    from tests.ready_databases import migrate  # noqa: PLC0415 - when asked for

    name = postgres.create()
    migrate(postgres.url(name))
    return name


@pytest.fixture
def postgresql_url(postgres: "Postgres", migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database."""
    name = postgres.create(template=migrated_postgres)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite database."""
    from tests.ready_databases import migrated_sqlite, sqlite_url_of  # noqa: PLC0415 - when asked for

    return sqlite_url_of(shutil.copy(migrated_sqlite(), tmp_path / "record.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database: of one kind, then of the other."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def browser() -> AsyncIterator["Page"]:
    """An empty page in a browser."""
    from tests.servers.chromium import browser_page, find_chromium  # noqa: PLC0415 - when asked for

    async with browser_page(present(find_chromium)) as page:
        yield page


@pytest.fixture
def slack_page(browser: "Page", slack: "LocalSlack") -> "SlackPage":
    """The local Slack in a browser."""
    from tests.servers.chromium import SlackPage  # noqa: PLC0415 - when asked for

    return SlackPage(browser, slack)


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: ``$FONDSDIALOG_SCREENSHOTS``, else a temporary folder."""
    return Path(os.environ.get("FONDSDIALOG_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
