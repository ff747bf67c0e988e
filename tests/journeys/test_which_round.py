"""A letter from one who is asked in two rounds: its card asks which, and one click makes it an answer."""

from datetime import timedelta

from storage import inquiries, rounds
from tests.journeys.mails import a_mail, text_of
from tests.journeys.ministry import BO, POLICY, TRIAGE, UIP, until
from tests.letters_received import ANSWER, NORDLYS
from tests.rounds_on_record import opened

SUBJECT = "Fonden Nordlys til ministeriet"


async def party(ministry, of):
    async with ministry.parts.desk.database.reading() as session:
        (found,) = await rounds.parties(session, of)
    return found


async def where(ministry):
    """The channel of the office that the letter was read for; triage may act in either."""
    async with ministry.parts.desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, "FD-2025-00001")
    return {"uip": UIP, "politik": POLICY}.get(inquiry.office, TRIAGE)


async def test_a_letter_to_one_of_two_rounds_is_handed_over_with_one_click(ministry):
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

    await card.click(BO, "inquiry.to_round.0")

    await card.shows("Lukket", "Brevet er lagt til høringen Unge uden bolig")
    assert "inquiry.to_round" not in card.text
    receipt = await ministry.letter_with(
        "karen@fondennordlys.example", 'Tak for jeres svar til "Unge uden bolig"'
    )
    assert "Det er jeres svar" in text_of(receipt)

    async def answered():
        return (await party(ministry, young)).state == "answered"

    await until(answered)
    await ministry.has_decided(submission=1)
    totals = await ministry.totals()
    assert (totals.seen, totals.adds_up) == (1, True)
    answer = await ministry.card("Fonden Nordlys", UIP)
    await answer.shows("høringssvar")
