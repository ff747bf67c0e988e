"""The mailbox: whatever a mail server does, every mail is read once, and nothing but time is lost."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from imapclient import IMAPClient

from bot import bootstrap
from bot.clock import Clock
from bot.demo import mail_servers
from bot.front_desk import reading as reading_room
from bot.service import Role, running
from storage import service, tally
from tests.journeys.killed_service import OneMind
from tests.journeys.mails import a_mail
from tests.journeys.ministry import MONDAY_MORNING, PATIENCE, until
from tests.laid_desk import the_settings
from tests.ready_databases import make_ready
from tests.servers.dovecot import DANISH_PASSWORD


class Reader:
    """The service's intake alone, and what its record says."""

    def __init__(self, desk):
        self._desk = desk

    async def outcomes(self):
        async with self._desk.database.reading() as session:
            totals = await tally.totals(session)
        assert totals.adds_up
        return totals.outcomes

    async def has_decided(self, **outcomes):
        async def look():
            return await self.outcomes() == outcomes

        await until(look)

    async def trouble(self):
        """What is wrong with the mailbox, and since when."""
        async with self._desk.database.reading() as session:
            [part] = [each for each in await service.parts(session) if each.part == "imap"] or [None]
        return (part.trouble, part.since) if part else (None, None)

    async def is_in_trouble(self, words):
        async def look():
            trouble, since = await self.trouble()
            return since if trouble and words in trouble else None

        return await until(look)

    async def is_well(self):
        async def look():
            trouble, since = await self.trouble()
            return since is not None and trouble is None

        await until(look)


@pytest.fixture
def reading(tmp_path):
    """Reads a mailbox while a block lasts; again in a second block, as a service started anew does."""

    @asynccontextmanager
    async def reads(mailbox, **imap):
        account = {
            "host": "127.0.0.1",
            "port": mailbox.server.imap_port,
            "security": "none",
            "username": mailbox.address,
            "password": mailbox.password,
        }
        settings = the_settings(tmp_path, imap=account | imap)
        parts = bootstrap.parts(settings, Clock(MONDAY_MORNING), OneMind())
        await make_ready(parts.desk.database)
        async with running(parts, {Role.INTAKE}):
            yield Reader(parts.desk)

    return reads


async def filed(mailbox, count, folder="Behandlet"):
    """Wait until so many mails lie in a folder, and none in the inbox."""

    async def look():
        inbox = await asyncio.to_thread(mailbox.messages)
        there = await asyncio.to_thread(mailbox.messages, folder)
        return there if len(there) == count and not inbox else None

    return await until(look)


async def test_folders_that_are_missing_are_made(reading, mailbox):
    assert mailbox.folders() == ["INBOX"]

    async with reading(mailbox, processed="Færdigt arbejde") as reader:
        await reader.is_well()

        assert mailbox.folders() == ["Færdigt arbejde", "INBOX", "Karantaene"]


async def test_a_folder_that_the_server_does_not_allow_is_told_in_its_own_words(reading, mailbox):
    # this one's folders have "." between them, and "/" in no name
    async with reading(mailbox, processed="Arkiv/Behandlet") as reader:
        await reader.is_in_trouble("Invalid mailbox name")


async def test_a_mail_is_read_within_a_moment_of_its_arrival(reading, mailbox):
    async with reading(mailbox) as reader:
        await reader.is_well()
        began = asyncio.get_running_loop().time()
        mailbox.deliver(a_mail().as_bytes())

        await reader.has_decided(inquiry=1)

        # one that only looked every 60 seconds would fail here, a busy machine does not
        assert asyncio.get_running_loop().time() - began < PATIENCE / 2
        await filed(mailbox, 1)


async def test_mails_that_follow_one_another_closely_are_all_read(reading, mailbox):
    async with reading(mailbox) as reader:
        await reader.is_well()
        for number in range(1, 21):
            await asyncio.to_thread(mailbox.deliver, a_mail(subject=f"Mail {number}").as_bytes())
            await asyncio.sleep(0.03)

        await reader.has_decided(inquiry=20)
        await filed(mailbox, 20)


async def test_a_mail_that_somebody_opened_before_us_is_read_too(reading, mailbox):
    mailbox.deliver(a_mail().as_bytes())
    with mailbox.open() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search(), [b"\\Seen"])

    async with reading(mailbox) as reader:
        await reader.has_decided(inquiry=1)
        await filed(mailbox, 1)


async def test_reading_leaves_a_mail_unseen(reading, mailbox):
    mailbox.deliver(a_mail().as_bytes())

    async with reading(mailbox):
        await filed(mailbox, 1)

    with mailbox.open() as client:
        client.select_folder("Behandlet")
        assert client.search(["UNSEEN"])


