import pytest

from bot.inquiries import answering, handling, merging
from bot.inquiries.answering import Answer
from bot.rounds import guesses
from bot.rounds.guesses import possible, waits
from storage import inquiries, rounds
from storage.tables import Inquiry, Party, Round
from tests.builders import NOON, after, an_unrecorded_inquiry
from tests.journeys.mails import a_mail
from tests.laid_desk import METTE, an_incoming, an_inquiry
from tests.letters_received import ANSWER, NORDLYS, received, two_rounds
from tests.rounds_on_record import opened, state_of


def guessed(*parties_in, opened_at=NOON, received_at=None):
    """Which rounds are asked about when the parties 1, 2, … are in these rounds, by the parties' numbers."""
    parties = [Party(id=number, round_id=each) for number, each in enumerate(parties_in, start=1)]
    known = {each: Round(id=each, opened_at=opened_at) for each in parties_in}
    inquiry = Inquiry(received_at=received_at or after(hours=1))
    return {party: of.id for party, of in possible(parties, known, inquiry).items()}


def test_each_round_is_asked_about_once():
    assert guessed(7, 7, 5) == {1: 7, 3: 5}


def test_of_many_rounds_the_first_five_are_asked_about():
    assert list(guessed(*range(20, 0, -1)).values()) == [20, 19, 18, 17, 16]


def test_a_letter_from_before_a_round_was_sent_out_is_no_answer_to_it():
    assert guessed(7, received_at=after(hours=-1)) == {}
    assert guessed(7, opened_at=None) == {}


@pytest.mark.parametrize("status", ["new", "claimed", "waiting"])
def test_an_inquiry_of_which_nothing_has_become_waits(status):
    assert waits(an_unrecorded_inquiry(status=status))


@pytest.mark.parametrize(
    "over", [{"status": "answered"}, {"status": "closed"}, {"answered_at": NOON}, {"merged_into": 3}]
)
def test_one_that_has_come_further_does_not(over):
    assert not waits(an_unrecorded_inquiry(**over))


async def asked(desk, inquiry):
    async with desk.database.reading() as session:
        found = await guesses.asked(session, await inquiries.get(session, inquiry.id))
    return [of.key for of in found.values()]


async def test_a_letter_from_one_who_is_asked_in_two_rounds_becomes_an_inquiry_that_asks_which(desk):
    await two_rounds(desk)

    decision = await received(desk, a_mail(subject="Vores svar"))

    assert decision.outcome == "inquiry"
    assert await asked(desk, decision.inquiry) == ["unge-2027", "uip-2027"]


async def test_one_open_round_is_asked_about_by_nobody_because_it_is_the_one(desk):
    await opened(desk, parties=NORDLYS)

    assert (await received(desk, a_mail(text=ANSWER))).outcome == "submission"


async def test_nobody_is_asked_about_a_letter_from_one_who_is_in_no_round(desk):
    await two_rounds(desk)

    decision = await received(desk, a_mail(sender="palle@storkelegatet.example"))

    assert await asked(desk, decision.inquiry) == []


async def test_a_round_that_is_closed_is_asked_about_and_one_that_is_reported_is_not(desk):
    first, second = await two_rounds(desk)
    decision = await received(desk, a_mail())
    async with desk.database.transaction() as session:
        (await rounds.locked(session, first)).state = "closed"
        (await rounds.locked(session, second)).state = "reported"

    assert await asked(desk, decision.inquiry) == ["uip-2027"]
    assert await state_of(desk, second) == "reported"


async def test_what_came_by_telephone_is_not_asked_about(desk):
    await two_rounds(desk)

    assert await asked(desk, await an_inquiry(desk, an_incoming())) == []


async def test_an_answered_one_is_not_asked_about_any_more(desk):
    await two_rounds(desk)
    inquiry = (await received(desk, a_mail())).inquiry
    seen = (await answering.open_form(desk, inquiry.id, METTE)).seen
    answer = Answer("karen@fondennordlys.example", "Re: UIP", "Tak.", seen)
    letter = await answering.send(desk, inquiry.id, METTE, answer)
    async with desk.database.transaction() as session:
        await answering.has_left(desk, letter)(session, desk.clock.now())

    assert await asked(desk, inquiry) == []


async def test_neither_is_one_in_which_another_goes_on(desk):
    await two_rounds(desk)
    one, other = [(await received(desk, a_mail(subject=each))).inquiry for each in ("Første", "Anden")]
    await merging.merge(desk, other.id, METTE, one.reference)

    assert await asked(desk, one) == []
    assert await asked(desk, other) == []


async def test_nor_one_that_is_closed_until_it_opens_again(desk):
    await two_rounds(desk)
    inquiry = (await received(desk, a_mail())).inquiry
    await handling.close(desk, inquiry.id, METTE)
    assert await asked(desk, inquiry) == []

    await handling.reopen(desk, inquiry.id, METTE)
    assert await asked(desk, inquiry) == ["unge-2027", "uip-2027"]
