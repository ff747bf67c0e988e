"""The mail server's answers told apart, each on a server that really gives them."""

import asyncio
from contextlib import suppress

import pytest

from bot.mail import smtp
from bot.mail.smtp import SmtpPool
from bot.outbox.delivery import (
    DeliveryFailed,
    NotOurs,
    PermanentFailure,
    TemporaryFailure,
    Unreachable,
    still_ours,
)
from bot.settings import Smtp
from tests.servers.scripted_smtp import AS_THEY_COME, DROP, IN_PIECES, SILENT, TOGETHER, ScriptedSmtp

OWN, KAREN, BO = "fonde@ministeriet.example", "karen@fond.example", "bo@fond.example"
LETTER = b"Subject: Fokus\r\n\r\nK\xc3\xa6re Karen\r\n"
BEFORE_THE_TEXT = ["MAIL", "RCPT", "DATA"]


@pytest.fixture(params=["one by one", AS_THEY_COME, TOGETHER, IN_PIECES])
async def server(request):
    """A server that takes commands one by one, or all at once and answers in any packets."""
    async with ScriptedSmtp() as started:
        if request.param != "one by one":
            started.offer("PIPELINING")
            started.packets = request.param
        yield started


@pytest.fixture
async def pool(server):
    opened = SmtpPool(Smtp(host="127.0.0.1", port=server.port, security="none", from_address=OWN))
    yield opened
    await opened.close()


@pytest.fixture
def impatient(monkeypatch):
    """Nobody here waits a minute for a silent server."""
    monkeypatch.setattr(smtp, "TIMEOUT", 0.1)
    monkeypatch.setattr(smtp, "TAKING", 0.1)


async def send(pool, *recipients):
    return await pool.send(LETTER, OWN, recipients or [KAREN])


async def test_letters_leave_one_after_the_other_on_one_connection(pool, server):
    await send(pool)
    await send(pool)

    assert (len(server.letters), server.connections) == (2, 1)


@pytest.mark.parametrize("command", ["RCPT", "DATA", "TEXT"])
@pytest.mark.parametrize(("answer", "failure"), [("451", TemporaryFailure), ("550", PermanentFailure)])
async def test_a_refusal_is_for_now_or_for_good_by_its_first_digit_wherever_it_comes(
    pool, server, command, answer, failure
):
    server.at(command, f"{answer} no")

    with pytest.raises(failure) as refusal:
        await send(pool)

    assert (type(refusal.value), refusal.value.reason) == (failure, f"{answer} no")
    # the next letter meets nothing of it
    await send(pool)
    assert (len(server.letters), server.connections) == (1, 1)


async def test_a_sender_that_is_put_off_is_tried_again(pool, server):
    server.at("MAIL", "451 4.7.1 greylisted")

    with pytest.raises(TemporaryFailure) as refusal:
        await send(pool)

    assert not isinstance(refusal.value, Unreachable)


async def test_a_server_that_takes_nothing_from_us_fails_no_letter_for_good(pool, server):
    server.at("MAIL", "550 5.7.1 sender not allowed")

    with pytest.raises(Unreachable) as trouble:
        await send(pool)

    assert trouble.value.reason == "the mail server takes nothing from us (550)"
    assert not trouble.value.may_have_left


async def test_a_letter_that_is_too_large_fails_for_good_and_no_other_with_it(pool, server):
    server.at("MAIL", "552 5.3.4 message too big")

    with pytest.raises(PermanentFailure):
        await send(pool)

    await send(pool)
    assert f"SIZE={len(LETTER)}" in server.commands[1]


@pytest.mark.parametrize("command", ["RCPT", "DATA", "TEXT"])
@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ('554 5.7.1 CPR number 010203-1234 in "Mit CPR er"', "554 5.7.1"),
        ('451 DLP: sent by "anna andersen"@fond.example at 10.20.30.40', "451"),
    ],
)
async def test_a_log_hears_the_codes_of_what_a_server_said_and_none_of_its_words(
    pool, server, command, answer, codes
):
    server.at(command, answer)

    with pytest.raises(DeliveryFailed) as refusal:
        await send(pool)

    assert (refusal.value.reason, refusal.value.logged) == (answer, codes)


async def test_one_of_two_recipients_refused_leaves_the_other_with_the_letter(pool, server):
    server.at("RCPT", "550 no such user", "250 OK")

    assert await send(pool, KAREN, BO) == {KAREN: "550 no such user"}
    assert len(server.letters) == 1


async def test_one_of_two_recipients_put_off_leaves_the_other_with_the_letter(pool, server):
    server.at("RCPT", "451 greylisted", "250 OK")

    assert await send(pool, KAREN, BO) == {KAREN: "451 greylisted"}
    assert len(server.letters) == 1


