"""A mail server that breaks off, renumbers, loses folders and lies: every letter is read, once."""

import asyncio
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot import bootstrap
from bot.clock import Clock
from bot.mail import mailbox as mailbox_module
from bot.mail.imap import connected
from bot.service import Role, running
from storage import service, tally
from tests.journeys.killed_service import OneMind
from tests.journeys.mails import a_mail
from tests.journeys.ministry import MONDAY_MORNING, until
from tests.laid_desk import the_settings
from tests.ready_databases import make_ready
from tests.servers.imap_proxy import ImapProxy


class Intake:
    """A service that reads mail, and what its record says."""

    def __init__(self, desk):
        self._desk = desk

    async def has_decided(self, **outcomes):
        async def look():
            async with self._desk.database.reading() as session:
                totals = await tally.totals(session)
            assert totals.adds_up
            return totals.outcomes == outcomes

        await until(look)

    async def sets_aside(self, count):
        """Wait until so many letters are said not to be given, each by its UID."""

        async def look():
            async with self._desk.database.reading() as session:
                parts = [each for each in await service.parts(session) if each.part.startswith("imap-letter")]
            assert all("UID" in each.trouble for each in parts)
            return len(parts) == count

        await until(look)

    def waits(self, span):
        self._desk.clock.advance(span)

    async def trouble(self):
        async with self._desk.database.reading() as session:
            return {each.part: each.trouble for each in await service.parts(session)}.get("imap", "")

    async def says(self, words):
        """Wait until it says what is wrong with the mailbox; nothing for well."""

        async def look():
            trouble = await self.trouble()
            return trouble is None if words is None else words in (trouble or "")

        await until(look)


@pytest.fixture
async def proxy(mailbox):
    """Stands before the mail server."""
    async with ImapProxy(mailbox.server.imap_port) as standing:
        yield standing


@pytest.fixture
async def intake(tmp_path, mailbox, proxy, monkeypatch):
    """Reads the mailbox through the proxy while a block lasts."""
    monkeypatch.setattr(mailbox_module, "pause_before", lambda attempts: 0.02 * attempts)

    @asynccontextmanager
    async def reading(**imap):
        account = {
            "host": "127.0.0.1",
            "port": proxy.port,
            "security": "none",
            "username": mailbox.address,
            "password": mailbox.password,
        }
        settings = the_settings(tmp_path, imap=account | imap)
        parts = bootstrap.parts(settings, Clock(MONDAY_MORNING), OneMind())
        await make_ready(parts.desk.database)
        async with running(parts, {Role.INTAKE}):
            yield Intake(parts.desk)

    return reading


async def deliver(mailbox, *subjects):
    for subject in subjects:
        await asyncio.to_thread(mailbox.deliver, a_mail(subject=subject).as_bytes())


async def inbox_is_empty(mailbox):
    async def look():
        return not await asyncio.to_thread(mailbox.messages)

    await until(look)


async def test_a_server_that_hangs_up_in_the_middle_of_letters_loses_none(intake, proxy, mailbox):
    await deliver(mailbox, *(f"Brev {number}" for number in range(12)))
    proxy.cut_in_fetch(3)

    async with intake() as reader:
        await reader.has_decided(inquiry=12)
        await inbox_is_empty(mailbox)

    assert proxy.connections > 3


async def test_a_letter_that_is_never_given_holds_up_none_behind_it_and_is_asked_for_again(
    intake, proxy, mailbox
):
    await deliver(mailbox, "Først", "Giftig", "Bagefter", "Sidst")
    proxy.cut_in_fetch(of=b"Giftig")

    async with intake(poll_seconds=1) as reader:
        await reader.has_decided(inquiry=3)
        await reader.sets_aside(1)
        assert len(await asyncio.to_thread(mailbox.messages)) <= 4
        proxy.heal()
        reader.waits(timedelta(minutes=6))

        await reader.has_decided(inquiry=4)
        await reader.sets_aside(0)
        await inbox_is_empty(mailbox)


@pytest.mark.parametrize("answer", ["NO [SERVERBUG] can not read it", "BAD internal error"])
async def test_a_letter_that_the_server_refuses_to_give_holds_up_none_and_is_asked_for_again(
    intake, proxy, mailbox, answer
):
    await deliver(mailbox, "Først", "Giftig", "Bagefter", "Sidst")
    proxy.refuse_letter(2, answer)

    async with intake(poll_seconds=1) as reader:
        await reader.has_decided(inquiry=3)
        await reader.sets_aside(1)
        proxy.heal()
        reader.waits(timedelta(minutes=6))

        await reader.has_decided(inquiry=4)
        await reader.sets_aside(0)
        await inbox_is_empty(mailbox)


async def test_new_numbers_forget_what_was_set_aside_under_the_old_ones_and_it_is_asked_for_at_once(
    intake, proxy, mailbox
):
    await deliver(mailbox, "Først", "Giftig", "Bagefter")
    proxy.refuse_letter(2, "NO [SERVERBUG] can not read it")

    async with intake(poll_seconds=1) as reader:
        await reader.has_decided(inquiry=2)
        await reader.sets_aside(1)
        await asyncio.to_thread(mailbox.renumber)
        proxy.heal()

        await reader.has_decided(inquiry=3)
        await reader.sets_aside(0)
        await inbox_is_empty(mailbox)


