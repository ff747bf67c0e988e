"""The letter that tells the triage office what is wrong, when Slack may be what is."""

from datetime import timedelta

import pytest

from bot.mail import staff_carrier
from bot.mail.smtp import SmtpPool
from bot.mail.staff_carrier import StaffCarrier
from bot.monitoring import alarms
from bot.monitoring.subjects import Trouble
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from storage import alarms as record
from tests.laid_desk import METTE, OWN_ADDRESS, a_desk

TO = "visitation@ministeriet.example"
OFFICE = {"key": "indsatser", "name": "Indsatser", "members": [METTE], "triage": True, "email": TO}


@pytest.fixture(params=["da", "en"])
async def desk(tmp_path, smtp_sink, request):
    settings = {"smtp": {"port": smtp_sink.port}, "slack": {"language": request.param}}
    async with a_desk(tmp_path, office=[OFFICE], route=[], **settings) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield Courier(desk, dict.fromkeys(staff_carrier.KINDS, StaffCarrier(desk, pool)), Bell())
    await pool.close()


async def begins(desk):
    trouble = Trouble("slack", "Slack can't be reached", desk.clock.now())
    await alarms.tell(desk, [trouble], [], without_slack=True)


WORDS = {
    "da": (
        "Slack kan ikke nås: Siden mandag den 2. marts kl. 10.30",
        "Post læses stadig",
        "Til it-driften: Slack",
    ),
    "en": (
        "Slack can't be reached: Since Monday 2 March at 10:30",
        "Mail is still read",
        "For IT: Slack",
    ),
}


async def test_it_says_what_is_wrong_since_when_and_no_machine_answers_it(desk, courier, smtp_sink):
    await begins(desk)
    await courier.run_until_empty()

    (received,) = smtp_sink.messages
    subject, means, reason = WORDS[desk.settings.slack.language]
    said = received.message.get_body(("plain",)).get_content()
    assert (received.sender, received.recipients) == (OWN_ADDRESS, (TO,))
    assert received.message["Subject"] == subject
    assert means in said
    assert reason in said
    assert received.message["Auto-Submitted"] == "auto-replied"


async def test_when_it_is_over_a_second_letter_says_so(desk, courier, smtp_sink):
    await begins(desk)
    await courier.run_until_empty()
    desk.clock.advance(timedelta(hours=1))
    async with desk.database.reading() as session:
        lasting = await record.lasting(session)
    await alarms.tell(desk, [], lasting, without_slack=False)
    await courier.run_until_empty()

    first, second = smtp_sink.messages
    assert first.message["Message-ID"] != second.message["Message-ID"]
    working_again = {"da": "Virker igen siden", "en": "Working again since"}[desk.settings.slack.language]
    assert working_again in second.message["Subject"]
    assert "fondsdialog doctor" not in second.message.get_body(("plain",)).get_content()
