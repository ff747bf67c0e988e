"""An inquiry's way: a foundation writes, an office sees a card, somebody answers, a letter leaves."""

import asyncio
from datetime import timedelta
from email.utils import parseaddr

import pytest

from tests.journeys.mails import (
    KAREN,
    OLE,
    STRANGER,
    SUBJECT,
    a_bounce,
    a_mail,
    a_reply,
    address_of,
    an_absence,
    text_of,
)
from tests.journeys.ministry import ANNE, BO, CARLA, HOLD, POLICY, TRIAGE, UIP, until

ADDRESS = address_of(KAREN)
ANSWER = "Kære Karen\n\nSend os manualen og effektmålingen.\n\nVenlig hilsen\nAnne"


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_foundation_writes_is_answered_from_slack_and_writes_again(ministry):
    mail = a_mail()
    await ministry.gets(mail)

    # the right office sees what it is about, and until when it has to be answered
    card = await ministry.card(SUBJECT, UIP)
    await card.shows("Fonden Nordlys", "Karen Lyngholt", "Familiehuset sammen med to kommuner")
    await card.shows(
        "Åbning af Udviklings- og Investeringsprogrammerne", "senest mandag den 10. marts kl. 15.00"
    )
    reference = (await ministry.inquiry(card)).reference
    assert reference == "FD-2025-00001"

    # Karen learns at once that somebody will answer, and when
    receipt = await ministry.acknowledgement(ADDRESS)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert receipt["In-Reply-To"] == mail["Message-ID"]
    assert reference in text_of(receipt)
    assert "senest mandag den 10. marts kl. 15.00" in text_of(receipt)

    # Anne takes it; Carla belongs to another office and can't
    await card.click(CARLA, "inquiry.claim")
    await ministry.told(CARLA, "UIP-kontoret")
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")
    assert "inquiry.claim" not in card.text

    # she answers in a form; the letter is shown before it leaves, and can be taken back
    assert await ministry.writes(card, ANNE, ANSWER) == {}
    preview = await card.thread_shows("Send os manualen", "Fortryd")
    ministry.waits(HOLD)
    await preview.shows(f"Sendt af <@{ANNE}>")
    await card.shows("Besvaret")

    # what leaves is a proper answer in Karen's own thread
    letter = await ministry.letter(ADDRESS, "Send os manualen")
    assert letter["Subject"] == f"Re: {SUBJECT} [{reference}]"
    assert letter["In-Reply-To"] == mail["Message-ID"]
    assert letter["References"] == mail["Message-ID"]
    assert letter["Auto-Submitted"] is None
    assert "Send os manualen" in text_of(letter, "html")
    name, address = parseaddr(str(letter["Reply-To"]))
    assert name == "Ministeriets fondsdialog"
    assert address.partition("@")[0].startswith(f"{ministry.mailbox.address.partition('@')[0]}+i1.")

    # her answer comes back to the same inquiry, which is open again
    await ministry.gets(a_reply(letter, "Tak. Skal effektmålingen være på engelsk?"))
    await card.thread_shows("Skal effektmålingen være på engelsk?", ADDRESS)
    assert "skrev Ministeriets fondsdialog" not in "".join(card.thread)
    await card.shows(f"<@{ANNE}> har sagen", "Svar senest")
    assert await ministry.history(card) == [
        "opened",
        "acknowledged",
        "claimed",
        "answer_written",
        "answered",
        "reopened",
    ]

    # and every mail is accounted for and out of the inbox
    await ministry.has_decided(inquiry=1, follow_up=1)
    assert len(ministry.slack.messages(UIP)) == 2  # the card, and what only Carla saw
    await until(ministry.inbox_is_empty)
    assert len(ministry.mailbox.messages("Behandlet")) == 2


async def _closed_after_an_answer(ministry):
    """Karen's inquiry, answered and closed: its card, and our letter."""
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await ministry.writes(card, ANNE, ANSWER)
    await card.thread_shows("Fortryd")
    ministry.waits(HOLD)
    letter = await ministry.letter(ADDRESS, "Send os manualen")
    await card.shows("Besvaret")
    await card.click(ANNE, "inquiry.more", option="close")
    await card.shows("Lukket")
    return card, letter


async def test_answering_takes_the_inquiry_and_writing_again_opens_a_closed_one(ministry):
    card, letter = await _closed_after_an_answer(ministry)
    assert (await ministry.inquiry(card)).claimed_by == ANNE

    await ministry.gets(a_reply(letter, "Et spørgsmål til."))

    await card.thread_shows("Et spørgsmål til.")
    await card.shows(f"<@{ANNE}> har sagen", "Svar senest")


async def test_a_bounce_and_an_absence_are_told_and_open_nothing(ministry):
    card, letter = await _closed_after_an_answer(ministry)
    signed = next(
        each.sender for each in ministry.sink.messages if each.message["Message-ID"] == letter["Message-ID"]
    )

    await ministry.gets(a_bounce(letter, ADDRESS), to=signed)
    await card.thread_shows("kom ikke frem", "adressen findes ikke")
    await ministry.gets(an_absence(letter), to=signed)
    await card.thread_shows("palm_tree")

    await ministry.has_decided(inquiry=1, bounce=1, auto_reply=1)
    await card.shows("Lukket")
    assert [each.recipients for each in ministry.sink.messages] == [
        (ADDRESS,),
        (ADDRESS,),
    ]  # and nothing since


