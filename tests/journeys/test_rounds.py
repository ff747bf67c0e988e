"""A round's way: set up, sent out, answered by ordinary mail, reminded, extended for one, and closed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import moving, persons, record
from consultation.rounds.deciding import set_aside
from consultation.rounds.lifecycle import Hands, Seats
from consultation.rounds.moving import Work
from consultation.rounds.note.masking import Masks
from consultation.rounds.note.writing import write
from consultation.rounds.noting import House, note_of
from consultation.rounds.roundfile import Setting, read_round
from consultation.rounds.setting_up import create
from nlp import cpr
from storage import round_messages, round_parties, rounds
from tests.journeys.mails import a_mail, a_reply, an_absence, text_of
from tests.journeys.ministry import ANNE, BO, UIP, until

ROUND = """
key = "uip-2025"
kind = "uip"
title = "Fokusområder for 2026"
text = "Vi vil gerne høre, hvor jeres fond ser de største behov."
deadline = 2025-04-04T12:00:00
office = "uip"
consent = true
feedback = 2025-06-02

[[question]]
key = "behov"
text = "Hvilke målgrupper bør have fokus i 2026?"

[[question]]
key = "indsatser"
text = "Hvilke indsatser er klar til udbredelse?"
"""
PARTIES = {
    "Fonden Nordlys": "karen@fondennordlys.example",
    "Havblik Fonden": "sekretariat@havblik.example",
    "Stille Fond": "post@stillefond.example",
    "Ferie Fonden": "bo@feriefonden.example",
}
ANSWER = """Kære alle

1. Unge hjemløse uden for de store byer.

2. Vores mentorordning, som er afprøvet i tre kommuner.

Vores svar må gerne offentliggøres.

