from datetime import timedelta

import pytest

from bot.inquiries import (
    answering,
    approving,
    claiming,
    correcting,
    drafting,
    enclosing,
    handling,
    intake,
    leaving,
    library,
    merging,
)
from bot.inquiries.answer import Seen, Uploaded
from bot.inquiries.answering import Answer
from bot.inquiries.errors import BadCopies
from bot.inquiries.library import Entry
from bot.inquiries.lifecycle import Status
from bot.mail import carrier
from bot.mail.carrier import MailCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Unreachable
from bot.settings import Smtp
from storage import correspondence, inquiries, outbox
from tests.laid_desk import ANDERS, METTE, OWN_ADDRESS, a_desk, an_incoming, an_inquiry


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield Courier(desk, dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool)), Bell())
    await pool.close()


async def answered(desk, inquiry, recipients="karen@fondennordlys.example"):
    form = await answering.open_form(desk, inquiry.id, METTE)
    letter = await answering.send(
        desk, inquiry.id, METTE, Answer(recipients, form.subject, "Tak, vi ringer.", form.seen)
    )
    desk.clock.advance(timedelta(seconds=11))
    return letter


async def state(desk, letter_id):
    async with desk.database.reading() as session:
        return (await correspondence.letter(session, letter_id)).state


def letters(sink):
    return [received.message for received in sink.messages]


async def test_an_acknowledgement_leaves_at_once_with_number_and_deadline(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)

    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    text = letter.get_body(("plain",)).get_content()
    assert inquiry.reference in text
    assert "senest mandag den 9. marts kl. 15.00" in text
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["In-Reply-To"] == "<1@fondennordlys.example>"


async def test_an_answer_leaves_after_the_hold_and_not_before(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    form = await answering.open_form(desk, inquiry.id, METTE)
    await answering.send(desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Tak", form.seen))
    await courier.run_until_empty()
    assert letters(smtp_sink) == []

    desk.clock.advance(timedelta(seconds=11))
    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    assert letter["Subject"] == f"Re: Evaluering af mentorordning [{inquiry.reference}]"
    assert f"+i{inquiry.id}." in letter["Reply-To"]


async def test_what_was_taken_back_never_leaves(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    form = await answering.open_form(desk, inquiry.id, METTE)
    letter = await answering.send(
        desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Tak", form.seen)
    )
    await answering.undo(desk, inquiry.id, letter, METTE)
    desk.clock.advance(timedelta(minutes=5))

    await courier.run_until_empty()

    assert letters(smtp_sink) == []


async def test_an_answer_stops_when_something_arrives_while_it_is_held(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Vent"), desk.clock.now())

    await courier.run_until_empty()

    assert letters(smtp_sink) == []
    assert await state(desk, letter) == "withdrawn"


async def test_an_acknowledgement_of_what_is_answered_already_is_dropped(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)
    await handling.close(desk, inquiry.id, METTE)

    await courier.run_until_empty()

    assert letters(smtp_sink) == []
    async with desk.database.reading() as session:
        (_, receipt) = await correspondence.of_inquiry(session, inquiry.id)
    assert (receipt.kind, receipt.state) == ("acknowledgement", "withdrawn")


async def test_a_recipient_refused_for_good_is_told_to_the_staff(desk, courier, smtp_sink):
    smtp_sink.always("karen@fondennordlys.example", "550 5.1.1 no such user")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)

    await courier.run_until_empty()

    async with desk.database.reading() as session:
        shown = await outbox.by_key(session, f"inquiry:{inquiry.id}/undeliverable:{letter}")
    assert await state(desk, letter) == "failed"
    assert shown.payload["reason"].startswith("550")


async def test_of_one_that_goes_into_a_thread_too_only_the_mail_is_lost(desk, courier, smtp_sink):
    smtp_sink.always("bo@fond.example", "550 5.1.1 no such user")
    inquiry = await an_inquiry(desk, sender="slack:u9ole", message_id="slack:C9/1.1")
    number = await answered(desk, inquiry, "slack:u9ole, bo@fond.example")
    async with desk.database.transaction() as session:
        letter = await correspondence.letter(session, number)
        await leaving.into_threads(letter, {"slack:u9ole": "slack:C9/1.1"})(session, desk.clock.now())

    await courier.run_until_empty()

    async with desk.database.reading() as session:
        assert await inquiries.lost_to(session, inquiry.id, number) == {"bo@fond.example"}
    assert await state(desk, number) == "held"


async def test_one_of_two_recipients_refused_leaves_the_letter_sent_and_tells(desk, courier, smtp_sink):
    smtp_sink.always("bo@fond.example", "550 5.1.1 no such user")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry, "karen@fondennordlys.example, bo@fond.example")

    await courier.run_until_empty()

    async with desk.database.reading() as session:
        happened = [event.what for event in await inquiries.history(session, inquiry.id)]
    assert await state(desk, letter) == "sent"
    assert happened[-2:] == ["answered", "undeliverable"]


BOTH = "karen@fondennordlys.example, bo@fond.example"


async def happened(desk, inquiry):
    async with desk.database.reading() as session:
        return [event.what for event in await inquiries.history(session, inquiry.id)]


async def test_one_of_two_put_off_gets_the_same_letter_later_and_nobody_is_troubled(desk, courier, smtp_sink):
    smtp_sink.answer("bo@fond.example", "451 4.7.1 greylisted", "452 4.5.3 too many recipients")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry, BOTH)
    await courier.run_until_empty()
    assert [each.recipients for each in smtp_sink.messages] == [("karen@fondennordlys.example",)]

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    first, second = smtp_sink.messages
    assert second.recipients == ("bo@fond.example",)
    assert second.message["Message-ID"] == first.message["Message-ID"]
    assert (await state(desk, letter), (await happened(desk, inquiry))[-1]) == ("sent", "answered")


async def test_one_put_off_gets_the_letter_although_the_other_has_written_meanwhile(desk, courier, smtp_sink):
    smtp_sink.answer("bo@fond.example", "451 4.7.1 greylisted", "451 4.7.1 greylisted")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await answered(desk, inquiry, BOTH)
    await courier.run_until_empty()
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Tak"), desk.clock.now())

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert smtp_sink.messages[-1].recipients == ("bo@fond.example",)


@pytest.mark.parametrize("reply", ["451 4.7.1 greylisted", "550 5.1.1 no such user"])
async def test_one_put_off_for_days_or_refused_in_the_end_is_told_to_the_staff(
    desk, courier, smtp_sink, reply
):
    smtp_sink.answer("bo@fond.example", "451 4.7.1 greylisted")
    smtp_sink.always("bo@fond.example", reply)
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry, BOTH)
    await courier.run_until_empty()
    desk.clock.advance(timedelta(days=5))
    await courier.run_until_empty()

    async with desk.database.reading() as session:
        told = await outbox.by_key(
            session, f"inquiry:{inquiry.id}/undeliverable:{letter}:{outbox.unnamed('bo@fond.example')}"
        )
    assert told.payload["reason"] == f"bo@fond.example: {reply}"
    assert (await state(desk, letter), (await happened(desk, inquiry))[-1]) == ("sent", "undeliverable")


