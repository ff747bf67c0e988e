import asyncio
import time
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.front_desk import reading
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.reception import Reception
from bot.inquiries import claiming, handling, intake, merging
from bot.inquiries.lifecycle import Status
from bot.signed_address import reply_address
from storage import correspondence, inquiries, ledger, parties, retention, tally
from storage.messages import Arrival, Place, Stored
from storage.outcomes import Outcome
from storage.tables import OutboxRow
from tests.laid_desk import METTE, OWN_ADDRESS, FixedModel, a_desk, an_understanding
from tests.letters_received import ANSWER, NORDLYS
from tests.rounds_on_record import opened
from tests.sample_mails import sample

KAREN = "Karen Lyngholt <karen@fondennordlys.example>"


def a_mail(text="Kan vi få en snak om evaluering?", sender=KAREN, to=OWN_ADDRESS, **headers):
    message = EmailMessage()
    values = {"From": sender, "To": to, "Subject": "Evaluering", "Message-ID": f"<{hash(text)}@fond.example>"}
    for name, value in (values | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def reception(desk):
    return Reception(desk, FixedModel())


@pytest.fixture
def receive(desk, reception):
    async def receive(raw, place=None):
        now = desk.clock.now()
        arrival = Arrival.pack(raw, source="test", received_at=now, place=place)
        async with desk.database.transaction() as session:
            (ledger_id,) = await ledger.store(session, [arrival], now)
        return await reception.receive(ledger_id)

    return receive


async def acknowledgement_of(desk, inquiry):
    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
    return next(letter.message_id for letter in letters if letter.kind == "acknowledgement")


async def test_a_letter_opens_an_inquiry(receive):
    decision = await receive(a_mail())

    assert decision.outcome == Outcome.INQUIRY
    assert (decision.inquiry.sender, decision.inquiry.office) == ("karen@fondennordlys.example", "indsatser")


async def test_of_an_inquiry_that_was_opened_somebody_may_overhear_what_was_understood(desk):
    overheard = []
    reception = Reception(desk, FixedModel(), lambda *what: overheard.append(what))
    now = desk.clock.now()
    first = a_mail()
    mails = [first, b"Received: by b; Mon, 2 Mar 2026 10:00:09 +0100\r\n" + first, b"\x00\x01"]
    arrivals = [Arrival.pack(raw, source="test", received_at=now) for raw in mails]
    async with desk.database.transaction() as session:
        stored = await ledger.store(session, arrivals, now)
    decisions = [await reception.receive(ledger_id) for ledger_id in stored]

    assert overheard == [(decisions[0].inquiry.id, "Evaluering", "Kan vi få en snak om evaluering?")]


async def test_an_inquiry_keeps_which_model_read_its_letter(desk):
    understanding = replace(an_understanding(), model="the-one-that-read")
    reception = Reception(desk, FixedModel(understanding))
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (stored,) = await ledger.store(session, [Arrival.pack(a_mail(), source="t", received_at=now)], now)

    assert (await reception.receive(stored)).inquiry.model == "the-one-that-read"


async def test_what_another_process_decided_meanwhile_is_left_as_it_is(desk, reception):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (ledger_id,) = await ledger.store(session, [Arrival.pack(a_mail(), source="t", received_at=now)], now)
        stored = await ledger.load(session, ledger_id)
        await ledger.decide(session, ledger_id, Outcome.LIST_MAIL, now, reason="list_id")

    decision = await reception.decide(ReadingRoom(desk, FixedModel()).read([stored])[0])

    assert (decision.outcome, decision.reason, decision.inquiry) == (Outcome.LIST_MAIL, "list_id", None)


async def test_an_answer_to_a_round_that_another_process_decided_on_meanwhile_is_left_as_it_is(desk):
    await opened(desk, parties=NORDLYS)
    now = desk.clock.now()
    arrival = Arrival.pack(a_mail(ANSWER, sender=NORDLYS["Fonden Nordlys"]), source="t", received_at=now)
    async with desk.database.transaction() as session:
        (ledger_id,) = await ledger.store(session, [arrival], now)
    both = [Reception(desk, FixedModel()) for _ in range(2)]
    readings = [await each._read(ledger_id) for each in both]

    with capture_logs() as logs:
        decisions = [await each.decide(reading) for each, reading in zip(both, readings, strict=True)]

    assert [decision.outcome for decision in decisions] == [Outcome.SUBMISSION] * 2
    assert [line for line in logs if line["log_level"] == "error"] == []


async def test_what_breaks_while_another_process_decides_on_it_is_left_as_that_has_it(desk, monkeypatch):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (ledger_id,) = await ledger.store(session, [Arrival.pack(a_mail(), source="t", received_at=now)], now)
    one, other = [Reception(desk, FixedModel()) for _ in range(2)]
    reading = await one._read(ledger_id)
    decided = one._decided

    async def overtaken(reading, *more):
        await other.receive(ledger_id)
        monkeypatch.setattr(one, "_decided", decided)
        raise ZeroDivisionError

    monkeypatch.setattr(one, "_decided", overtaken)

    assert (await one.decide(reading)).outcome == Outcome.INQUIRY


async def test_an_answer_to_the_signed_address_joins_its_inquiry(desk, receive):
    inquiry = (await receive(a_mail())).inquiry

    signed = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)
    decision = await receive(a_mail("Tak", sender="bo@anden.example", to=signed))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, inquiry.id)


