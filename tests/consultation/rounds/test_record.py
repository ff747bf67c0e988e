from consultation.rounds import deciding, record
from storage import round_messages, rounds
from tests.rounds_on_record import HELLE, answers, opened, work

SAID = (
    "1. Unge hjemløse uden for de store byer bør komme først.",
    "Vi har ingen bemærkninger til høringen.",
    "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?",
    "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først.",
)


async def test_messages_are_counted_in_the_database_as_they_are_in_the_ledger(desk):
    of = await opened(desk)
    letters = [await answers(desk, of, "Fonden Nordlys", text) for text in SAID]
    async with desk.database.transaction() as session:
        round_ = await rounds.locked(session, of)
        aside = await round_messages.get(session, letters[1].id)
        await deciding.set_aside(session, round_, aside, "dobbelt", HELLE, work(desk))

    async with desk.database.reading() as session:
        round_ = await rounds.get(session, of)
        case = await record.load(session, round_, desk.clock.now())
        read = record.reconciled(case, await rounds.history(session, of))
        counted = await record.reckoning(session, of)

    assert counted == read
    assert counted.adds_up
    assert (counted.taken_in, counted.set_aside, counted.unresolved) == (4, 1, 2)
