import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.front_desk.scanning import INFECTED, Scanner
from bot.inquiries import handling, merging
from bot.inquiries.errors import (
    InRoundAlready,
    MergedAlready,
    NotAMember,
    NotNow,
    SomethingNew,
    TakenByNoRound,
)
from bot.mail.parsing import parse
from bot.rounds import handover, questions
from bot.rounds.receiving import find
from bot.settings import Clamav
from consultation.rounds.showing import ANSWER as ANSWER_CARD
from consultation.rounds.words import AnswerKind
from storage import answers, inquiries, ledger, round_messages, round_parties, rounds, tally
from tests.journeys.mails import a_mail
from tests.laid_desk import ANDERS, FATIMA, METTE, a_desk
from tests.letters_received import ANSWER, hand_over, received, two_rounds
from tests.rounds_on_record import parcels, work
from tests.servers.clamd import EICAR, clamd

QUESTION = "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?"


async def came(desk, text=ANSWER, **fields):
    """A letter from one who is asked in two rounds, as an inquiry."""
    uip, young = await two_rounds(desk, office="moeder")
    mail = a_mail(subject="Vores svar", text=text, **fields)
    inquiry = (await received(desk, mail)).inquiry
    return SimpleNamespace(uip=uip, young=young, mail=mail, inquiry=inquiry, number=inquiry.id)


async def submissions(desk, round_id):
    async with desk.database.reading() as session:
        return await round_messages.of_round(session, round_id)


async def inquiry_now(desk, number):
    async with desk.database.reading() as session:
        inquiry = await inquiries.get(session, number)
        return inquiry.status, [each.what for each in await inquiries.history(session, number)]


async def entry(desk, ledger_id):
    async with desk.database.reading() as session:
        return await ledger.entry(session, ledger_id)


async def totals(desk):
    async with desk.database.reading() as session:
        return await tally.totals(session)


async def party_state(desk, round_id):
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, round_id)
    return party.state


async def test_the_letter_is_an_answer_of_the_party_and_the_inquiry_is_closed(desk):
    it = await came(desk)

    await hand_over(desk, it.number, it.young, METTE)

    (made,) = await submissions(desk, it.young)
    assert (made.kind, made.sender, made.subject) == (
        "submission",
        "karen@fondennordlys.example",
        "Vores svar",
    )
    assert "Unge hjemløse" in made.texts[0]["text"]
    assert await party_state(desk, it.young) == "answered"
    assert (await submissions(desk, it.uip), await party_state(desk, it.uip)) == ([], "invited")
    status, history = await inquiry_now(desk, it.number)
    assert (status, history[-1]) == ("closed", "to_round")


async def test_a_receipt_goes_and_the_answer_has_its_card_as_any_other(desk):
    it = await came(desk)
    letters = len(await parcels(desk, "round.letter"))

    await hand_over(desk, it.number, it.young, METTE)

    (made,) = await submissions(desk, it.young)
    assert len(await parcels(desk, "round.letter")) == letters + 1
    assert len(await parcels(desk, ANSWER_CARD)) == 1
    async with desk.database.reading() as session:
        assert [each.id for each in await answers.rounds_of(session, it.number)] == [it.young]
        history = await rounds.history(session, it.young)
    assert [each.details["submission"] for each in history if each.what == "submission"] == [made.id]


async def test_the_ledger_says_what_the_round_took_it_for_and_still_adds_up(desk):
    it = await came(desk)

    await hand_over(desk, it.number, it.young, METTE)

    (made,) = await submissions(desk, it.young)
    row = await entry(desk, made.ledger_id)
    assert (row.outcome, row.inquiry_id) == ("submission", it.number)
    assert row.reason == f"round submission {made.id}, as {METTE} says"
    counted = await totals(desk)
    assert (counted.outcomes, counted.adds_up) == ({"submission": 1}, True)


async def test_attachments_are_read_from_the_stored_message(desk):
    it = await came(desk, "Se vedhæftede.")
    it.mail.add_attachment("Vi foreslår støtte til mentorer.".encode(), "text", "plain", filename="svar.txt")
    decision = await received(desk, it.mail)

    await hand_over(desk, decision.inquiry.id, it.uip, METTE)

    (made,) = await submissions(desk, it.uip)
    assert [each["name"] for each in made.attachments] == ["svar.txt"]


@pytest.mark.parametrize("behaves", ["well", "hangs_up"])
async def test_an_infected_file_is_not_opened_and_stays_marked_whether_or_not_clamd_answers(desk, behaves):
    with clamd() as server:
        guarded = replace(desk, scan=Scanner(Clamav(host="127.0.0.1", port=server.port)).scan)
        uip, _ = await two_rounds(guarded, office="moeder")
        mail = a_mail(subject="Vores svar", text=ANSWER)
        mail.add_attachment(b"Vi mener det her. " + EICAR, "text", "plain", filename="svar.txt")
        inquiry = (await received(guarded, mail)).inquiry
        server.behaves = behaves

        await hand_over(guarded, inquiry.id, uip, METTE)

    (made,) = await submissions(desk, uip)
    assert [(each["mark"], each["unread"]) for each in made.attachments] == [(INFECTED, INFECTED)]
    assert [each["source"] for each in made.texts] == [""]


