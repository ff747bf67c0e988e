"""Two services on one PostgreSQL, as on two machines: one is killed, and the other goes on for both."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

from tests.journeys.commands import SECRETS, SERVERS, a_config, fondsdialog_beside
from tests.journeys.mails import a_mail
from tests.journeys.ministry import until

PATIENCE = 60.0  # seconds: two processes load two models each


class Service:
    """A running service, and what it says."""

    def __init__(self, process):
        self._process = process
        self._said = []
        self._listening = asyncio.create_task(self._listen())

    async def says(self, *words):
        """Wait until it has said a line with all these words."""

        async def heard():
            return any(all(word in line for word in words) for line in self._said)

        await until(heard, PATIENCE)

    def has_said(self, *words):
        return any(all(word in line for word in words) for line in self._said)

    async def is_killed(self):
        self._process.kill()
        await self._process.wait()

    async def ends(self):
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        await self._process.wait()
        await self._listening

    async def _listen(self):
        async for line in self._process.stderr:
            self._said.append(line.decode())


@asynccontextmanager
async def a_service(config, environ, *roles):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config), "--roles", ",".join(roles)),
        env=os.environ | environ,
        stderr=asyncio.subprocess.PIPE,
    )
    service = Service(process)
    try:
        await service.says("is ready")
        yield service
    finally:
        await service.ends()


def letters_from(number, count):
    for each in range(number, number + count):
        yield a_mail(f"Fond {each} <post@fond{each}.example>", f"Spørgsmål {each}", f"Vi er fond {each}.")


async def deliver(mailbox, letters):
    for letter in letters:
        await asyncio.to_thread(mailbox.deliver, letter.as_bytes())


async def test_when_the_reader_is_killed_the_other_reads_on_and_every_letter_is_answered_once(
    tmp_path, mailbox, smtp_sink, slack, postgres_url
):
    more = SERVERS.format(imap_port=mailbox.server.imap_port, username=mailbox.address, api_url=slack.api_url)
    config = a_config(tmp_path, smtp_port=smtp_sink.port, more=more)
    environ = {
        "FONDSDIALOG_DATABASE__URL": postgres_url,
        "FONDSDIALOG_IMAP__PASSWORD": mailbox.password,
        "FONDSDIALOG_SLACK__MODE": "off",
    }
    await fondsdialog_beside("db", "upgrade", "--config", config, **environ)

    async with a_service(config, environ, "intake", "schedule") as reader:
        await reader.says("turn taken", "mailbox")
        async with a_service(config, environ, "intake", "outbox", "schedule") as other:
            assert not other.has_said("turn taken", "mailbox")
            await deliver(mailbox, letters_from(1, 6))
            await reader.says("decided")
            await reader.is_killed()
            await deliver(mailbox, letters_from(7, 6))
            await other.says("turn taken", "mailbox")
            await other.says("turn taken", "schedule")

            async def all_are_answered():
                return len({letter.recipients[0] for letter in smtp_sink.messages}) == 12

            await until(all_are_answered, PATIENCE)

            async def all_are_filed():
                return not await asyncio.to_thread(mailbox.messages)

            await until(all_are_filed, PATIENCE)
    assert len(smtp_sink.messages) == 12
    status = await fondsdialog_beside("status", "--json", "--config", config, **environ)
    assert status.json["mail"]["seen"] == 12


async def test_a_second_service_on_an_embedded_database_is_refused_in_plain_words(
    tmp_path, mailbox, slack, smtp_sink
):
    more = SERVERS.format(imap_port=mailbox.server.imap_port, username=mailbox.address, api_url=slack.api_url)
    config = a_config(tmp_path, smtp_port=smtp_sink.port, more=more)
    environ = SECRETS | {"FONDSDIALOG_SLACK__MODE": "off"}
    await fondsdialog_beside("db", "upgrade", "--config", config, **environ)

    async with a_service(config, environ, "outbox"):
        refused = await fondsdialog_beside("run", "--config", config, **environ)

    assert refused.code == 1
    assert "a service runs on this database already" in refused.err
    assert "PostgreSQL" in refused.err
