"""The mail server that lies does so only when asked to."""

import asyncio

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from tests.journeys.mails import a_mail
from tests.servers.imap_proxy import ImapProxy


@pytest.fixture
async def proxy(mailbox):
    async with ImapProxy(mailbox.server.imap_port) as standing:
        yield standing


@pytest.fixture
def ask(proxy, mailbox):
    """Asks through the proxy, in a thread: the proxy lives on this loop."""

    async def ask(question):
        def connected():
            with IMAPClient("127.0.0.1", proxy.port, ssl=False, timeout=5) as client:
                client.login(mailbox.address, mailbox.password)
                client.select_folder("INBOX")
                return question(client)

        return await asyncio.to_thread(connected)

    return ask


async def test_what_is_not_broken_passes_through(ask, mailbox):
    mailbox.deliver(a_mail(subject="Hel").as_bytes())

    found = await ask(lambda client: client.fetch([1], ["BODY.PEEK[]"]))

    assert b"Subject: Hel" in found[1][b"BODY[]"]


async def test_a_letter_is_cut_in_the_middle_so_often(ask, mailbox, proxy):
    mailbox.deliver(a_mail(subject="Hel").as_bytes())
    proxy.cut_in_fetch(1)

    with pytest.raises((IMAPClientError, OSError)):
        await ask(lambda client: client.fetch([1], ["BODY.PEEK[]"]))

    assert await ask(lambda client: client.fetch([1], ["BODY.PEEK[]"]))


async def test_a_command_is_refused_until_it_is_healed(ask, proxy):
    proxy.refuse("CREATE", "NO not here")
    with pytest.raises(IMAPClientError, match="not here"):
        await ask(lambda client: client.create_folder("Ny"))
    proxy.heal()

    await ask(lambda client: client.create_folder("Ny"))
