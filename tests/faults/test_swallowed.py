"""Something between us and PostgreSQL takes what is sent and passes nothing on: nothing waits for ever."""

import asyncio
import time

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot import standing_by
from storage import postgresql, turns
from storage.database import Database, is_in_trouble
from storage.postgresql import NotAnswered
from tests.journeys.mails import a_mail
from tests.journeys.ministry import TRIAGE, UIP


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """What takes minutes in a ministry takes seconds here."""
    monkeypatch.setattr(postgresql, "ANSWERING", 1.0)
    monkeypatch.setattr(postgresql, "UNDER_WAY", 0.2)
    monkeypatch.setattr(postgresql, "PRESENT", 0.5)
    monkeypatch.setattr(postgresql, "CONNECTING", 1.0)
    monkeypatch.setattr(turns, "LOOK", 0.2)
    monkeypatch.setattr(turns, "HEARD", 3.0)
    monkeypatch.setattr(standing_by, "AGAIN", 0.2)


@pytest.fixture
def through(postgres_url, network):
    """The database's address by way of the network."""
    return make_url(postgres_url).set(port=network.port).render_as_string(hide_password=False)


@pytest.fixture
async def database(through):
    opened = Database(through)
    yield opened
    await opened.close()


async def ask(database, question="SELECT 1"):
    async with database.transaction() as session:
        await session.execute(text(question))


async def swallowed_between_two_statements(database, network):
    async with database.transaction() as session:
        await session.execute(text("SELECT 1"))
        network.swallow()
        network.heal()
        await session.execute(text("SELECT 2"))


async def test_a_statement_that_is_never_answered_is_given_up_and_the_next_has_a_connection(
    database, network
):
    began = time.monotonic()
    with pytest.raises(NotAnswered) as given_up:
        await swallowed_between_two_statements(database, network)

    assert 1 < time.monotonic() - began < 10
    assert is_in_trouble(given_up.value)
    await ask(database)


async def test_idle_connections_that_were_swallowed_are_replaced_without_a_statements_wait(
    through, network, monkeypatch
):
    monkeypatch.setattr(postgresql, "ANSWERING", 60.0)
    database = Database(through)
    await asyncio.gather(*(ask(database, "SELECT pg_sleep(0.2)") for _ in range(10)))
    network.swallow()
    network.heal()
    began = time.monotonic()

    await asyncio.gather(*(ask(database) for _ in range(10)))

    assert time.monotonic() - began < 10
    await database.close()


async def test_a_statement_that_takes_too_long_is_ended_by_the_server_too(database):
    with pytest.raises(Exception, match="statement timeout") as ended:
        await ask(database, "SELECT pg_sleep(5)")

    assert is_in_trouble(ended.value)


async def test_what_may_take_long_has_its_time(database, through):
    patient = Database(through, patient=True)
    try:
        await ask(patient, "SELECT pg_sleep(1.5)")
    finally:
        await patient.close()
    async with database.long_transaction() as session:
        await session.execute(text("SELECT pg_sleep(1.5)"))


async def test_a_turn_whose_holder_the_server_does_not_hear_any_more_is_anothers(
    database, postgres_url, network
):
    beside = Database(postgres_url)
    async with turns.turn(database, "a") as ours:
        assert ours
        network.swallow()
        await asyncio.wait_for(ours.lost(), 5)
        await asyncio.sleep(turns.HEARD)
        async with turns.turn(beside, "a") as taken:
            assert taken
    await beside.close()


@pytest.mark.usefixtures("watchful")
async def test_a_service_whose_database_is_swallowed_tells_of_it_and_goes_on_when_it_is_heard_again(
    through, network, opened, smtp_sink, slack
):
    ministry = await opened(database={"url": through})
    await ministry.gets(a_mail(subject="Før"))
    await ministry.card("Før", UIP)

    network.swallow()
    await ministry.gets(a_mail(subject="Imens"))
    told = await ministry.card("Databasen kan ikke nås", TRIAGE)
    network.heal()

    await ministry.card("Imens", UIP)
    await told.shows("Virker igen")
    await smtp_sink.received(lambda letter: "Imens" in str(letter.message["Subject"]), 20)
    await ministry.has_decided(inquiry=2)
    assert len([each for each in slack.messages(UIP) if each.get("subtype") != "ephemeral"]) == 2