async def test_a_forged_signature_joins_nothing(receive):
    inquiry = (await receive(a_mail())).inquiry

    forged = OWN_ADDRESS.replace("@", f"+i{inquiry.id}.aaaaaaaaaaaaaaaa@")
    decision = await receive(a_mail("Tak", sender="bo@anden.example", to=forged))

    assert decision.outcome == Outcome.INQUIRY


async def test_a_reply_to_a_letter_of_ours_joins_its_inquiry(desk, receive):
    inquiry = (await receive(a_mail())).inquiry

    decision = await receive(a_mail("Tak", In_Reply_To=await acknowledgement_of(desk, inquiry)))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, inquiry.id)


async def test_a_colleague_at_the_same_organisation_joins(desk, receive):
    inquiry = (await receive(a_mail())).inquiry

    reply = a_mail(
        "Jeg svarer for Karen",
        sender="bo@fondennordlys.example",
        In_Reply_To=await acknowledgement_of(desk, inquiry),
    )

    assert (await receive(reply)).outcome == Outcome.FOLLOW_UP


async def test_a_participant_who_names_the_number_joins(receive):
    inquiry = (await receive(a_mail())).inquiry

    decision = await receive(a_mail("En ting til", Subject=f"Vedr. {inquiry.reference.lower()}"))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, inquiry.id)


@pytest.mark.parametrize("by", ["number", "thread"])
async def test_a_stranger_with_a_known_number_opens_a_linked_inquiry(desk, receive, by):
    inquiry = (await receive(a_mail())).inquiry
    headers = {"Subject": f"[{inquiry.reference}]"}
    if by == "thread":
        headers = {"References": await acknowledgement_of(desk, inquiry)}

    decision = await receive(a_mail("Hvad skete der?", sender="x@fremmed.example", **headers))

    async with desk.database.reading() as session:
        linked = await inquiries.linked(session, decision.inquiry.id)
    assert decision.outcome == Outcome.INQUIRY
    assert [other.id for other in linked] == [inquiry.id]


async def test_two_people_at_a_public_provider_are_strangers(desk, receive):
    inquiry = (await receive(a_mail(sender="a@gmail.com"))).inquiry

    decision = await receive(
        a_mail("Hej", sender="b@gmail.com", References=await acknowledgement_of(desk, inquiry))
    )

    assert decision.outcome == Outcome.INQUIRY


