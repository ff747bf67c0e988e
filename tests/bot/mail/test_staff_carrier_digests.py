from datetime import timedelta

import pytest

from bot import schedule
from bot.digests import due
from bot.mail import staff_carrier
from bot.mail.smtp import SmtpPool
from bot.mail.staff_carrier import StaffCarrier
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from storage import outbox
from tests.laid_desk import METTE, OWN_ADDRESS, a_desk
from tests.rounds_on_record import answers, opened, parcels

TO = "kontor@ministeriet.example"
OFFICE = {"key": "indsatser", "name": "Indsatser", "members": [METTE], "triage": True, "digest_to": [TO]}
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
PNG = b"\x89PNG"


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}, office=[OFFICE], route=[]) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield Courier(desk, dict.fromkeys(staff_carrier.KINDS, StaffCarrier(desk, pool)), Bell())
    await pool.close()


async def a_day_passes(desk, **over):
    await schedule.tick(desk)
    of = await opened(desk, **over)
    await answers(desk, of, "Fonden Nordlys", ANSWER)
    desk.clock.advance(timedelta(days=1))
    await schedule.tick(desk)


async def test_it_says_in_text_and_in_html_what_is_new_and_shows_the_chart(desk, courier, smtp_sink):
    await a_day_passes(desk)

    await courier.run_until_empty()

    (received,) = smtp_sink.messages
    letter = received.message
    text = letter.get_body(("plain",)).get_content()
    assert received.recipients == (TO,)
    assert letter["Subject"] == "Nyt om høringer hos Indsatser siden mandag den 2. marts kl. 10.30"
    assert "1 af 3 har svaret (33 %)" in text
    assert "- Fonden Nordlys: høringssvar" in text
    html = letter.get_body(("related", "html"))
    (picture,) = [each for each in html.walk() if each.get_content_type() == "image/png"]
    assert picture.get_content().startswith(PNG)
    page = next(each for each in html.walk() if each.get_content_type() == "text/html").get_content()
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page
    assert 'alt="Fokusområder for 2027: 1 af 3 har svaret (33 %)"' in page


async def test_no_machine_answers_it_and_its_name_is_the_same_each_time(desk, courier, smtp_sink):
    await a_day_passes(desk)
    await courier.run_until_empty()
    (parcel,) = await parcels(desk, due.LETTER)
    async with desk.database.transaction() as session:
        (await outbox.by_key(session, parcel.key)).state = "pending"

    await courier.run_until_empty()

    first, again = (each.message for each in smtp_sink.messages)
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Auto-Submitted"] == "auto-replied"
    assert first["Reply-To"].endswith(f"<{OWN_ADDRESS}>")


async def test_what_stands_in_a_title_does_nothing_in_a_mail(desk, courier, smtp_sink):
    await a_day_passes(desk, title='<b>Fokus</b>\nBcc: alle@x.example " onerror="x" 010190-1234')

    await courier.run_until_empty()

    (received,) = smtp_sink.messages
    assert received.message["Bcc"] is None
    html = received.message.get_body(("related", "html"))
    page = next(each for each in html.walk() if each.get_content_type() == "text/html").get_content()
    assert "<b>" not in page
    assert ' onerror="' not in page
    assert "010190" not in page


async def test_a_server_that_refuses_it_stops_nothing(desk, courier, smtp_sink):
    await a_day_passes(desk)
    smtp_sink.always(TO, "550 no such user")

    await courier.run_until_empty()

    (parcel,) = await parcels(desk, due.LETTER)
    assert parcel.state == "failed"
