"""*Hører brevet til en høring?* on Bolt's own dispatcher, with the local Slack."""

import asyncio

import pytest

from bot.inquiries import answering
from bot.inquiries.answering import Answer
from bot.inquiries.errors import InRoundAlready, TakenByNoRound
from bot.slack.words import refusal
from storage import round_messages, rounds
from tests.journeys.mails import a_mail
from tests.letters_received import ANSWER, received, two_rounds

ANNE, BO, CARLA, DAN = "U1ANNE", "U2BO", "U3CARLA", "U4DAN"
UIP = "C1UIP"


@pytest.fixture
async def asking(desk, courier, record):
    """An inquiry of the office that may belong to two rounds, its card shown."""
    young = (await two_rounds(desk, office="uip"))[1]
    inquiry = (await received(desk, a_mail(text=ANSWER))).inquiry
    await record.change(inquiry.id, office="uip")
    await courier.run_until_empty()
    return Asking(desk, inquiry.id, young)


class Asking:
    def __init__(self, desk, number, round_id):
        self.desk, self.number, self.round_id = desk, number, round_id
        self.value = f"{number}:{round_id}"

    async def submissions(self):
        async with self.desk.database.reading() as session:
            return await round_messages.of_round(session, self.round_id)


async def test_one_click_hands_the_letter_to_the_round(staff, asking, record):
    response = await staff.click(ANNE, "inquiry.to_round.0", asking.value)

    assert response.status == 200
    assert [each.kind for each in await asking.submissions()] == ["submission"]
    assert (await record.inquiry(asking.number)).status == "closed"
    assert staff.told() == []


async def test_triage_may_too_and_the_fifth_button_leads_to_the_same(staff, asking):
    await staff.click(DAN, "inquiry.to_round.4", asking.value)

    assert len(await asking.submissions()) == 1


async def test_of_two_who_click_at_once_one_is_told_who_was_first(staff, asking):
    await asyncio.gather(
        staff.click(ANNE, "inquiry.to_round.0", asking.value),
        staff.click(BO, "inquiry.to_round.0", asking.value),
    )

    [(loser, sentence)] = staff.told()
    winner = ANNE if loser == BO else BO
    assert sentence == f"<@{winner}> har allerede lagt brevet til høringen Unge uden bolig."
    assert len(await asking.submissions()) == 1


async def test_a_stranger_to_the_office_is_told_kindly_whose_it_is(staff, asking):
    await staff.click(CARLA, "inquiry.to_round.0", asking.value)

    [(user, sentence)] = staff.told()
    assert (user, sentence.startswith("Sagen hører til Indsatser &amp; UIP")) == (CARLA, True)
    assert await asking.submissions() == []


async def test_what_was_closed_meanwhile_is_refused_kindly(staff, asking):
    await staff.pick(BO, "inquiry.more", "close")
    await staff.click(ANNE, "inquiry.to_round.0", asking.value)

    assert staff.told() == [(ANNE, "Sagen er lukket – genåbn den først, hvis der skal ske mere.")]
    assert await asking.submissions() == []


async def test_an_answer_about_to_leave_is_waited_for(staff, asking, desk):

    seen = (await answering.open_form(desk, asking.number, BO)).seen
    await answering.send(desk, asking.number, BO, Answer("karen@fondennordlys.example", "Re", "Tak.", seen))
    await staff.click(ANNE, "inquiry.to_round.0", asking.value)

    [(user, sentence)] = staff.told()
    assert user == ANNE
    assert sentence.startswith("Et svar er på vej ud eller venter på godkendelse")
    assert await asking.submissions() == []


async def test_a_round_that_was_cancelled_meanwhile_says_so(staff, asking, desk):
    async with desk.database.transaction() as session:
        (await rounds.locked(session, asking.round_id)).state = "cancelled"
    await staff.click(ANNE, "inquiry.to_round.0", asking.value)

    [(_, sentence)] = staff.told()
    assert sentence.startswith("Brevet kan ikke længere lægges til høringen")


@pytest.mark.parametrize("error", [InRoundAlready(ANNE, "<!channel> *Fokus*"), TakenByNoRound()])
def test_what_a_refusal_names_has_no_power(error, desk, words):
    assert "<!channel>" not in refusal(error, desk, words)