async def test_a_follow_up_reopens_and_an_absence_does_not(desk, receive):
    inquiry = (await receive(a_mail())).inquiry
    await claiming.claim(desk, inquiry.id, METTE)
    await handling.close(desk, inquiry.id, METTE)
    ours = await acknowledgement_of(desk, inquiry)

    absence = await receive(a_mail("Jeg er på ferie", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    async with desk.database.reading() as session:
        after_absence = (await inquiries.get(session, inquiry.id)).status
    follow_up = await receive(a_mail("Tak, men en ting til", In_Reply_To=ours))

    assert (absence.outcome, after_absence) == (Outcome.AUTO_REPLY, Status.CLOSED)
    assert follow_up.inquiry.status == Status.CLAIMED


async def test_the_same_mail_delivered_twice_is_a_duplicate_of_the_first(receive):
    first = await receive(b"Received: by a; Mon, 2 Mar 2026 10:00:00 +0100\r\n" + a_mail())
    second = await receive(b"Received: by b; Mon, 2 Mar 2026 10:00:09 +0100\r\n" + a_mail())

    assert (second.outcome, second.duplicate_of) == (Outcome.DUPLICATE, first.inquiry.reference)


async def test_what_can_not_be_read_is_quarantined_and_does_not_stop_the_next(desk, receive):
    bad = await receive(b"\x00\x01\x02\xff")
    good = await receive(a_mail())

    assert (bad.outcome, good.outcome) == (Outcome.QUARANTINED, Outcome.INQUIRY)
    assert bad.reason


async def test_a_mail_that_breaks_the_decision_is_quarantined_and_leaves_no_trace(desk, receive, monkeypatch):
    async def breaks(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("bot.front_desk.deciding.intake.open_inquiry", breaks)
    decision = await receive(a_mail())

    assert (decision.outcome, decision.reason) == (Outcome.QUARANTINED, "ZeroDivisionError while deciding")


async def test_a_sender_who_is_forgotten_as_their_letter_arrives_is_read_as_unknown(
    tmp_path, postgres_url, monkeypatch
):
    known_contact = intake.parties.known_contact

    async def forgotten_meanwhile(session, letter, language, now):
        contact = await known_contact(session, letter, language, now)
        async with desk.database.transaction() as other:
            await retention.forget_contacts(other, now, 10)
        return contact

    async with a_desk(tmp_path, database={"url": postgres_url}) as desk:
        now = desk.clock.now()
        async with desk.database.transaction() as session:
            await parties.add_contact(session, "karen@fondennordlys.example", "Karen", "da", None, now)
            arrival = Arrival.pack(a_mail(), source="test", received_at=now)
            (ledger_id,) = await ledger.store(session, [arrival], now)
        monkeypatch.setattr(intake.parties, "known_contact", forgotten_meanwhile)

        decision = await Reception(desk, FixedModel()).receive(ledger_id)

    assert (decision.outcome, decision.organisation) == (Outcome.INQUIRY, "fondennordlys.example")


async def quarantined(desk, receive, raw, monkeypatch):
    """The number of a letter that could not be decided on by the program of before."""

    async def breaks(*_args, **_kwargs):
        raise ZeroDivisionError

    with monkeypatch.context() as before:
        before.setattr("bot.front_desk.deciding.intake.open_inquiry", breaks)
        return (await receive(raw)).reading.stored.ledger_id


async def test_what_is_read_again_from_quarantine_goes_its_way_once_and_the_ledger_says_so(
    desk, reception, receive, monkeypatch
):
    kept = await quarantined(desk, receive, a_mail(), monkeypatch)

    decisions = [await reception.read_again(kept), await reception.read_again(kept)]

    assert [each.outcome for each in decisions] == [Outcome.INQUIRY] * 2
    assert len({each.inquiry.id for each in decisions}) == 1
    async with desk.database.reading() as session:
        entry = await ledger.entry(session, kept)
        totals = await tally.totals(session)
    assert entry.reason == "read again, was quarantined: ZeroDivisionError while deciding"
    assert (totals.outcomes, totals.adds_up) == ({"inquiry": 1}, True)


async def test_what_two_read_again_at_once_becomes_one_inquiry(desk, reception, receive, monkeypatch):
    kept = await quarantined(desk, receive, a_mail(), monkeypatch)
    other = Reception(desk, FixedModel())

    decisions = await asyncio.gather(reception.read_again(kept), other.read_again(kept))

    assert len({each.inquiry.id for each in decisions}) == 1


async def test_what_can_not_be_read_again_either_stays_with_its_new_reason(desk, receive, reception):
    bad = (await receive(b"\x00\x01\x02\xff")).reading.stored.ledger_id

    decision = await reception.read_again(bad)

    async with desk.database.reading() as session:
        entry = await ledger.entry(session, bad)
    assert (decision.outcome, entry.outcome, entry.reason) == (
        Outcome.QUARANTINED,
        Outcome.QUARANTINED,
        "not_a_message",
    )


async def test_what_is_too_large_is_kept_whole_and_quarantined(desk, receive, monkeypatch):
    raw = a_mail("x" * 70 + "\n" * 2 + ("y" * 70 + "\n") * 800_000)

    decision = await receive(raw)

    async with desk.database.reading() as session:
        kept = await ledger.load(session, decision.reading.stored.ledger_id)
    assert (decision.outcome, kept.raw) == (Outcome.QUARANTINED, raw)


async def test_what_a_killed_process_left_undecided_is_decided_at_the_next_start(desk, reception):
    now = desk.clock.now()
    places = [Place("INBOX", 1, uid) for uid in (1, 2)]
    mails = [a_mail("En"), a_mail("To")]
    arrivals = [
        Arrival.pack(raw, source="INBOX", received_at=now, place=at)
        for raw, at in zip(mails, places, strict=True)
    ]
    async with desk.database.transaction() as session:
        await ledger.store(session, arrivals, now)

    assert await reception.recover() == 2
    assert await reception.recover() == 0
    async with desk.database.reading() as session:
        totals = await tally.totals(session)
    assert (totals.outcomes, totals.undecided, totals.adds_up) == ({"inquiry": 2}, 0, True)


async def test_our_own_mail_is_a_loop(receive):
    assert (await receive(a_mail(sender=OWN_ADDRESS))).outcome == Outcome.LOOP


async def test_whoever_wants_answers_sent_to_ourselves_gets_them_where_the_mail_came_from(desk, receive):
    local, _, domain = OWN_ADDRESS.partition("@")
    inquiry = (await receive(a_mail(Reply_To=f"{local.upper()}+i1.abc@{domain}"))).inquiry

    async with desk.database.reading() as session:
        newest = await correspondence.last_received(session, inquiry.id)
    assert newest.reply_to is None


async def test_a_reply_to_goes_before_the_sender(desk, receive):
    inquiry = (await receive(a_mail(Reply_To="sekretariat@fondennordlys.example"))).inquiry

    async with desk.database.reading() as session:
        newest = await correspondence.last_received(session, inquiry.id)
    assert newest.reply_to == "sekretariat@fondennordlys.example"


@pytest.fixture
async def merged_one(desk, receive):
    """An inquiry by Bo that goes on in Karen's; gives the main one and the merged one."""
    main = (await receive(a_mail())).inquiry
    part = (await receive(a_mail("Mere herom", sender="bo@anden.example"))).inquiry
    await merging.merge(desk, part.id, METTE, main.reference)
    return main, part


@pytest.mark.parametrize("by", ["number", "thread", "address"])
async def test_mail_to_a_merged_inquiry_joins_the_one_in_which_it_goes_on(desk, receive, merged_one, by):
    main, part = merged_one
    to, headers = OWN_ADDRESS, {}
    if by == "number":
        headers = {"Subject": f"[{part.reference}]"}
    elif by == "thread":
        headers = {"In_Reply_To": await acknowledgement_of(desk, part)}
    else:
        to = reply_address(OWN_ADDRESS, "i", part.id, desk.key)

    decision = await receive(a_mail("En ting til", sender="bo@anden.example", to=to, **headers))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, main.id)


@pytest.mark.parametrize(("sender", "named"), [(KAREN, 1), ("bo@anden.example", 0), ("eva@anden.example", 0)])
async def test_who_takes_part_in_one_of_them_may_name_the_other(receive, merged_one, sender, named):
    subject = f"Vedr. {merged_one[named].reference}"

    decision = await receive(a_mail("En ting til", sender=sender, Subject=subject))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, merged_one[0].id)


async def test_a_stranger_still_joins_neither(receive, merged_one):
    subject = f"Vedr. {merged_one[1].reference}"

    decision = await receive(a_mail("Hvad skete der?", sender="x@fremmed.example", Subject=subject))

    assert decision.outcome == Outcome.INQUIRY


async def test_a_bounce_of_a_merged_inquiry_is_told_where_it_goes_on(desk, receive, merged_one):
    main, part = merged_one
    bounced = (
        "From: MAILER-DAEMON@mx.example\r\nTo: fonde@ministeriet.example\r\nAuto-Submitted: auto-replied\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"In-Reply-To: {await acknowledgement_of(desk, part)}\r\n"
        "\r\n550 no such user\r\n"
    ).encode()

    await receive(bounced)

    async with desk.database.reading() as session:
        told = [event.what for event in await inquiries.history(session, main.id)]
    assert told[-1] in ("bounce", "auto_reply")


@pytest.fixture
async def with_a_trusted_host(tmp_path):
    async with a_desk(tmp_path / "trusting", imap={"trusted_authserv": ["mx.ministeriet.example"]}) as desk:
        yield desk


def vouched(result, **more):
    return {"Authentication-Results": f"mx.ministeriet.example; dmarc={result}"} | more


async def received_at(desk, raw):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (number,) = await ledger.store(session, [Arrival.pack(raw, source="test", received_at=now)], now)
    return await Reception(desk, FixedModel()).receive(number)


async def first_letter(desk, inquiry):
    async with desk.database.reading() as session:
        return (await correspondence.of_inquiry(session, inquiry.id))[0]


async def test_what_the_senders_own_domain_disowns_joins_nothing_and_is_linked(with_a_trusted_host):
    desk = with_a_trusted_host
    inquiry = (await received_at(desk, a_mail(**vouched("pass")))).inquiry
    signed = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)

    decision = await received_at(desk, a_mail("Send pengene hertil", to=signed, **vouched("fail")))

    async with desk.database.reading() as session:
        linked = await inquiries.linked(session, decision.inquiry.id)
    assert decision.outcome == Outcome.INQUIRY
    assert [each.id for each in linked] == [inquiry.id]
    assert (await first_letter(desk, decision.inquiry)).doubts == [{"what": "unproven"}]


