from contextlib import asynccontextmanager

import aiosmtplib
import pytest

from tests.servers.smtp_sink import NO_SUCH_USER, TRY_LATER, SmtpSink

OURS, THEIRS, OTHER = "fonde@ministerium.example", "a@fond.example", "b@fond.example"
RAW = b"Subject: Svar\r\n\r\nTak\r\n"


def client_of(sink, **settings):
    return aiosmtplib.SMTP(
        hostname="localhost", port=sink.port, local_hostname="localhost", **{"start_tls": False, **settings}
    )


async def send(sink, *recipients):
    async with client_of(sink) as client:
        return await client.sendmail(OURS, recipients or [THEIRS], RAW)


async def test_what_is_sent_is_kept_with_its_envelope(smtp_sink):
    await send(smtp_sink)

    received = await smtp_sink.received(lambda mail: THEIRS in mail.recipients)
    assert (received.sender, received.recipients, received.raw) == (OURS, (THEIRS,), RAW)
    assert received.message["Subject"] == "Svar"


async def test_the_null_sender_is_empty(smtp_sink):
    async with client_of(smtp_sink) as client:
        await client.sendmail("", [THEIRS], RAW)

    assert smtp_sink.messages[0].sender == ""


async def test_waiting_for_a_message_ends(smtp_sink):
    with pytest.raises(TimeoutError):
        await smtp_sink.received(lambda _: True, within=0.1)


async def test_each_recipient_gets_its_planned_answers_in_turn(smtp_sink):
    smtp_sink.answer(THEIRS, TRY_LATER)
    smtp_sink.always(OTHER, NO_SUCH_USER)

    errors = []
    for _ in range(2):
        async with client_of(smtp_sink) as client:
            await client.mail(OURS)
            errors.append([(await refusal(client, address)) for address in (THEIRS, OTHER)])

    assert errors == [[451, 550], [250, 550]]


async def refusal(client, address):
    try:
        return (await client.rcpt(address)).code
    except aiosmtplib.SMTPRecipientRefused as error:
        return error.code


@pytest.mark.parametrize(("keep", "kept"), [(False, 0), (True, 1)])
async def test_a_dropped_connection_gives_no_answer(smtp_sink, keep, kept):
    smtp_sink.drop(keep=keep)

    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(smtp_sink)

    assert len(smtp_sink.messages) == kept
    await send(smtp_sink)
    assert len(smtp_sink.messages) == kept + 1


async def test_an_answer_may_take_its_time(smtp_sink):
    smtp_sink.seconds_to_answer = 1

    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        async with client_of(smtp_sink, timeout=0.2) as client:
            await client.sendmail(OURS, [THEIRS], RAW)


async def test_connections_are_counted(smtp_sink):
    for _ in range(3):
        await send(smtp_sink)

    assert smtp_sink.attempts == 3


async def test_it_comes_back_on_the_same_port(smtp_sink):
    smtp_sink.stop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(smtp_sink)

    smtp_sink.start()

    await send(smtp_sink)


@pytest.fixture
def guarded(certificate):
    with SmtpSink(certificate=certificate, login=("fonde", "hemmelig")) as sink:
        yield sink


@asynccontextmanager
async def over_tls(sink, **settings):
    """Hang up at once at the end: TLS's farewell may take longer than the test's loop lives."""
    client = client_of(sink, start_tls=True, **settings)
    await client.connect()
    transport = client.transport
    try:
        yield client
    finally:
        transport.abort()


async def test_starttls_and_a_login_let_us_in(guarded, certificate):
    async with over_tls(guarded, tls_context=certificate.client_context()) as client:
        await client.login("fonde", "hemmelig")
        await client.sendmail(OURS, [THEIRS], RAW)

    assert len(guarded.messages) == 1


async def test_a_wrong_password_is_refused(guarded, certificate):
    async with over_tls(guarded, tls_context=certificate.client_context()) as client:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await client.login("fonde", "forkert")


async def test_a_client_trusts_the_certificate_through_the_environment(guarded, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))

    async with over_tls(guarded) as client:
        assert client.is_connected


async def test_without_a_login_nothing_is_taken(guarded, certificate):
    async with over_tls(guarded, tls_context=certificate.client_context()) as client:
        with pytest.raises(aiosmtplib.SMTPException):
            await client.sendmail(OURS, [THEIRS], RAW)

    assert guarded.messages == []