Venlig hilsen
Karen Lyngholt, Fonden Nordlys"""


@pytest.fixture
async def out(ministry, tmp_path):
    """A round that has been sent out to four foundations."""
    desk = ministry.parts.desk
    path = tmp_path / "round.toml"
    invitees = "".join(
        f'\n[[invitee]]\norganisation = "{name}"\naddress = "{address}"\n'
        for name, address in PARTIES.items()
    )
    path.write_text(ROUND + invitees, encoding="utf-8")
    file = read_round(path, Setting(("uip",), desk.calendar.timezone, desk.clock.now()))
    async with desk.database.transaction() as session:
        of = await create(session, file, {}, ANNE, desk.clock.now())
        await moving.approve(session, of, Hands(BO, ANNE), work(desk))
        await moving.open_round(session, of, Hands(ANNE, ANNE), work(desk))
    desk.nudge()
    return Out(ministry, of.id)


def work(desk):
    seats = Seats(frozenset({ANNE, BO}), four_eyes=True)
    return Work(seats, letterhead(desk), desk.calendar, desk.clock.now())


class Out:
    """A round out in the world, and what is recorded of it."""

    def __init__(self, ministry, round_id):
        self.ministry, self.desk, self.id = ministry, ministry.parts.desk, round_id

    async def invitation(self, name):
        return await self.ministry.letter(PARTIES[name], "Frist")

    async def states(self):
        async with self.desk.database.reading() as session:
            case = await record.load(session, await rounds.get(session, self.id), self.desk.clock.now())
        return {party.organisation: record.state_of(case, party) for party in case.parties.values()}

    async def comes_to(self, **states):
        wanted = {name.replace("_", " "): state for name, state in states.items()}

        async def look():
            found = await self.states()
            return all(found.get(name) == state for name, state in wanted.items())

        await until(look)

    async def submissions(self):
        async with self.desk.database.reading() as session:
            return await round_messages.of_round(session, self.id)


async def test_every_party_is_asked_in_a_letter_with_the_questions_and_the_deadline(out):
    letter = await out.invitation("Fonden Nordlys")

    said = text_of(letter)
    assert "1. Hvilke målgrupper bør have fokus i 2026?" in said
    assert "Vi beder om jeres svar senest fredag den 4. april kl. 12.00." in said
    assert "Auto-Submitted" not in letter
    assert (await out.invitation("Stille Fond"))["Reply-To"] != letter["Reply-To"]


async def test_a_reply_is_an_answer_and_gets_a_receipt_that_says_how_it_was_understood(out):
    await out.ministry.gets(a_reply(await out.invitation("Fonden Nordlys"), ANSWER))

    await out.comes_to(Fonden_Nordlys="answered")
    receipt = text_of(await out.ministry.acknowledgement(PARTIES["Fonden Nordlys"]))
    assert "Hvilke målgrupper bør have fokus i 2026?" in receipt
    assert "Offentliggørelse: ja" in receipt
    (submission,) = await out.submissions()
    assert (submission.kind, submission.late, submission.version) == ("submission", False, 1)
    assert await out.ministry.parts.reception.recover() == 0


async def test_no_remarks_an_absence_and_a_mail_without_thread_are_told_apart(out):
    havblik = "Sekretariatet <sekretariat@havblik.example>"
    await out.ministry.gets(
        a_reply(await out.invitation("Havblik Fonden"), "Vi har ingen bemærkninger til høringen.", havblik)
    )
    away = an_absence(await out.invitation("Ferie Fonden"))
    away.replace_header("From", "Bo <bo@feriefonden.example>")
    await out.ministry.gets(away)
    await out.ministry.gets(a_mail("Post <post@stillefond.example>", "Vores svar", ANSWER))

    await out.comes_to(Havblik_Fonden="no_remarks", Stille_Fond="answered", Ferie_Fonden="invited")
    await out.ministry.has_decided(no_remarks=1, auto_reply=1, submission=1)
    async with out.desk.database.reading() as session:
        back = {
            each.organisation: each.absent_until for each in await round_parties.of_round(session, out.id)
        }
    assert back["Ferie Fonden"] == "2025-07-21"


async def test_only_who_is_silent_is_reminded(out):
    await out.ministry.gets(a_reply(await out.invitation("Fonden Nordlys"), ANSWER))
    await out.comes_to(Fonden_Nordlys="answered")

    # halfway between the invitation and the deadline, in working hours
    out.ministry.turns_to(datetime(2025, 3, 20, 10, tzinfo=UTC))

    reminder = text_of(await out.ministry.acknowledgement(PARTIES["Stille Fond"]))
    assert "Vi har endnu ikke hørt fra jer" in reminder
    reminded = {
        address
        for letter in out.ministry.sink.messages
        if "endnu ikke hørt" in text_of(letter.message)
        for address in letter.recipients
    }
    assert PARTIES["Fonden Nordlys"] not in reminded


async def test_one_party_gets_more_time_and_an_answer_after_everybodys_deadline_is_in_time(out):
    await out.invitation("Fonden Nordlys")
    async with out.desk.database.transaction() as session:
        of = await rounds.locked(session, out.id)
        parties = await round_parties.of_round(session, out.id)
        (party,) = [each for each in parties if each.organisation == "Fonden Nordlys"]
        until_then = datetime(2025, 4, 11, 10, tzinfo=UTC)
        await moving.extend_party(
            session, of, party, Hands(BO, ANNE), until_then, "Bestyrelsesmøde", work(out.desk)
        )
    out.desk.nudge()
    letter = await out.ministry.letter(PARTIES["Fonden Nordlys"], "Jeres frist for")
    assert "senest fredag den 11. april kl. 12.00" in text_of(letter)

    out.ministry.turns_to(datetime(2025, 4, 7, 8, tzinfo=UTC))
    await out.ministry.gets(a_reply(letter, ANSWER))

    await out.comes_to(Fonden_Nordlys="answered")


async def test_the_note_holds_what_everybody_said_and_says_what_it_lacks(out, model, tmp_path):
    await out.ministry.gets(a_reply(await out.invitation("Fonden Nordlys"), ANSWER))
    await out.comes_to(Fonden_Nordlys="answered")
    house = House("Ministeriet", "UIP-kontoret", "da", out.desk.calendar, model.taxonomy, model)
    masks = Masks(cpr.find, persons.find)

    async with out.desk.database.reading() as session:
        note = await note_of(session, await rounds.get(session, out.id), house, out.desk.clock.now())
    draft, paths = await asyncio.to_thread(write, note, masks, tmp_path / "note")

    assert sorted(path.suffix for path in paths) == [".csv", ".docx", ".html"]
    page = (tmp_path / "note" / f"{paths[1].name}").read_text(encoding="utf-8")
    assert "Unge hjemløse uden for de store byer." in page
    assert "Stille Fond" in page
    assert (draft.note.reckoning.messages, draft.note.reckoning.answers) == (1, 1)


async def test_whoever_was_not_asked_is_welcome_and_told_apart(out):
    invitation = await out.invitation("Fonden Nordlys")
    stranger = "Palle Stork <palle@storkelegatet.example>"
    await out.ministry.gets(a_mail(stranger, f"Input: {invitation['Subject']}", ANSWER))

    (submission,) = await until(out.submissions)
    async with out.desk.database.reading() as session:
        party = await round_parties.get(session, submission.party_id)
    assert (party.invited, submission.kind) == (False, "submission")


async def test_what_is_not_plain_waits_for_a_person_who_says_what_it_is(out):
    doubtful = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."
    await out.ministry.gets(a_reply(await out.invitation("Fonden Nordlys"), doubtful))
    (submission,) = await until(out.submissions)
    assert submission.undecided
    assert (await out.states())["Fonden Nordlys"] == "invited"

    card = await out.ministry.card("unge hjemløse bør komme først", UIP)
    await card.shows("Fonden Nordlys", "unge hjemløse bør komme først", "Er det rigtigt?")
    await card.click(ANNE, "submission.decide", option=f"{submission.id}:0:declined")

    await out.comes_to(Fonden_Nordlys="declined")
    await card.shows("deltager ikke", f"Afgjort af <@{ANNE}>")
    async with out.desk.database.reading() as session:
        told = [event.what for event in await rounds.history(session, out.id)]
    assert "decided" in told


async def test_whoever_waits_for_our_decision_is_not_reminded_until_it_is_made(out):
    doubtful = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."
    await out.ministry.gets(a_reply(await out.invitation("Fonden Nordlys"), doubtful))
    (submission,) = await until(out.submissions)
    out.ministry.turns_to(datetime(2025, 3, 20, 10, tzinfo=UTC))
    await out.ministry.sink.received(lambda letter: PARTIES["Stille Fond"] in letter.recipients)

    async with out.desk.database.transaction() as session:
        of = await rounds.locked(session, out.id)
        doubted = await round_messages.get(session, submission.id)
        await set_aside(session, of, doubted, "sendt ved en fejl", ANNE, work(out.desk))
    out.ministry.waits(timedelta(minutes=20))

    await out.ministry.sink.received(
        lambda letter: (
            PARTIES["Fonden Nordlys"] in letter.recipients and "endnu ikke hørt" in text_of(letter.message)
        )
    )
