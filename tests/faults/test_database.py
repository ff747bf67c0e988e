"""The database is gone, locked, full, slow or fails over: nothing is lost, and the service lives on."""

import asyncio
import random
import sqlite3
from contextlib import closing
from functools import partial

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bot import standing_by
from bot.monitoring import watching
from storage import inline_sqlite, turns
from tests.journeys.mails import a_mail
from tests.journeys.ministry import ANNE, OFFICES, TRIAGE, UIP, open_ministry, settings_values, until
from tests.servers.missing import present


@pytest.fixture(scope="module")
def own_postgres():
    """A PostgreSQL that nobody else uses, so that it may be stopped."""
    from tests.servers.postgres import Postgres  # noqa: PLC0415 - when asked for

    with present(Postgres) as server:
        yield server


@pytest.fixture
def database_name(own_postgres):
    return own_postgres.create()


@pytest.fixture
def on_postgres(opened, own_postgres, database_name, monkeypatch):
    """Opens a ministry on a PostgreSQL that may be stopped; it looks soon whether it is back."""
    monkeypatch.setattr(standing_by, "AGAIN", 0.2)
    monkeypatch.setattr(turns, "LOOK", 0.2)

    async def open_it(**over):
        return await opened(database={"url": own_postgres.url(database_name)}, **over)

    return open_it


def cards(slack, channel=UIP):
    return [each for each in slack.messages(channel) if each.get("subtype") != "ephemeral"]


def letters(smtp_sink, subject):
    return [each for each in smtp_sink.messages if subject in str(each.message["Subject"])]


async def answered(smtp_sink, subject):
    await smtp_sink.received(lambda letter: subject in str(letter.message["Subject"]), 20)


async def test_a_service_outlives_a_database_that_is_gone_and_goes_on_when_it_is_back(
    on_postgres, own_postgres, smtp_sink, slack, hears
):
    ministry = await on_postgres()
    await ministry.gets(a_mail(subject="Før"))
    before = await ministry.card("Før", UIP)

    await asyncio.to_thread(own_postgres.halt)
    await ministry.gets(a_mail(subject="Imens"))
    await before.click(ANNE, "inquiry.claim")
    for loop in ("schedule", "mailbox", "slack-history"):
        await hears("turn lost", at=loop)
    await hears("no turn to be had", reason="NotReached")
    await asyncio.to_thread(own_postgres.serve)

    await ministry.card("Imens", UIP)
    await ministry.has_decided(inquiry=2)
    for subject in ("Før", "Imens"):
        await answered(smtp_sink, subject)
    assert len(cards(slack)) == 2
    assert len(letters(smtp_sink, "Før")) == len(letters(smtp_sink, "Imens")) == 1


async def test_a_database_that_fails_over_again_and_again_loses_and_doubles_nothing(
    on_postgres, own_postgres, database_name, smtp_sink, slack
):
    ministry = await on_postgres()
    cut = 0
    for number in range(8):
        sender = f"Fond {number} <post@fond{number}.example>"
        await ministry.gets(a_mail(sender, f"Sag {number}."))
        cut += await asyncio.to_thread(own_postgres.cut, database_name)

    assert cut > 0
    await ministry.has_decided(inquiry=8)
    for number in range(8):
        await ministry.card(f"Sag {number}.", UIP)
        await answered(smtp_sink, f"Sag {number}.")
    assert len(cards(slack)) == 8
    assert [len(letters(smtp_sink, f"Sag {number}.")) for number in range(8)] == [1] * 8


async def test_a_database_that_takes_no_writes_for_a_while_loses_nothing(
    on_postgres, own_postgres, smtp_sink, slack, hears
):
    ministry = await on_postgres()
    await ministry.gets(a_mail(subject="Før"))
    before = await ministry.card("Før", UIP)

    with own_postgres.without_writes():
        await ministry.gets(a_mail(subject="Imens"))
        await hears("mail not taken in")
        await asyncio.sleep(2)

    await ministry.card("Imens", UIP)
    for subject in ("Før", "Imens"):
        await answered(smtp_sink, subject)
    await before.click(ANNE, "inquiry.claim")
    await before.shows("har sagen")
    assert len(cards(slack)) == 2
    assert len(letters(smtp_sink, "Før")) == len(letters(smtp_sink, "Imens")) == 1


@pytest.mark.usefixtures("watchful")
async def test_a_slow_database_is_waited_for_and_told_of(
    on_postgres, own_postgres, database_name, monkeypatch
):
    monkeypatch.setattr(watching, "SLOW", 0.1)
    ministry = await on_postgres()
    await ministry.gets(a_mail(subject="Langsomt"))
    await ministry.card("Langsomt", UIP)

    def held_up():
        with psycopg.connect(own_postgres.url(database_name, "x").replace("+x", "")) as connection:
            connection.execute("LOCK TABLE part_state IN EXCLUSIVE MODE")
            connection.execute("SELECT pg_sleep(0.5)")

    holding_up = True

    async def again_and_again():
        while holding_up:
            await asyncio.to_thread(held_up)

    holding = asyncio.create_task(again_and_again())
    card = await ministry.card("Databasen svarer langsomt", TRIAGE)
    holding_up = False
    await holding
    await card.shows("Virker igen")


