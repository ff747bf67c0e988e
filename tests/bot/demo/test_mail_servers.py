import asyncio
import select
from contextlib import contextmanager
from datetime import UTC, datetime

import aiosmtplib
import pytest
from imapclient import IMAPClient

from bot.demo.mail_servers import MailWorld

OURS = "fonde@ministerium.example"
FOUNDATION = "sekretariat@fond.example"
RAW = b"From: sekretariat@fond.example\r\nSubject: Spm\r\n\r\nK\xc3\xa6re alle\r\n"


@contextmanager
def opened(world):
    with IMAPClient("127.0.0.1", world.imap_port, ssl=False, timeout=5) as client:
        client.login(world.username, world.password)
        client.select_folder("INBOX")
        yield client


def inbox(world):
    with opened(world) as client:
        return [client.fetch(uid, ["BODY.PEEK[]"])[uid][b"BODY[]"] for uid in client.search("ALL")]


async def test_what_a_foundation_sends_lands_in_our_inbox(mail_world):
    await mail_world.send(RAW, sender=FOUNDATION, to=OURS)

    [message] = await asyncio.to_thread(inbox, mail_world)
    assert message.endswith(RAW)
    assert message.startswith(b"Return-Path: <sekretariat@fond.example>\r\nDelivered-To: fonde@")
    assert mail_world.letters == []


async def test_a_plus_address_of_ours_is_ours(mail_world):
    await mail_world.send(RAW, sender="", to="Fonde+abc123@ministerium.example")

    [message] = await asyncio.to_thread(inbox, mail_world)
    assert message.startswith(b"Return-Path: <>\r\nDelivered-To: Fonde+abc123@")


async def test_what_we_send_to_others_is_kept_and_can_be_waited_for(mail_world):
    waiting = asyncio.create_task(mail_world.outgoing(lambda letter: FOUNDATION in letter.recipients))

    await mail_world.send(RAW, sender=OURS, to=FOUNDATION)

    letter = await waiting
    assert letter.sender == OURS
    assert letter.message["Subject"] == "Spm"
    assert await asyncio.to_thread(inbox, mail_world) == []


async def test_waiting_for_a_letter_ends(mail_world):
    with pytest.raises(TimeoutError):
        await mail_world.outgoing(lambda _: True, within=0.1)


async def test_an_idling_client_is_told_of_new_mail_at_once(mail_world):
    loop, idling = asyncio.get_running_loop(), asyncio.Event()

    def idle():
        with opened(mail_world) as client:
            client.idle()
            loop.call_soon_threadsafe(idling.set)
            told, _, _ = select.select([client.socket()], [], [], 5)
            return told and client.idle_done()[1]

    seen = asyncio.create_task(asyncio.to_thread(idle))
    await idling.wait()
    await mail_world.deliver(RAW)

    assert (1, b"EXISTS") in await seen


async def test_mail_is_moved_to_a_folder_of_our_making(mail_world):
    await mail_world.deliver(RAW)

    def move():
        with opened(mail_world) as client:
            client.create_folder("Behandlet")
            client.move(client.search("ALL"), "Behandlet")
            return client.search("ALL"), client.select_folder("Behandlet")[b"EXISTS"]

    assert await asyncio.to_thread(move) == ([], 1)


async def test_a_wrong_password_is_refused(mail_world):
    mail_world.password = "forkert"

    with pytest.raises(IMAPClient.Error):
        await asyncio.to_thread(inbox, mail_world)


@pytest.mark.parametrize(("password", "outcome"), [("demo", 235), ("forkert", 535)])
async def test_smtp_knows_our_login(mail_world, password, outcome):
    client = aiosmtplib.SMTP(
        hostname="127.0.0.1", port=mail_world.smtp_port, start_tls=False, local_hostname="localhost"
    )
    async with client:
        if outcome == 535:
            with pytest.raises(aiosmtplib.SMTPAuthenticationError):
                await client.login(mail_world.username, password)
        else:
            assert (await client.login(mail_world.username, password)).code == outcome


async def test_mail_is_stamped_by_the_clock_it_was_given():
    async with MailWorld(OURS, now=lambda: datetime(2026, 3, 12, 14, 0, tzinfo=UTC)) as world:
        await world.send(RAW, sender=FOUNDATION, to=OURS)

        [message] = await asyncio.to_thread(inbox, world)
        assert b"; Thu, 12 Mar 2026 14:00:00 +0000\r\n" in message


async def test_it_ends_although_a_client_idles():
    async with MailWorld(OURS) as world:
        client = await asyncio.to_thread(IMAPClient, "127.0.0.1", world.imap_port, ssl=False, timeout=5)
        await asyncio.to_thread(client.login, world.username, world.password)
        await asyncio.to_thread(client.select_folder, "INBOX")
        await asyncio.to_thread(client.idle)
    client.socket().close()