async def test_a_busy_server_gets_the_same_letter_later(desk, courier, smtp_sink):
    smtp_sink.answer("karen@fondennordlys.example", "451 4.3.0 try again")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await answered(desk, inquiry)
    await courier.run_until_empty()
    assert letters(smtp_sink) == []

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert len(letters(smtp_sink)) == 1


async def test_a_letter_that_was_put_off_stops_when_something_arrives_before_the_next_try(
    desk, courier, smtp_sink
):
    smtp_sink.answer("karen@fondennordlys.example", "451 4.7.1 greylisted")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)
    await courier.run_until_empty()
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Vent"), desk.clock.now())

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert (await state(desk, letter), letters(smtp_sink)) == ("withdrawn", [])


async def test_one_that_may_have_left_goes_on_although_something_arrived_before_the_next_try(
    desk, courier, smtp_sink
):
    smtp_sink.drop(keep=True)
    smtp_sink.answer("karen@fondennordlys.example", "250 ok", "451 4.7.1 greylisted")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)
    await courier.run_until_empty()
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Vent"), desk.clock.now())

    for _ in range(2):
        desk.clock.advance(timedelta(minutes=2))
        await courier.run_until_empty()

    assert (await state(desk, letter), len(letters(smtp_sink))) == ("sent", 2)
    async with desk.database.reading() as session:
        assert (await inquiries.get(session, inquiry.id)).status == Status.CLAIMED


async def test_a_connection_lost_after_the_text_sends_the_same_message_id_again(desk, courier, smtp_sink):
    smtp_sink.drop(keep=True)
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await answered(desk, inquiry)
    await courier.run_until_empty()
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert len({letter["Message-ID"] for letter in letters(smtp_sink)}) == 1