@pytest.mark.usefixtures("watchful")
async def test_a_database_out_of_reach_is_told_in_slack_and_the_card_says_when_it_is_back(
    on_postgres, own_postgres, slack
):
    ministry = await on_postgres()
    await asyncio.to_thread(own_postgres.halt)

    card = await ministry.card("Databasen kan ikke nås", TRIAGE)
    await card.shows("Siden mandag den 3. marts kl. 10.30", "Ingen breve går tabt")
    await asyncio.to_thread(own_postgres.serve)

    await card.shows("Virker igen siden mandag den 3. marts kl. 10.30")
    assert len([each for each in cards(slack, TRIAGE) if "Databasen kan ikke nås" in str(each)]) == 1


@pytest.mark.usefixtures("watchful")
async def test_a_service_started_anew_says_on_the_card_of_the_one_before_that_the_database_is_back(
    own_postgres, database_name, tmp_path, mailbox, smtp_sink, slack, model
):
    world = mailbox, smtp_sink, slack
    values = settings_values(tmp_path, *world, own_postgres.url(database_name))
    async with open_ministry(values, model, *world) as ministry:
        await asyncio.to_thread(own_postgres.halt)
        card = await ministry.card("Databasen kan ikke nås", TRIAGE)
    await asyncio.to_thread(own_postgres.serve)
    assert "Virker igen" not in card.text

    async with open_ministry(values, model, *world):
        await card.shows("Virker igen")
    assert len([each for each in cards(slack, TRIAGE) if "Databasen kan ikke nås" in str(each)]) == 1


@pytest.mark.usefixtures("watchful")
async def test_a_database_out_of_reach_is_told_by_mail_where_slack_is_too(
    on_postgres, own_postgres, smtp_sink, slack_proxy
):
    to = {"email": "visitation@ministerium.example"}
    await on_postgres(office=[each | (to if each.get("triage") else {}) for each in OFFICES])
    slack_proxy.fail_all()
    await asyncio.to_thread(own_postgres.halt)

    await answered(smtp_sink, "Databasen kan ikke nås: Siden")
    await asyncio.to_thread(own_postgres.serve)

    await answered(smtp_sink, "Databasen kan ikke nås: Virker igen")
    assert len(letters(smtp_sink, "Databasen kan ikke nås")) == 2


async def test_a_record_that_another_program_has_locked_is_waited_for(
    opened, tmp_path, smtp_sink, slack, hears, monkeypatch
):
    monkeypatch.setattr(inline_sqlite, "PATIENCE", 0.1)
    ministry = await opened()
    beside = partial(sqlite3.connect, isolation_level=None, check_same_thread=False)
    with closing(beside(tmp_path / "fondsdialog.db")) as other:
        # in a thread: the service may be writing, and ends that only where it gets on
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await ministry.gets(a_mail(subject="Låst"))
        await hears("mail not taken in")
        await hears("not ticked")
        other.execute("ROLLBACK")

    await ministry.card("Låst", UIP)
    await answered(smtp_sink, "Låst")
    await ministry.has_decided(inquiry=1)
    assert len(cards(slack)) == len(letters(smtp_sink, "Låst")) == 1


async def test_a_full_disk_keeps_mail_on_its_server_until_there_is_room(opened, smtp_sink, slack, hears):
    ministry = await opened()
    await limit_pages(ministry.parts.desk.database, 1)
    letter = a_mail(subject="Fuldt")
    letter.add_attachment(random.Random(1).randbytes(2_000_000), "application", "pdf", filename="bilag.pdf")
    await ministry.gets(letter)
    await hears("mail not taken in", reason="OperationalError")
    assert (await ministry.totals()).seen == 0
    assert not await ministry.inbox_is_empty()

    await limit_pages(ministry.parts.desk.database, 1_000_000)

    await ministry.card("Fuldt", UIP)
    await answered(smtp_sink, "Fuldt")
    await ministry.has_decided(inquiry=1)
    await until(ministry.inbox_is_empty)
    assert len(cards(slack)) == len(letters(smtp_sink, "Fuldt")) == 1


async def test_a_letter_stored_when_the_record_went_away_is_decided_on_when_it_is_back(
    opened, hears, monkeypatch
):
    ministry = await opened()
    decide, away = ministry.parts.reception.decide, [OperationalError("COMMIT", {}, Exception())]

    async def away_once(reading):
        if away:
            raise away.pop()
        return await decide(reading)

    monkeypatch.setattr(ministry.parts.reception, "decide", away_once)
    await ministry.gets(a_mail(subject="Gemt"))
    await hears("mail not taken in", reason="OperationalError")

    await ministry.card("Gemt", UIP)
    await ministry.has_decided(inquiry=1)


async def limit_pages(database, pages):
    """Let the file grow no larger, as a disk does that is full (SQLITE_FULL)."""
    async with database.transaction() as session:  # on the connection that all letters are written by
        await (await session.connection()).exec_driver_sql(f"PRAGMA max_page_count = {pages}")
