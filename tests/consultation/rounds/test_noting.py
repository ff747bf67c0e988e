from datetime import timedelta

from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from nlp import taxonomy
from tests.builders import NOON
from tests.laid_desk import FixedModel
from tests.round_builders import a_party, a_round, an_answer


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
