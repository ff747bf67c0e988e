from datetime import timedelta

import pytest

from consultation.rounds import deciding
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from consultation.rounds.words import AnswerKind, Consent
from nlp import taxonomy
from storage import round_messages, rounds
from tests.builders import NOON
from tests.laid_desk import FixedModel
from tests.round_builders import a_party, a_round, an_answer
from tests.rounds_on_record import HELLE, answers, opened

LETTER = "1. Unge uden bolig bør have fokus, fordi de falder mellem kommunernes tilbud."


async def note_now(desk, round_id):
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.reading() as session:
        return await note_of(session, await rounds.get(session, round_id), house, desk.clock.now())


async def decide(desk, round_id, number, kind):
    async with desk.database.transaction() as session:
        of, one = await rounds.locked(session, round_id), await round_messages.get(session, number)
        await deciding.decide(session, of, one, kind, HELLE, desk.clock.now())


async def test_a_note_compares_with_the_last_three_rounds_of_its_kind_and_those_who_were_asked_there(desk):
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.transaction() as session:
        for year in (2022, 2023, 2024, 2025):
            before = await a_round(session, title=f"Fokus {year}")
        asked, aside = await a_party(session, before, "Nord"), await a_party(session, before, "Syd")
        stranger = await a_party(session, before, "Vest", invited=False)
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


async def test_a_wish_about_an_annex_takes_persons_out_of_what_was_to_be_published_whole(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", f"{LETTER}\n\nSvaret må gerne offentliggøres.")
    await answers(desk, of, "Fonden Nordlys", "Svaret må offentliggøres undtagen bilag 2.")

    note = await note_now(desk, of)

    assert note.answers[0].consent is Consent.WITHOUT_PERSONS