async def test_nothing_automatic_goes_to_an_address_that_somebody_may_have_borrowed(with_a_trusted_host):
    desk = with_a_trusted_host

    inquiry = (await received_at(desk, a_mail(**vouched("fail")))).inquiry

    async with desk.database.reading() as session:
        assert [each.kind for each in await correspondence.of_inquiry(session, inquiry.id)] == ["letter"]


async def test_what_comes_by_our_own_address_is_its_writers(desk, receive):
    decision = await receive(a_mail(sender=f"Hjemmesiden <{OWN_ADDRESS}>", Reply_To=KAREN))

    assert (decision.outcome, decision.inquiry.sender) == (Outcome.INQUIRY, "karen@fondennordlys.example")
    assert (await first_letter(desk, decision.inquiry)).doubts is None
    assert await acknowledgement_of(desk, decision.inquiry)


async def test_where_a_host_is_trusted_nobody_vouches_for_who_writes_by_our_own_address(with_a_trusted_host):
    desk = with_a_trusted_host
    inquiry = (await received_at(desk, a_mail(**vouched("pass")))).inquiry
    signed = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)

    by_us = a_mail("Send pengene hertil", OWN_ADDRESS, signed, Reply_To=KAREN, **vouched("pass"))
    decision = await received_at(desk, by_us)

    assert decision.outcome == Outcome.INQUIRY
    assert [each.kind for each in await _letters(desk, decision.inquiry)] == ["letter"]
    assert (await first_letter(desk, decision.inquiry)).doubts == [{"what": "unproven"}]


