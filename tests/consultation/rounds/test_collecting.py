from consultation.rounds.words import AnswerKind
from storage import round_parties
from tests.rounds_on_record import answers, opened

NORDLYS = "Fonden Nordlys"


async def test_a_later_automatic_reply_that_names_no_day_leaves_a_known_absence_as_it_is(desk):
    of = await opened(desk)
    for back_on in ("2026-03-27", None):
        made = await answers(desk, of, NORDLYS, "Autosvar", known=AnswerKind.AUTO_REPLY, back_on=back_on)

    async with desk.database.reading() as session:
        assert (await round_parties.get(session, made.party_id)).absent_until == "2026-03-27"