async def test_two_recipients_of_whom_one_is_only_put_off_are_both_tried_again(pool, server):
    server.at("RCPT", "550 no such user", "451 greylisted")

    with pytest.raises(TemporaryFailure):
        await send(pool, KAREN, BO)

    assert server.letters == []


@pytest.mark.parametrize("command", ["CONNECT", "EHLO", *BEFORE_THE_TEXT])
async def test_a_connection_lost_before_the_text_left_nothing_behind(pool, server, command):
    server.at(command, DROP)

    with pytest.raises(Unreachable) as lost:
        await send(pool)

    assert not lost.value.may_have_left


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "TEXT"])
async def test_a_server_that_says_goodbye_puts_a_letter_off_and_the_next_leaves_on_a_new_connection(
    pool, server, command
):
    server.at(command, "421 4.3.2 shutting down")

    with pytest.raises(TemporaryFailure, match="421") as farewell:
        await send(pool)

    assert not isinstance(farewell.value, Unreachable)
    await send(pool)
    assert (len(server.letters), server.connections) == (1, 2)


async def test_nobody_is_left_with_an_empty_letter_where_all_were_refused_and_a_text_is_waited_for(
    pool, server
):
    server.at("RCPT", "550 no such user", "550 nor this")
    server.at("DATA", "354 go on")

    with pytest.raises(PermanentFailure, match="550 no such user; 550 nor this"):
        await send(pool, KAREN, BO)

    server.at("DATA", "354 go on")
    await send(pool)
    assert (len(server.letters), server.connections) == (1, 1)
    assert server.letters[0] == LETTER


async def test_a_server_that_waits_for_a_text_from_a_sender_that_it_refused_gets_none(pool, server):
    server.at("MAIL", "451 not now")
    server.at("DATA", "354 go on")

    with pytest.raises(TemporaryFailure):
        await send(pool)

    assert server.letters == []


async def test_an_answer_of_several_lines_is_one_answer(pool, server):
    server.at("RCPT", "550-5.1.1 no such user\r\n550-5.1.1 here\r\n550 5.1.1 sorry")

    with pytest.raises(PermanentFailure) as refusal:
        await send(pool)

    assert refusal.value.reason == "550 5.1.1 no such user\n5.1.1 here\n5.1.1 sorry"


@pytest.mark.parametrize("unasked", ["250 OK", "421 4.4.2 timeout", "half"])
async def test_what_nobody_asked_for_is_no_answer_to_the_next_letter(pool, server, unasked):
    await send(pool)
    server.say(unasked)
    await asyncio.sleep(0.05)
    server.at("MAIL", "451 not now")

    with pytest.raises(TemporaryFailure, match="451"):
        await send(pool)

    assert server.connections == 2


async def test_an_answer_without_end_is_waited_for_no_longer(pool, server):
    server.at("RCPT", "\r\n".join(["250-and"] * 20_000))

    with pytest.raises(Unreachable) as lost:
        await send(pool)

    assert lost.value.reason == "the mail server answers nonsense"
    assert not lost.value.may_have_left


async def test_no_line_of_a_letter_ends_it_early(pool, server):
    lines = b".\r\n.hidden\n.\nMAIL FROM:<x@x.example>\r.\r\r\n..\r\n.last"

    await pool.send(lines, OWN, [KAREN])

    as_sent = b"..\r\n..hidden\r\n..\r\nMAIL FROM:<x@x.example>\r\n..\r\n\r\n...\r\n..last\r\n"
    assert server.letters == [as_sent]


async def test_a_connection_lost_with_the_text_may_have_taken_it_along(pool, server):
    server.at("TEXT", DROP)

    with pytest.raises(Unreachable) as lost:
        await send(pool)

    assert lost.value.may_have_left


async def test_a_server_that_hung_up_on_an_idle_connection_gets_the_letter_on_a_new_one(pool, server):
    await send(pool)
    server.hang_up()

    await send(pool)

    assert (len(server.letters), server.connections) == (2, 2)


async def test_a_kept_connection_that_dies_at_the_first_word_is_not_the_letters_fault(pool, server):
    await send(pool)
    server.at("MAIL", DROP)

    await send(pool)

    assert (len(server.letters), server.connections) == (2, 2)


async def test_a_server_that_takes_so_many_letters_by_a_connection_gets_the_next_by_another(pool, server):
    await send(pool)
    server.at("MAIL", "421 4.7.0 too many messages in this connection")

    await send(pool)

    assert (len(server.letters), server.connections) == (2, 2)


async def test_a_kept_connection_that_dies_with_the_text_is_not_used_for_a_second_try(pool, server):
    await send(pool)
    server.at("TEXT", DROP)

    with pytest.raises(Unreachable):
        await send(pool)

    assert len(server.letters) == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("command", "may_have_left"), [("MAIL", False), ("RCPT", False), ("DATA", False), ("TEXT", True)]
)
async def test_a_silent_server_is_waited_for_so_long_and_no_longer(pool, server, command, may_have_left):
    server.at(command, SILENT)

    with pytest.raises(Unreachable) as lost:
        await send(pool)

    assert lost.value.may_have_left == may_have_left