async def test_what_a_host_says_whom_we_do_not_trust_changes_nothing(desk, receive):
    inquiry = (await receive(a_mail())).inquiry
    signed = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)

    decision = await receive(a_mail("Tak", to=signed, **vouched("fail")))

    assert decision.outcome == Outcome.FOLLOW_UP


async def test_an_address_that_looks_like_a_known_ones_is_pointed_out_each_time(desk, receive):
    await receive(a_mail())

    for text in ("Vi har skiftet konto", "Har I set det?"):
        inquiry = (await receive(a_mail(text, sender="karen@fonden-nordlys.example"))).inquiry

        doubts = (await first_letter(desk, inquiry)).doubts
        assert [(doubt["what"], doubt["domain"]) for doubt in doubts] == [
            ("looks_like", "fondennordlys.example")
        ]


async def test_a_lookalike_that_goes_on_in_somebody_elses_inquiry_or_wants_the_answers_is_pointed_out_too(
    desk, receive
):
    inquiry = (await receive(a_mail())).inquiry
    way_in = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)
    await receive(a_mail("Vi har skiftet konto", sender="karen@fonden-nordlys.example", to=way_in))
    await receive(a_mail("Svar her", to=way_in, Reply_To="karen@fondenn0rdlys.example"))

    every = [[each["what"] for each in letter.doubts or ()] for letter in await _letters(desk, inquiry)]
    assert every == [[], ["looks_like"], ["looks_like"]]


