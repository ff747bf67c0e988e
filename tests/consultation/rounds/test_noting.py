from datetime import timedelta

import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import collecting, deciding, moving
from consultation.rounds.incoming import Message
from consultation.rounds.lifecycle import Hands
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from consultation.rounds.words import AnswerKind, Consent, Text
from nlp import taxonomy
from storage import round_messages, round_parties, rounds
from tests.builders import NOON, a_ledger_entry
from tests.laid_desk import FixedModel
from tests.round_builders import a_party, a_round, an_answer
from tests.rounds_on_record import ANDERS, HELLE, answers, opened, work

LETTER = "1. Unge uden bolig bør have fokus, fordi de falder mellem kommunernes tilbud."


async def note_now(desk, round_id):
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.reading() as session:
        return await note_of(session, await rounds.get(session, round_id), house, desk.clock.now())


def words_of(note, name="Fonden Nordlys"):
    return next(each.words for each in note.parties if each.name == name)


async def decide(desk, round_id, number, kind):
    async with desk.database.transaction() as session:
        of, one = await rounds.locked(session, round_id), await round_messages.get(session, number)
        await deciding.decide(session, of, one, kind, HELLE, work(desk))


async def test_a_note_compares_with_the_last_three_rounds_of_its_kind_and_those_who_were_asked_there(desk):
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.transaction() as session:
        for year in (2022, 2023, 2024, 2025):
            before = await a_round(session, title=f"Fokus {year}")
        asked, aside = await a_party(session, before, "Nord"), await a_party(session, before, "Syd")
        stranger = await a_party(session, before, "Vest", invited=False, state="answered")
        for party, over in ((asked, {}), (aside, {"set_aside": "kopi"}), (stranger, {})):
            await an_answer(session, before, party, received_at=NOON + timedelta(days=2), **over)
        await a_round(session, title="Et udkast", kind="policy")
        of = await a_round(session)

        note = await note_of(session, of, house, desk.clock.now())

    assert [(each.title, each.invited, each.arrivals) for each in note.earlier] == [
        ("Fokus 2025", 2, (2.0,)),
        ("Fokus 2024", 0, ()),
        ("Fokus 2023", 0, ()),
    ]


@pytest.mark.parametrize(
    "after",
    [
        {"text": "Jeg er på ferie. Ring på 20 30 40 50.", "known": AnswerKind.AUTO_REPLY},
        {"text": "Brevet nåede ikke frem.", "known": AnswerKind.BOUNCE},
        {"text": "Hvem er vores kontaktperson?"},
    ],
)
async def test_the_own_words_of_a_party_are_those_that_prove_what_is_said_of_it(desk, after):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", "Vi har ingen bemærkninger.")
    await answers(desk, of, "Fonden Nordlys", **after)

    assert words_of(await note_now(desk, of)) == "Vi har ingen bemærkninger."


async def test_who_signed_a_joint_letter_without_remarks_is_quoted_from_it(desk):
    of = await opened(desk)
    await answers(desk, of, "Havblik Fonden", "Hvem er vores kontaktperson?")
    joint = "Vi har ingen bemærkninger.\n\nUnderskrevet af:\nFonden Nordlys\nHavblik Fonden\n"
    await answers(desk, of, "Fonden Nordlys", joint)

    assert words_of(await note_now(desk, of), "Havblik Fonden").startswith("Vi har ingen bemærkninger.")


async def test_who_signs_a_joint_letter_is_named_once_and_as_the_note_names_it(desk):
    of = await opened(desk)
    signed = "Underskrevet af:\nFonden Nordlys\nHAVBLIK-FONDEN\nFremmed Fond\n"
    await answers(desk, of, "Fonden Nordlys", f"{LETTER}\n\n{signed}")

    (answer,) = (await note_now(desk, of)).answers

    assert (answer.party, answer.signatories) == ("Fonden Nordlys", ("Havblik Fonden", "Fremmed Fond"))