async def test_an_answer_to_a_full_mailbox_leaves_again_hours_later(ministry):
    card, letter = await _closed_after_an_answer(ministry)
    signed = next(
        each.sender for each in ministry.sink.messages if each.message["Message-ID"] == letter["Message-ID"]
    )

    await ministry.gets(a_bounce(letter, ADDRESS, "4.2.2", "452 4.2.2 mailbox full"), to=signed)
    await card.thread_shows("Vi sender det igen", "postkassen er fuld")
    await card.shows("postkassen er fuld", "Lukket")
    before = len(ministry.sink.messages)
    ministry.waits(timedelta(hours=4))

    await card.thread_shows("blev sendt igen")
    assert [each.message["Message-ID"] for each in ministry.sink.messages[before:]] == [letter["Message-ID"]]


async def test_a_letter_that_is_to_leave_again_is_stopped_from_its_thread(ministry):
    card, letter = await _closed_after_an_answer(ministry)
    await ministry.gets(a_bounce(letter, ADDRESS, "5.2.2", "552 5.2.2 over quota"))
    said = await card.thread_shows("Vi sender det igen")

    await said.click(ANNE, "inquiry.not_again")

    await card.thread_shows("sendes ikke igen", f"<@{ANNE}>")
    await card.thread_shows("kunne ikke leveres")


async def test_a_colleague_of_the_writer_joins_the_thread(ministry):
    card, letter = await _closed_after_an_answer(ministry)

    # Ole was not among the recipients, and his mail program lost the signed address
    await ministry.gets(a_reply(letter, "Jeg svarer for Karen.", OLE, To=ministry.mailbox.address))

    await card.thread_shows("Jeg svarer for Karen.", address_of(OLE))
    await ministry.has_decided(inquiry=1, follow_up=1)


async def test_a_stranger_who_knows_the_number_opens_an_inquiry_of_their_own_linked_to_it(ministry):
    card, letter = await _closed_after_an_answer(ministry)

    await ministry.gets(
        a_mail(
            STRANGER,
            f"SV: {letter['Subject']}",
            "Send sagens papirer til mig i stedet.",
            To=ministry.mailbox.address,
        )
    )

    await ministry.has_decided(inquiry=2)
    linked = await ministry.card("FD-2025-00002", TRIAGE)
    await linked.shows("storkelegatet.example", "Hænger sammen med FD-2025-00001")
    assert "papirer" not in "".join(card.thread)
    await card.shows("Lukket")


async def test_a_mail_that_was_delivered_twice_is_one_inquiry(ministry):
    mail = a_mail()
    await ministry.gets(mail)
    await ministry.gets(mail)

    await ministry.has_decided(inquiry=1, duplicate=1)
    await ministry.card(SUBJECT, UIP)
    assert len(ministry.slack.messages(UIP)) == 1


async def test_what_is_not_understood_surely_goes_to_triage_with_its_best_guesses(opened):
    ministry = await opened(nlp={"accept": 1.0})
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, TRIAGE)
    await card.shows("inquiry.guess.0", "inquiry.guess.1", "→ UIP-kontoret")

    await card.click(BO, "inquiry.guess.0")

    await card.shows("er sendt videre til UIP-kontoret")
    moved = await ministry.card(SUBJECT, UIP)
    await moved.shows("Ny – ingen har taget sagen")
    assert "inquiry.guess" not in moved.text


async def test_an_inquiry_sent_on_moves_with_its_card_and_its_thread(ministry):
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")

    await card.click(ANNE, "inquiry.reroute")
    assert (
        await ministry.slack.submit(ANNE, {"office": "politik", "initiative": "politisk_inddragelse"}) == {}
    )

    moved = await ministry.card("Inddragelse i den politiske proces", POLICY)
    await moved.shows("Ny – ingen har taget sagen", SUBJECT)
    await card.shows("er sendt videre til Politisk kontor")
    assert "inquiry.claim" not in card.text

    # the office that has it now may act, the one that had it may not
    await moved.click(ANNE, "inquiry.claim")
    await ministry.told(ANNE, "Politisk kontor")
    await moved.click(CARLA, "inquiry.claim")
    await moved.shows(f"<@{CARLA}> har sagen")

    # and what Karen writes next comes to the new thread
    receipt = await ministry.acknowledgement(ADDRESS)
    await ministry.gets(a_reply(receipt, "Vi glemte budgettet."))
    await moved.thread_shows("Vi glemte budgettet.")


async def test_a_note_stays_inside(ministry):
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await ministry.acknowledgement(ADDRESS)

    await card.click(ANNE, "inquiry.more", option="note")
    await ministry.slack.submit(ANNE, {"note": "Ring til Karen på torsdag."})
    await card.thread_shows("Ring til Karen på torsdag.", f"<@{ANNE}>")
    talk = ministry.slack.say(UIP, ANNE, "Hvad siger I andre?", thread_ts=card.ts)
    ministry.waits(HOLD)
    # when this letter has left, whatever else was to leave has left too
    await asyncio.gather(talk, ministry.gets(a_mail(STRANGER, "Noget helt andet", "Til alle.")))
    await ministry.acknowledgement(address_of(STRANGER))
    assert [each.recipients for each in ministry.sink.messages] == [(ADDRESS,), (address_of(STRANGER),)]