async def test_of_whom_nothing_is_doubtful_nothing_is_said(desk, receive):
    inquiry = (await receive(a_mail())).inquiry

    assert (await first_letter(desk, inquiry)).doubts is None


async def first_doubts(desk, inquiry):
    letters = await _letters(desk, inquiry)
    return [doubt["what"] for doubt in letters[-1].doubts or ()]


async def _letters(desk, inquiry):
    async with desk.database.reading() as session:
        return [
            each for each in await correspondence.of_inquiry(session, inquiry.id) if each.kind == "letter"
        ]


@pytest.mark.parametrize("name", ["encrypted-pgp", "encrypted-smime", "encrypted-pgp-in-text"])
async def test_an_encrypted_letter_goes_to_triage_and_nobody_thanks_for_what_nobody_has_read(
    desk, receive, name
):
    decision = await receive(sample(name))

    assert (decision.outcome, decision.inquiry.office) == (Outcome.INQUIRY, "indsatser")
    assert (decision.inquiry.accepted, decision.inquiry.scores) == (False, {})
    assert await first_doubts(desk, decision.inquiry) == ["encrypted"]
    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, decision.inquiry.id)
    assert [letter.kind for letter in letters] == ["letter"]


async def test_a_letter_that_is_encrypted_in_part_is_understood_by_its_words(desk, receive):
    decision = await receive(sample("encrypted-pgp-with-words"))

    assert decision.inquiry.accepted
    assert await first_doubts(desk, decision.inquiry) == ["encrypted"]


async def test_an_encrypted_letter_that_goes_on_with_an_inquiry_says_so_in_its_thread(desk, receive):
    opened = await receive(a_mail())
    to = reply_address(OWN_ADDRESS, "i", opened.inquiry.id, desk.key).encode()
    decision = await receive(sample("encrypted-smime").replace(b"dialog@ministeriet.example", to))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.FOLLOW_UP, opened.inquiry.id)
    assert await first_doubts(desk, opened.inquiry) == ["encrypted"]


async def test_what_a_limit_left_unread_is_said(desk, receive):
    parts = "--b\nContent-Type: image/png\n\nx\n" * 1_100
    head = f"From: {KAREN}\nSubject: Mange\nContent-Type: multipart/mixed; boundary=b\n\n"
    decision = await receive(f"{head}--b\n\nHer er alle billederne fra projektet.\n{parts}--b--\n".encode())

    assert await first_doubts(desk, decision.inquiry) == ["cut"]


async def test_a_program_that_calls_itself_a_document_is_marked_in_the_record(desk, receive):
    decision = await receive(sample("program-called-pdf"))
    (letter,) = await _letters(desk, decision.inquiry)

    assert [each.get("mark") for each in letter.attachments] == ["disguised", "program"]