async def test_a_server_that_is_gone_is_unreachable():
    pool = SmtpPool(Smtp(host="127.0.0.1", port=9, security="none", from_address=OWN_ADDRESS))

    with pytest.raises(Unreachable):
        await pool.check()


async def test_no_more_than_the_configured_number_leaves_a_minute(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port, "per_minute": 2}) as desk:
        pool = SmtpPool(desk.settings.smtp)
        courier = Courier(desk, dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool)), Bell())
        for number in range(4):
            await an_inquiry(desk, sender=f"nr{number}@fond.example")

        await courier.run_until_empty()
        await pool.close()

    assert len(letters(smtp_sink)) == 2


async def with_more(desk, inquiry, **over):
    """Send an answer with something more to it than its text; give the letter's number."""
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(form.recipients, form.subject, "Tak, vi ringer.", form.seen, **over)
    letter = await answering.send(desk, inquiry.id, METTE, answer)
    desk.clock.advance(timedelta(seconds=11))
    return letter


@pytest.mark.parametrize(
    ("language", "says"), [("da", "skrev mandag den 2."), ("en", "wrote Monday 2 March")]
)
async def test_an_answer_may_quote_the_letter_below_itself_without_a_cpr_number(
    desk, courier, smtp_sink, language, says
):
    text = "Kan vi tales ved?\n\nBorger 311299-1234"
    inquiry = await an_inquiry(desk, text=text, may_be_answered=False)

    await with_more(desk, inquiry, quoted=True, language=language)
    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    said = "\n".join(letter.get_body(("plain",)).get_content().splitlines())
    assert f"karen@fondennordlys.example {says}" in said
    assert "> Kan vi tales ved?\n> \n> Borger xxxxxx-xxxx\n" in said
    assert said.index("Tak, vi ringer.") < said.index("> Kan vi")


async def test_without_that_nothing_is_quoted(desk, courier, smtp_sink):
    await with_more(desk, await an_inquiry(desk, may_be_answered=False))
    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    assert "\n>" not in letter.get_body(("plain",)).get_content()


FILES = [
    Uploaded("budget.pdf", "application/pdf", 4, "https://files.slack.com/1"),
    Uploaded("../Budget.pdf", "application/pdf", 4, "https://files.slack.com/2"),
]


async def fetched(desk, *contents):
    async with desk.database.transaction() as session:
        for number, content in enumerate(contents, start=1):
            await enclosing.fetched(number, content)(session, desk.clock.now())


async def test_files_go_along_under_safe_names_no_two_alike(desk, courier, smtp_sink):
    await with_more(desk, await an_inquiry(desk, may_be_answered=False), uploaded=FILES)
    await fetched(desk, b"%PDF one", b"%PDF two")

    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    enclosed = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert enclosed == {"budget.pdf": b"%PDF one", "Budget (2).pdf": b"%PDF two"}


async def test_a_letter_waits_for_its_files_and_stops_if_something_arrives_meanwhile(
    desk, courier, smtp_sink
):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    waiting = await with_more(desk, inquiry, uploaded=FILES[:1])
    await courier.run_until_empty()
    assert (await state(desk, waiting), letters(smtp_sink)) == ("held", [])

    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Vent"), desk.clock.now())
    await fetched(desk, b"%PDF")
    desk.clock.advance(timedelta(seconds=2))
    await courier.run_until_empty()

    assert (await state(desk, waiting), letters(smtp_sink)) == ("withdrawn", [])


async def test_it_leaves_when_its_file_is_here(desk, courier, smtp_sink):
    waiting = await with_more(desk, await an_inquiry(desk, may_be_answered=False), uploaded=FILES[:1])
    await courier.run_until_empty()
    await fetched(desk, b"%PDF")
    desk.clock.advance(timedelta(seconds=2))

    await courier.run_until_empty()

    assert (await state(desk, waiting), len(letters(smtp_sink))) == ("sent", 1)


async def test_what_is_no_longer_what_was_approved_does_not_leave(desk, courier, smtp_sink):
    approved = await with_more(desk, await an_inquiry(desk, may_be_answered=False))
    async with desk.database.transaction() as session:
        letter = await correspondence.letter(session, approved)
        letter.approved_digest = await approving.fingerprint(session, letter)
        letter.text = "Nej."

    await courier.run_until_empty()

    assert (await state(desk, approved), letters(smtp_sink)) == ("withdrawn", [])