async def test_a_letter_that_is_never_given_is_forgotten_once_somebody_takes_it_away(intake, proxy, mailbox):
    await deliver(mailbox, "Giftig", "Bagefter")
    proxy.cut_in_fetch(of=b"Giftig")

    async with intake(poll_seconds=1) as reader:
        await reader.sets_aside(1)
        with mailbox.open() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search())
            client.expunge()
        reader.waits(timedelta(minutes=6))

        await reader.sets_aside(0)
        await reader.has_decided(inquiry=1)


async def test_what_lies_before_a_letter_that_the_server_cannot_give_is_read_and_people_are_told(
    intake, proxy, mailbox
):
    await deliver(mailbox, "Først", "Dernæst", "Giftig")
    proxy.cut_in_fetch(of=b"Giftig")

    async with intake() as reader:
        await reader.has_decided(inquiry=2)
        for _ in range(3):
            await reader.says("the mail server broke off the connection")
        proxy.heal()

        await reader.has_decided(inquiry=3)
        await reader.says(None)


async def test_trouble_that_comes_back_at_each_try_is_never_said_to_be_over(
    intake, proxy, mailbox, monkeypatch
):
    told = []
    note, well = mailbox_module.Mailbox._note, mailbox_module.Mailbox._is_well
    monkeypatch.setattr(
        mailbox_module.Mailbox,
        "_note",
        lambda self, it, **log: (told.append(it), note(self, it, **log)),
    )
    monkeypatch.setattr(mailbox_module.Mailbox, "_is_well", lambda self: (told.append(None), well(self)))
    await deliver(mailbox, "Giftig")
    proxy.cut_in_fetch()

    async with intake() as reader:
        await reader.says("broke off")
        while len(told) < 4:
            await reader.says("broke off")

    assert None not in told


async def test_what_the_server_says_of_each_letter_is_not_kept_as_long_as_the_connection(
    intake, proxy, mailbox, monkeypatch
):
    clients = []

    @contextmanager
    def noted(settings):
        with connected(settings) as client:
            clients.append(client)
            yield client

    monkeypatch.setattr(mailbox_module, "connected", noted)
    async with intake() as reader:
        for number in range(8):
            await deliver(mailbox, f"Brev {number}")
            await reader.has_decided(inquiry=number + 1)
            await inbox_is_empty(mailbox)
        said = clients[-1]._imap.untagged_responses

        assert sum(map(len, said.values())) < 12


@pytest.mark.parametrize("date", ['"17-Jul-2025 02:44:25"', '"32-Xyz-2025 25:61:00 +0000"', "NIL"])
async def test_a_letter_is_read_whatever_the_server_says_of_when_it_came(intake, proxy, mailbox, date):
    await deliver(mailbox, "Udateret")
    proxy.misdate(date)

    async with intake() as reader:
        await reader.has_decided(inquiry=1)
        await inbox_is_empty(mailbox)


async def test_a_server_that_promises_to_tell_and_does_not_is_looked_at_all_the_same(intake, proxy, mailbox):
    proxy.be_deaf()
    async with intake(poll_seconds=1) as reader:
        await reader.says(None)
        await deliver(mailbox, "Ubemærket")

        await reader.has_decided(inquiry=1)


@pytest.mark.parametrize("folder", ["Behandlet", "Karantaene"])
async def test_a_folder_that_somebody_removes_is_made_again(intake, mailbox, folder):
    async with intake(max_message_mb=1) as reader:
        await reader.says(None)
        with mailbox.open() as client:
            client.delete_folder(folder)
        await deliver(mailbox, "Efter")
        too_large = a_mail(text="Hele arkivet.\n" * 100_000).as_bytes()
        await asyncio.to_thread(mailbox.deliver, too_large)

        await reader.has_decided(inquiry=1, quarantined=1)
        await inbox_is_empty(mailbox)

    assert folder in mailbox.folders()


async def test_a_folder_that_cannot_be_made_is_told_in_the_servers_words_but_to_no_log_until_it_can(
    intake, proxy, mailbox
):
    proxy.refuse("CREATE", "NO [NOPERM] ask the administrator")
    await deliver(mailbox, "Venter")
    with capture_logs() as logs:
        async with intake() as reader:
            await reader.says("ask the administrator")
    assert "the mail server refuses what it was asked" in str(logs)
    assert "ask the administrator" not in str(logs)

    async with intake() as reader:
        proxy.heal()

        await reader.has_decided(inquiry=1)
        await reader.says(None)


async def test_a_server_that_renumbers_its_messages_while_we_read_doubles_nothing(intake, mailbox):
    async with intake() as reader:
        await deliver(mailbox, "Et", "To")
        await reader.has_decided(inquiry=2)
        await inbox_is_empty(mailbox)
        await asyncio.to_thread(mailbox.renumber)
        await deliver(mailbox, "Tre")

        await reader.has_decided(inquiry=3)
        await inbox_is_empty(mailbox)


@pytest.mark.parametrize("command", ["UID FETCH", "SELECT", "LOGIN"])
async def test_a_command_that_the_server_refuses_for_a_while_is_asked_again(intake, proxy, mailbox, command):
    await deliver(mailbox, "Venter")
    proxy.refuse(command, "NO [UNAVAILABLE] come back later")
    async with intake() as reader:
        await reader.says("the mail server refuses")
        proxy.heal()

        await reader.has_decided(inquiry=1)


async def test_a_server_that_hangs_up_before_a_letter_is_moved_moves_it_later(intake, proxy, mailbox):
    proxy.refuse("UID MOVE", "NO [INUSE] later")
    await deliver(mailbox, "Flyttes")
    async with intake() as reader:
        await reader.has_decided(inquiry=1)
        await reader.says("later")
        proxy.heal()

        await inbox_is_empty(mailbox)
        await reader.has_decided(inquiry=1)