async def test_limits_are_those_of_the_configuration(tmp_path):
    async with a_desk(tmp_path, reading={"max_seconds": 1, "max_parts": 3, "max_text_kb": 1}) as desk:
        room = ReadingRoom(desk, FixedModel())
        (read,) = room.read([Stored(1, 1, "test", desk.clock.now(), a_mail("ord " * 500))])

    assert read.mail.warnings == ("text_cut",)
    assert (read.mail.limits.parts, read.mail.limits.seconds) == (3, 1)


async def test_messages_are_parsed_one_at_a_time_since_a_process_has_one_alarm(desk, monkeypatch):
    room, parse, under_way, most = ReadingRoom(desk, FixedModel(), patience=60), reading.parse, [], []

    def slowly(raw, limits):
        under_way.append(raw)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.remove(raw)
        return parse(raw, limits)

    monkeypatch.setattr(reading, "parse", slowly)
    stored = [Stored(number, 1, "t", desk.clock.now(), a_mail(f"Brev {number}")) for number in range(3)]
    await asyncio.gather(*(asyncio.to_thread(room.letter, each) for each in stored))

    assert most == [1, 1, 1]


async def told_in_threads(desk):
    async with desk.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.kind == "slack.thread"))
        return [row.payload for row in rows]


def about(message_id, name):
    return sample(name).replace(b"<i42.own@ministeriet.example>", message_id.encode())


async def test_a_bounce_is_tied_to_the_letter_that_bounced_and_says_why(desk, receive):
    opened = await receive(a_mail(sender="Mette <mette@rugfonden.example>"))
    receipt = await acknowledgement_of(desk, opened.inquiry)
    decision = await receive(about(receipt, "bounce-exchange-da"))

    assert (decision.outcome, decision.inquiry.id) == (Outcome.BOUNCE, opened.inquiry.id)
    assert {"what": "returned", "to": "mette@rugfonden.example", "cause": "full"} in await told_in_threads(
        desk
    )


async def test_the_day_on_which_somebody_is_back_is_read(desk, receive):
    opened = await receive(a_mail())
    to = reply_address(OWN_ADDRESS, "i", opened.inquiry.id, desk.key)
    note = "Jeg er på ferie til og med fredag den 10. april 2026."
    decision = await receive(a_mail(note, to=to, Auto_Submitted="auto-replied", Subject="Automatisk svar"))

    assert decision.outcome == Outcome.AUTO_REPLY
    told = {"what": "absent", "who": "karen@fondennordlys.example", "back_on": "2026-04-11"}
    assert told in await told_in_threads(desk)


async def test_a_complaint_about_a_letter_is_told(desk, receive):
    opened = await receive(a_mail())
    to = reply_address(OWN_ADDRESS, "i", opened.inquiry.id, desk.key).encode()
    await receive(sample("complaint-arf").replace(b"dialog@ministeriet.example", to))

    assert "complained" in [each["what"] for each in await told_in_threads(desk)]


async def test_two_machines_that_answer_each_other_end_after_one_acknowledgement(desk, receive):
    opened = await receive(a_mail("Tak for jeres brev. Vi vender tilbage."))
    to = reply_address(OWN_ADDRESS, "i", opened.inquiry.id, desk.key)
    for number in range(20):
        again = await receive(a_mail(f"Tak for jeres brev nr. {number}. Vi vender tilbage.", to=to))
        assert again.outcome == Outcome.FOLLOW_UP

    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, opened.inquiry.id)
    assert [each.kind for each in letters if each.direction == "out"] == ["acknowledgement"]


async def test_one_address_gets_no_more_automatic_letters_a_day_than_are_set(desk, receive):
    opened = [
        await receive(a_mail(f"Et nyt spørgsmål, nr. {number}", Subject=f"Nr. {number}"))
        for number in range(8)
    ]

    kinds = []
    async with desk.database.reading() as session:
        for each in opened:
            kinds += [one.kind for one in await correspondence.of_inquiry(session, each.inquiry.id)]
    assert kinds.count("acknowledgement") == desk.settings.smtp.auto_per_day