async def test_a_server_gets_the_time_that_the_rfc_gives_it_to_take_a_letter():
    assert smtp.TAKING >= 600


async def test_nonsense_for_an_answer_to_the_text_may_mean_that_it_was_taken(pool, server):
    server.at("TEXT", "hello there")

    with pytest.raises(Unreachable) as lost:
        await send(pool)

    assert lost.value.may_have_left


async def test_a_server_without_8bitmime_gets_the_same_words_in_ascii(pool, server):
    server.extensions = "250 script"

    await pool.send(
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" + LETTER, OWN, [KAREN]
    )

    assert server.letters[0].isascii()
    assert "BODY" not in server.commands[1]


async def test_an_address_with_letters_beyond_ascii_needs_a_server_that_takes_them(pool, server):
    with pytest.raises(PermanentFailure, match="plain ASCII only"):
        await send(pool, "bjørn@fond.example")

    await send(pool)
    assert len(server.letters) == 1


async def test_an_address_that_is_none_fails_its_own_letter_only(pool, server):
    with pytest.raises(PermanentFailure):
        await send(pool, "a b@fond.example>")

    await send(pool)
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    "address", [KAREN, "karen+fond@fond.example", '"karen k"@fond.example', "o'brien@fond.example"]
)
async def test_the_server_is_told_an_address_as_it_stands(pool, server, address):
    await send(pool, address)

    assert f"RCPT TO:<{address}>" in server.commands


@pytest.mark.parametrize(
    "address", ["karen@fond.example> NOTIFY=NEVER", "karen@fond.example\r\nRCPT TO:<x@x.example>"]
)
async def test_no_address_brings_a_word_of_its_own_into_a_command(pool, server, address):
    with suppress(PermanentFailure):
        await send(pool, address)

    assert not [said for said in server.commands if "NOTIFY" in said or "x@x.example" in said]


async def test_a_letter_that_may_be_anothers_by_now_does_not_leave(pool, server):
    ours = [True]
    told = still_ours.set(lambda: ours[0])
    try:
        await send(pool)
        ours[0] = False
        with pytest.raises(NotOurs):
            await send(pool)
        ours[0] = True
        await send(pool)
    finally:
        still_ours.reset(told)

    assert len(server.letters) == 2


async def test_a_letter_that_became_anothers_while_the_server_thought_about_it_does_not_leave(pool, server):
    told = still_ours.set(lambda: "DATA" not in server.commands)
    try:
        with pytest.raises(NotOurs):
            await send(pool)
    finally:
        still_ours.reset(told)

    assert server.letters == []


async def test_no_more_letters_are_under_way_than_there_are_connections(pool, server):
    await asyncio.gather(*(send(pool) for _ in range(20)))

    assert len(server.letters) == 20
    assert server.connections <= 4


async def test_a_wrong_password_is_trouble_with_the_server_and_no_letters_fault(smtp_login):
    opened = SmtpPool(smtp_login(password="forkert"))

    with pytest.raises(Unreachable, match=r"refuses the login \(535\)"):
        await send(opened)


async def test_the_right_password_gets_the_letter_through(smtp_login):
    opened = SmtpPool(smtp_login(password="hemmeligt"))

    assert await send(opened) == {}
    await opened.close()


async def test_a_certificate_that_nobody_trusts_stops_letters_before_a_word_is_said(certificate, monkeypatch):
    from tests.servers.smtp_sink import SmtpSink  # noqa: PLC0415 - as conftest does

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with SmtpSink(certificate=certificate) as sink:
        opened = SmtpPool(Smtp(host="127.0.0.1", port=sink.port, security="starttls", from_address=OWN))

        with pytest.raises(Unreachable) as trouble:
            await send(opened)

    assert not trouble.value.may_have_left
    assert sink.messages == []


async def test_a_server_that_offers_no_tls_is_not_written_to_in_the_clear(server):
    opened = SmtpPool(Smtp(host="127.0.0.1", port=server.port, security="starttls", from_address=OWN))

    with pytest.raises(Unreachable):
        await send(opened)

    assert not [each for each in server.commands if each.startswith("MAIL")]


@pytest.fixture
def smtp_login(certificate, monkeypatch):
    """The settings for a server that wants a name and a password."""
    from tests.servers.smtp_sink import SmtpSink  # noqa: PLC0415 - as conftest does

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    with SmtpSink(certificate=certificate, login=("fonde", "hemmeligt")) as sink:
        values = {"host": "127.0.0.1", "port": sink.port, "security": "starttls", "from_address": OWN}
        yield lambda password: Smtp(username="fonde", password=password, **values)