async def test_a_letter_stands_though_a_colleague_has_no_remarks_later(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", LETTER)
    none = await answers(desk, of, "Fonden Nordlys", "Vi har ingen bemærkninger til høringen.")
    await decide(desk, of, none.id, AnswerKind.NO_REMARKS)

    note = await note_now(desk, of)

    assert {each.number: each.replaced_by for each in note.answers} == {letter.id: None, none.id: None}


@pytest.mark.parametrize(("days", "named"), [(3, False), (21, True)])
async def test_a_partys_own_deadline_is_named_where_it_is_later_than_everybodys(desk, days, named):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        party = (await round_parties.of_round(session, of))[0]
        own = locked.deadline + timedelta(days=days)
        hands = Hands(ANDERS, HELLE)
        await moving.extend_party(session, locked, party, hands, own, "ferie", work(desk))
        await moving.extend(session, locked, hands, locked.deadline + timedelta(days=14), work(desk))

    told = (await note_now(desk, of)).parties[0]

    assert (told.deadline, told.reason) == ((own, "ferie") if named else (None, ""))


async def test_a_revised_answer_is_published_as_the_party_wished_before(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", f"{LETTER}\n\nSvaret må ikke offentliggøres.")
    await answers(desk, of, "Fonden Nordlys", f"Dette svar erstatter vores tidligere svar.\n\n{LETTER}")

    note = await note_now(desk, of)

    assert [each.consent for each in note.answers] == [Consent.NOT, Consent.NOT]


@pytest.mark.parametrize("kind", [None, AnswerKind.QUESTION])
async def test_a_wish_sent_after_the_answer_holds_at_once_and_leaves_the_answer(desk, kind):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", LETTER)
    wish = await answers(desk, of, "Fonden Nordlys", "Vores svar må ikke offentliggøres.")
    if kind:
        await decide(desk, of, wish.id, kind)

    note = await note_now(desk, of)

    assert [(each.consent, each.replaced_by) for each in note.answers] == [(Consent.NOT, None)]


async def test_a_wish_about_an_annex_leaves_a_part_of_what_was_to_be_published_whole(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", f"{LETTER}\n\nSvaret må gerne offentliggøres.")
    await answers(desk, of, "Fonden Nordlys", "Svaret må offentliggøres undtagen bilag 2.")

    note = await note_now(desk, of)

    assert note.answers[0].consent is Consent.IN_PART


async def unasked(desk, round_id, name, organisation=""):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        of, ledger_id = await rounds.locked(session, round_id), (await a_ledger_entry(session)).id
        values = {
            "subject": "Svar",
            "language": "da",
            "message_id": None,
            "references": [],
            "attachments": [],
        }
        sender = "palle.stork@webmail.example"
        message = Message(ledger_id, now, sender, name, organisation, texts=[Text("", LETTER)], **values)
        await collecting.take_in(session, of, None, message, desk.calendar, letterhead(desk), now)


@pytest.mark.parametrize(
    ("name", "organisation", "person"),
    [
        ("Palle Stork", "", True),
        ("", "", True),
        ("Foreningen Håb", "", False),
        ("Palle Stork", "storkelegatet.example", False),
    ],
)
async def test_who_answers_unasked_from_no_organisation_is_a_private_person(desk, name, organisation, person):
    of = await opened(desk)
    await unasked(desk, of, name, organisation)

    note = await note_now(desk, of)

    assert [each.person for each in note.parties if not each.invited] == [person]


async def test_who_was_asked_in_a_partys_place_is_named_without_the_address(desk):
    of = await opened(desk)
    for who in ("ida", "bo"):
        await answers(desk, of, "Fonden Nordlys", f"Spørg hellere {who}@programfonden.example.")

    names = [each.name for each in (await note_now(desk, of)).parties]

    assert "Fonden Nordlys (programfonden.example)" in names
    assert "Fonden Nordlys (programfonden.example) (2)" in names
    assert not any("@" in name for name in names)
