"""A letter from one who is asked in two rounds: its card asks which, and one click makes it an answer."""

import asyncio
from datetime import timedelta

import pytest

from storage import inquiries, round_messages, round_parties, rounds
from tests.journeys.mails import a_mail, a_reply, text_of
from tests.journeys.ministry import BO, POLICY, TRIAGE, UIP
from tests.letters_received import ANSWER, NORDLYS
from tests.rounds_on_record import opened

SUBJECT = "Fonden Nordlys til ministeriet"


async def party(ministry, of):
    async with ministry.parts.desk.database.reading() as session:
        (found,) = await round_parties.of_round(session, of)
    return found


async def where(ministry):
    """The channel of the office that the letter was read for; triage may act in either."""
    async with ministry.parts.desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, "FD-2025-00001")
    return {"uip": UIP, "politik": POLICY}.get(inquiry.office, TRIAGE)


@pytest.fixture
async def asking(ministry):
    """The card of a letter that may be an answer to either of two rounds, and the newer of them."""
    desk = ministry.parts.desk
    await opened(desk, key="uip-2026", office="uip", parties=NORDLYS)
    young = await opened(desk, key="unge-2026", title="Unge uden bolig", office="uip", parties=NORDLYS)
    desk.nudge()
    await ministry.letter("karen@fondennordlys.example", "Frist")
    ministry.waits(timedelta(minutes=5))
    await ministry.gets(a_mail(subject=SUBJECT, text=ANSWER))
    await ministry.has_decided(inquiry=1)
    card = await ministry.card(SUBJECT, await where(ministry))
    await card.shows("Hører brevet til en høring?", "inquiry.to_round.0", "inquiry.to_round.1", "[uip-2026]")
    return card, young


async def test_it_is_handed_over_with_one_click_and_has_its_receipt(ministry, asking):
    card, young = asking

    await card.click(BO, "inquiry.to_round.0")

    await card.shows("Lukket", "Brevet er lagt til høringen Unge uden bolig")
    assert "inquiry.to_round" not in card.text
    receipt = await ministry.letter_with(
        "karen@fondennordlys.example", 'Tak for jeres svar på "Unge uden bolig"'
    )
    assert "Det er jeres svar" in text_of(receipt)
    assert (await party(ministry, young)).state == "answered"
    await ministry.has_decided(submission=1)
    totals = await ministry.totals()
    assert (totals.seen, totals.adds_up) == (1, True)
    answer = await ministry.card("Fonden Nordlys", UIP)
    await answer.shows("høringssvar")


async def test_a_reply_to_our_acknowledgement_follows_the_letter_to_its_round(ministry, asking):
    card, young = asking
    acknowledged = await ministry.letter_with("karen@fondennordlys.example", "Den har fået nummer")
    await card.click(BO, "inquiry.to_round.0")
    await card.shows("Lukket", "Brevet er lagt til høringen Unge uden bolig")

    await ministry.gets(a_reply(acknowledged, "Vi glemte: 1. Også unge i plejefamilie."))

    await ministry.has_decided(submission=2)
    await card.shows("Lukket", "Brevet er lagt til høringen Unge uden bolig")
    async with ministry.parts.desk.database.reading() as session:
        made = await round_messages.of_round(session, young)
    assert [each.kind for each in made] == ["submission", "revised_submission"]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_clicked_for_both_rounds_at_once_it_answers_one_and_the_other_click_is_told(ministry, asking):
    card, _ = asking

    await asyncio.gather(card.click(BO, "inquiry.to_round.0"), card.click(BO, "inquiry.to_round.1"))

    await ministry.told(BO, f"<@{BO}> har allerede lagt brevet til høringen")
    await card.shows("Lukket", "Brevet er lagt til høringen")
    async with ministry.parts.desk.database.reading() as session:
        parties = [
            each
            for of in await rounds.newest_first(session)
            for each in await round_parties.of_round(session, of.id)
        ]
    assert sorted(each.state for each in parties) == ["answered", "invited"]
    assert (await ministry.totals()).outcomes == {"submission": 1}
