"""What comes to an inquiry after its letter was handed to a round."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.inquiries import handling
from bot.rounds import questions
from bot.signed_address import reply_address
from consultation.rounds.words import AnswerKind
from storage import answers, correspondence, inquiries, round_messages, rounds
from storage.tables import Inquiry
from tests.journeys.mails import a_mail
from tests.laid_desk import METTE, OWN_ADDRESS
from tests.letters_received import ANSWER, hand_over, received, two_rounds
from tests.rounds_on_record import work

MORE = "1. Også unge i plejefamilie, som vi glemte at nævne."
QUESTION = "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?"


@pytest.fixture
async def handed(desk):
    """A letter that somebody has handed to the younger of two rounds; we had acknowledged it before."""
    _, young = await two_rounds(desk, office="moeder")
    mail = a_mail(subject="Vores svar", text=ANSWER)
    inquiry = (await received(desk, mail)).inquiry
    await hand_over(desk, inquiry.id, young, METTE)
    desk.clock.advance(timedelta(hours=1))
    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
    [acknowledgement] = [each for each in letters if each.kind == "acknowledgement"]
    return SimpleNamespace(
        round=young,
        number=inquiry.id,
        reference=inquiry.reference,
        acknowledgement=acknowledgement.message_id,
        address=reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key),
    )


def reply(handed, text, **over):
    """A reply to our acknowledgement, as a mail program writes it."""
    fields = {
        "subject": f"Re: Vores svar [{handed.reference}]",
        "to": handed.address,
        "In_Reply_To": handed.acknowledgement,
    }
    return a_mail(text=text, **fields | over)


async def state_of(desk, handed):
    """How the inquiry stands, what its history ends with, and what the round was given."""
    async with desk.database.reading() as session:
        inquiry = await inquiries.get(session, handed.number)
        history = await inquiries.history(session, handed.number)
        made = await round_messages.of_round(session, handed.round)
    return inquiry.status, history[-1].what, [each.kind for each in made]


async def test_a_reply_to_our_acknowledgement_adds_to_the_partys_answer(desk, handed):
    decision = await received(desk, reply(handed, MORE))

    assert decision.outcome == "submission"
    assert await state_of(desk, handed) == ("closed", "to_round", ["submission", "revised_submission"])
    async with desk.database.reading() as session:
        made = await round_messages.of_round(session, handed.round)
    assert len({each.party_id for each in made}) == 1


@pytest.mark.parametrize(
    "way",
    [
        {"to": OWN_ADDRESS},
        {"In_Reply_To": "<unknown@fondennordlys.example>"},
        {"to": OWN_ADDRESS, "In_Reply_To": "<unknown@fondennordlys.example>"},
    ],
    ids=["by its thread", "by its signed address", "by the number in its subject"],
)
async def test_however_it_leads_back_to_the_inquiry(desk, handed, way):
    await received(desk, reply(handed, MORE, **way))

    assert (await state_of(desk, handed))[2] == ["submission", "revised_submission"]


async def test_a_question_waits_for_a_person_and_is_then_an_inquiry_about_the_round(desk, handed):
    decision = await received(desk, reply(handed, QUESTION))

    async with desk.database.transaction() as session:
        of = await rounds.locked(session, handed.round)
        made = (await round_messages.of_round(session, handed.round))[-1]
        assert (made.kind, made.undecided) == ("question", "answered_before")
        await questions.decide(session, desk, of, made, AnswerKind.QUESTION, METTE, work(desk))

    assert decision.outcome == "follow_up"
    assert (await state_of(desk, handed))[:2] == ("closed", "to_round")
    async with desk.database.reading() as session:
        old, new = await answers.inquiries_about(session, handed.round)
    assert (old.id, new.status) == (handed.number, "new")


async def test_a_colleague_at_the_same_foundation_adds_to_it_too(desk, handed):
    await received(desk, reply(handed, MORE, sender="Ib Dahl <ib@fondennordlys.example>"))

    assert (await state_of(desk, handed))[2] == ["submission", "revised_submission"]


async def test_a_stranger_who_names_it_is_an_inquiry_of_their_own(desk, handed):
    mail = reply(handed, MORE, to=OWN_ADDRESS, sender="En Anden <en@anden.example>")

    decision = await received(desk, mail)

    assert decision.outcome == "inquiry"
    assert decision.inquiry.id != handed.number
    assert await state_of(desk, handed) == ("closed", "to_round", ["submission"])


async def test_what_staff_opened_again_is_watched_and_gets_it(desk, handed):
    await handling.reopen(desk, handed.number, METTE)

    assert (await received(desk, reply(handed, MORE))).outcome == "follow_up"

    status, last, made = await state_of(desk, handed)
    assert (status, last, made) == ("new", "followed_up", ["submission"])


async def test_what_was_said_to_be_a_question_is_answered_as_an_inquiry_and_stays_one(desk, handed):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, handed.round)
        [made] = await round_messages.of_round(session, handed.round)
        await questions.decide(session, desk, of, made, AnswerKind.QUESTION, METTE, work(desk))
    await handling.close(desk, handed.number, METTE)

    assert (await received(desk, reply(handed, MORE))).outcome == "follow_up"

    assert (await state_of(desk, handed))[0] == "new"


async def test_a_mail_server_that_returns_our_acknowledgement_adds_nothing(desk, handed):
    mail = reply(handed, "Ude af huset til mandag.", Auto_Submitted="auto-replied")

    decision = await received(desk, mail)

    assert decision.outcome == "auto_reply"
    assert (await state_of(desk, handed))[2] == ["submission"]
    async with desk.database.reading() as session:
        assert len(list(await session.scalars(select(Inquiry)))) == 1