async def test_new_numbers_for_old_mail_double_nothing(reading, mailbox):
    mails = [a_mail(subject=f"Mail {number}").as_bytes() for number in range(3)]
    for mail in mails:
        mailbox.deliver(mail)
    async with reading(mailbox) as reader:
        await reader.has_decided(inquiry=3)
        stored = await filed(mailbox, 3)

    # a backup is restored: everything lies in the inbox again, under a new UIDVALIDITY
    with mailbox.open() as client:
        for mail in stored:
            client.append("INBOX", mail)
    mailbox.renumber()
    mailbox.deliver(a_mail(subject="Mail efter").as_bytes())

    async with reading(mailbox) as reader:
        await reader.has_decided(inquiry=4)
        await filed(mailbox, 7)


async def test_another_account_whose_messages_are_numbered_alike_is_read_from_its_start(reading, mailbox):
    other = mailbox.server.mailbox(f"anden-{mailbox.address}")
    for number in range(3):
        mailbox.deliver(a_mail(subject=f"Mail {number}").as_bytes())
    async with reading(mailbox) as reader:
        await reader.has_decided(inquiry=3)
        await filed(mailbox, 3)
    for number in range(2):
        other.deliver(a_mail(subject=f"Anden {number}").as_bytes())
    other.renumber(validity=mailbox.numbered_since())
    assert other.numbered_since() == mailbox.numbered_since()

    async with reading(other) as reader:
        await reader.has_decided(inquiry=5)
        await filed(other, 2)

    mailbox.deliver(a_mail(subject="Mail efter").as_bytes())
    async with reading(mailbox) as reader:
        await reader.has_decided(inquiry=6)
        await filed(mailbox, 4)


async def test_a_lost_connection_comes_back_by_itself(reading, mailbox):
    async with reading(mailbox) as reader:
        await reader.is_well()
        mailbox.kick()
        await reader.is_in_trouble("the mail server")

        await reader.is_well()
        mailbox.deliver(a_mail().as_bytes())
        await reader.has_decided(inquiry=1)


async def test_a_wrong_password_is_told_with_since_when_until_it_is_right(reading, mailbox):
    mailbox.deliver(a_mail().as_bytes())
    async with reading(mailbox, password="wrong") as reader:
        since = await reader.is_in_trouble("refuses the login")
        assert timedelta() <= since - MONDAY_MORNING < timedelta(minutes=1)

    async with reading(mailbox) as reader:
        await reader.is_well()
        await reader.has_decided(inquiry=1)


@pytest.mark.parametrize("offers_plain", [True, False])
async def test_a_password_with_danish_letters_lets_in(reading, mailbox, monkeypatch, offers_plain):
    can = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient,
        "has_capability",
        lambda client, what: can(client, what) and (offers_plain or what != "AUTH=PLAIN"),
    )
    mailbox.deliver(a_mail().as_bytes())

    async with reading(mailbox, password=DANISH_PASSWORD) as reader:
        await reader.has_decided(inquiry=1)


async def test_a_server_out_of_reach_is_told(reading, mailbox):
    async with reading(mailbox, port=1) as reader:
        await reader.is_in_trouble("can't be reached")


async def test_a_mail_that_breaks_the_reading_is_set_aside_and_the_next_is_read(
    reading, mailbox, monkeypatch
):
    reads = reading_room.parse

    def breaks(raw, *limits):
        if b"Uheldig" in raw:
            raise RecursionError
        return reads(raw, *limits)

    monkeypatch.setattr(reading_room, "parse", breaks)
    mailbox.deliver(a_mail(subject="Uheldig").as_bytes())
    mailbox.deliver(a_mail(subject="Heldig").as_bytes())

    async with reading(mailbox) as reader:
        await reader.has_decided(quarantined=1, inquiry=1)
        await filed(mailbox, 1)
        [aside] = await filed(mailbox, 1, "Karantaene")
        assert b"Uheldig" in aside


async def test_a_server_without_idle_is_looked_at_every_so_often(tmp_path, monkeypatch):
    monkeypatch.setattr(mail_servers._MailboxConfig, "disable_idle", property(lambda _: True), raising=False)
    async with mail_servers.MailWorld("fonde@ministerium.example") as world:
        settings = the_settings(
            tmp_path,
            imap={
                "host": "127.0.0.1",
                "port": world.imap_port,
                "security": "none",
                "username": world.username,
                "password": world.password,
                "poll_seconds": 1,
            },
        )
        parts = bootstrap.parts(settings, Clock(MONDAY_MORNING), OneMind())
        await make_ready(parts.desk.database)
        async with running(parts, {Role.INTAKE}):
            reader = Reader(parts.desk)
            await reader.is_well()
            await world.deliver(a_mail(Date=f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000").as_bytes())

            await reader.has_decided(inquiry=1)