async def test_what_is_what_was_approved_leaves(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    approved = await with_more(desk, inquiry, uploaded=FILES[:1], quoted=True)
    await fetched(desk, b"%PDF")
    async with desk.database.transaction() as session:
        letter = await correspondence.letter(session, approved)
        letter.approved_digest = await approving.fingerprint(session, letter)

    await courier.run_until_empty()

    assert await state(desk, approved) == "sent"


INTERNAL = "HEMMELIGT"


async def test_nothing_that_staff_say_among_themselves_is_in_any_mail(desk, courier, smtp_sink):
    inquiry, other = await an_inquiry(desk), await an_inquiry(desk, sender="bo@sol.example")
    await handling.note(desk, inquiry.id, METTE, f"{INTERNAL}: ring først")
    await handling.note(desk, other.id, METTE, INTERNAL)
    await correcting.correct(desk, inquiry.id, METTE, ["evaluering"], f"Fonden {INTERNAL}")
    await drafting.keep(desk, inquiry.id, ANDERS, Answer("x@y.example", INTERNAL, INTERNAL, Seen(1)))
    await claiming.hand_to(desk, inquiry.id, METTE, ANDERS)
    await merging.merge(desk, other.id, METTE, inquiry.reference)
    taken_back = await with_more(desk, inquiry)
    async with desk.database.transaction() as session:
        letter = await correspondence.letter(session, taken_back)
        await outbox.withdraw(session, answering.answer_key(letter), desk.clock.now(), "awaits")
        letter.state, letter.text = "awaiting", INTERNAL
    await approving.send_back(desk, inquiry.id, taken_back, ANDERS, f"{INTERNAL}: nævn fristen")

    form = await answering.open_form(desk, inquiry.id, METTE)
    recipients = "karen@fondennordlys.example, bo@sol.example"
    answer = Answer(recipients, form.subject, "Tak, vi ringer.", form.seen, quoted=True)
    letter = await answering.send(desk, inquiry.id, METTE, answer)
    await library.save(desk, letter, METTE, Entry(INTERNAL, INTERNAL, ""))
    desk.clock.advance(timedelta(seconds=11))
    await courier.run_until_empty()

    mails = [received.raw for received in smtp_sink.messages]
    texts = [message.get_body(("plain",)).get_content() for message in letters(smtp_sink)]
    assert any("Tak, vi ringer." in text for text in texts)
    assert len(mails) == 3  # two receipts and the answer
    assert not [raw for raw in mails if INTERNAL.encode() in raw]


async def answered_with_copies(desk, inquiry, recipients, copies):
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(recipients, form.subject, "Tak, vi ringer.", form.seen, copies=copies)
    letter = await answering.send(desk, inquiry.id, METTE, answer)
    desk.clock.advance(timedelta(seconds=11))
    return letter


async def test_several_get_the_letter_and_others_a_copy_whose_replies_come_back(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)
    await courier.run_until_empty()
    to = "karen@fondennordlys.example, bo@fondennordlys.example"
    copies = "CHEF@fond.example karen@fondennordlys.example"

    await answered_with_copies(desk, inquiry, to, copies)
    await courier.run_until_empty()

    received = smtp_sink.messages[-1]
    assert received.message["Cc"] == "chef@fond.example"
    assert received.message["To"] == to
    assert set(received.recipients) == {*to.split(", "), "chef@fond.example"}
    async with desk.database.reading() as session:
        assert await inquiries.takes_part(session, inquiry.id, "chef@fond.example")


@pytest.mark.parametrize("copies", ["chef", "slack:u6karen", "a@fond.example, b"])
async def test_copies_go_to_mail_addresses_only(desk, copies):
    inquiry = await an_inquiry(desk)

    with pytest.raises(BadCopies):
        await answered_with_copies(desk, inquiry, "karen@fondennordlys.example", copies)


async def test_a_letter_taken_back_keeps_its_copies(desk):
    inquiry = await an_inquiry(desk)
    letter = await answered_with_copies(desk, inquiry, "a@fond.example", "b@fond.example")

    await answering.undo(desk, inquiry.id, letter, METTE)

    assert (await answering.open_form(desk, inquiry.id, METTE)).copies == "b@fond.example"


async def test_another_copy_is_not_what_was_approved(desk):
    inquiry = await an_inquiry(desk)
    letter_id = await answered_with_copies(desk, inquiry, "a@fond.example", "b@fond.example")
    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, letter_id)
        before = approving.digest(letter, None, [])
        letter.copies = ["c@fond.example"]
        assert approving.digest(letter, None, []) != before
        session.expunge_all()
