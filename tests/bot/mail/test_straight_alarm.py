"""The letter about a trouble that can't be recorded leaves past the outbox."""

from datetime import timedelta

import pytest

from bot.mail.smtp import SmtpPool
from bot.mail.straight_alarm import StraightLetter
from bot.outbox.delivery import Unreachable
from storage.tables import Alarm
from tests.laid_desk import OWN_ADDRESS, a_desk

TO = "visitation@ministeriet.example"
SUBJECTS = {
    "da": "Databasen kan ikke nås: Siden mandag den 2. marts kl. 10.30",
    "en": "The database can't be reached: Since Monday 2 March at 10:30",
}


@pytest.fixture(params=["da", "en"])
async def desk(tmp_path, smtp_sink, request):
    settings = {"smtp": {"port": smtp_sink.port}, "slack": {"language": request.param}}
    async with a_desk(tmp_path, **settings) as laid:
        yield laid


@pytest.fixture
async def letter(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield StraightLetter(desk, pool, TO)
    await pool.close()


@pytest.fixture
def alarm(desk):
    return Alarm(what="database-gone", reason="no answer", since=desk.clock.now())


async def test_it_says_since_when_and_once_more_when_it_is_over(desk, letter, alarm, smtp_sink):
    await letter.tell(alarm)
    alarm.over_at = desk.clock.now() + timedelta(minutes=5)
    await letter.tell(alarm)

    first, second = smtp_sink.messages
    assert (first.sender, first.recipients) == (OWN_ADDRESS, (TO,))
    assert first.message["Subject"] == SUBJECTS[desk.settings.slack.language]
    assert first.message["Auto-Submitted"] == "auto-replied"
    assert first.message["Message-ID"] != second.message["Message-ID"]


async def test_told_twice_it_is_one_letter_by_its_message_id(letter, alarm, smtp_sink):
    await letter.tell(alarm)
    await letter.tell(alarm)

    assert len({each.message["Message-ID"] for each in smtp_sink.messages}) == 1


async def test_a_mail_server_that_is_away_is_said_to_be_and_gets_the_letter_later(letter, alarm, smtp_sink):
    smtp_sink.stop()

    with pytest.raises(Unreachable):
        await letter.tell(alarm)
    smtp_sink.start()
    await letter.tell(alarm)

    assert len(smtp_sink.messages) == 1