async def test_of_two_at_once_one_hands_it_over_and_the_other_is_told_who(desk):
    it = await came(desk)

    ended = await asyncio.gather(
        hand_over(desk, it.number, it.young, METTE),
        hand_over(desk, it.number, it.uip, ANDERS),
        return_exceptions=True,
    )

    (told,) = [each for each in ended if each is not None]
    assert isinstance(told, InRoundAlready)
    made = [*await submissions(desk, it.young), *await submissions(desk, it.uip)]
    assert len(made) == 1
    async with desk.database.reading() as session:
        won = await rounds.get(session, made[0].round_id)
    assert told.given == won.title
    assert (await inquiry_now(desk, it.number))[1].count("to_round") == 1
    assert (await totals(desk)).adds_up


async def test_who_is_not_of_the_inquirys_office_may_not(desk):
    it = await came(desk)

    with pytest.raises(NotAMember):
        await hand_over(desk, it.number, it.young, FATIMA)
    assert await submissions(desk, it.young) == []


async def test_one_that_is_closed_or_merged_is_refused(desk):
    it = await came(desk)
    other = (await received(desk, a_mail(subject="Noget andet", text="Hvornår er der møde?"))).inquiry
    await merging.merge(desk, it.number, METTE, other.reference)
    with pytest.raises(MergedAlready):
        await hand_over(desk, it.number, it.young, METTE)
    await merging.part(desk, it.number, METTE)
    await handling.close(desk, it.number, METTE)

    with pytest.raises(NotNow):
        await hand_over(desk, it.number, it.young, METTE)
    assert await submissions(desk, it.young) == []


async def test_a_round_that_takes_no_answers_any_more_is_refused_and_nothing_is_changed(desk):
    it = await came(desk)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, it.young)).state = "cancelled"

    with pytest.raises(TakenByNoRound):
        await hand_over(desk, it.number, it.young, METTE)
    assert (await inquiry_now(desk, it.number))[0] == "new"
    assert (await totals(desk)).outcomes == {"inquiry": 1}


async def test_what_was_written_again_goes_along(desk):
    it = await came(desk)
    again = a_mail(subject=f"Tilføjelse [{it.inquiry.reference}]", text="1. Også unge i plejefamilie.")
    assert (await received(desk, again)).outcome == "follow_up"

    await hand_over(desk, it.number, it.young, METTE)

    kinds = [each.kind for each in await submissions(desk, it.young)]
    assert kinds == ["submission", "revised_submission"]
    assert (await totals(desk)).outcomes == {"submission": 2}


async def test_what_comes_while_it_is_read_is_seen_first(desk, monkeypatch):
    it = await came(desk)
    read = handover._read

    async def comes_meanwhile(desk, *asked):
        again = a_mail(subject=f"Tilføjelse [{it.inquiry.reference}]", text="Vent lidt med den.")
        await received(desk, again)
        return await read(desk, *asked)

    monkeypatch.setattr(handover, "_read", comes_meanwhile)
    with pytest.raises(SomethingNew):
        await hand_over(desk, it.number, it.young, METTE)
    assert await submissions(desk, it.young) == []


async def test_a_question_stays_the_inquiry_that_it_is_now_about_the_round(desk):
    it = await came(desk, QUESTION)

    await hand_over(desk, it.number, it.young, METTE)

    (made,) = await submissions(desk, it.young)
    assert made.kind == "question"
    assert (await inquiry_now(desk, it.number))[0] == "new"
    async with desk.database.reading() as session:
        assert [each.id for each in await answers.inquiries_about(session, it.young)] == [it.number]
    assert (await totals(desk)).outcomes == {"follow_up": 1}
    assert await party_state(desk, it.young) == "invited"


async def test_what_is_later_said_to_be_a_question_opens_the_same_inquiry_again(desk):
    it = await came(desk)
    await hand_over(desk, it.number, it.young, METTE)
    (made,) = await submissions(desk, it.young)

    for _ in range(2):
        async with desk.database.transaction() as session:
            of, again = await rounds.locked(session, it.young), await round_messages.get(session, made.id)
            await questions.decide(session, desk, of, again, AnswerKind.QUESTION, METTE, work(desk))

    status, history = await inquiry_now(desk, it.number)
    assert (status, history.count("reopened")) == ("new", 1)
    async with desk.database.reading() as session:
        assert [each.id for each in await answers.inquiries_about(session, it.young)] == [it.number]


async def test_what_answers_the_same_letter_later_goes_to_the_round(desk):
    it = await came(desk)
    await hand_over(desk, it.number, it.young, METTE)
    later = a_mail(
        subject="Rettelse", text="1. Også unge i plejefamilie.", In_Reply_To=str(it.mail["Message-ID"])
    )

    async with desk.database.reading() as session:
        found = await find(session, desk, parse(later.as_bytes()), None)
    assert found.round_id == it.young


async def test_what_its_senders_domain_disowns_counts_for_nothing_until_a_person_says_so(tmp_path):
    async with a_desk(tmp_path, imap={"trusted_authserv": ["mx.ministeriet.example"]}) as desk:
        failed = "mx.ministeriet.example; dmarc=fail header.from=fondennordlys.example"
        it = await came(desk, Authentication_Results=failed)

        await hand_over(desk, it.number, it.young, METTE)

        (made,) = await submissions(desk, it.young)
        assert (made.undecided, made.version) == ("unproven", 0)
        assert await party_state(desk, it.young) == "invited"
