import pytest

from bot.inquiries.posts import CARD
from bot.rounds import questions
from consultation.rounds.words import AnswerKind
from storage import answers as about
from storage import correspondence, inquiries, ledger, round_messages, round_parties, rounds
from tests.laid_desk import METTE, an_incoming
from tests.rounds_on_record import answers, opened, parcels, work

QUESTION = "Kan I sige, hvad I mener med målgrupper i spørgsmål 1?"
DOUBTFUL = "Vi ønsker ikke at deltage i høringen. I øvrigt mener vi, at unge hjemløse bør komme først."


@pytest.fixture
def asked(desk):
    """A question to a round that was taken in, and what opens its inquiry."""

    async def _asked(**over):
        of = await opened(desk, **over)
        made = await answers(desk, of, "Fonden Nordlys", QUESTION)
        assert (made.kind, made.undecided) == (AnswerKind.QUESTION, None)

        async def opens():
            async with desk.database.transaction() as session:
                letter = an_incoming(text=QUESTION, ledger_id=made.ledger_id)
                locked = await rounds.locked(session, of)
                asking = await round_messages.get(session, made.id)
                return await questions.open_inquiry(session, desk, locked, asking, letter, desk.clock.now())

        return of, made, opens

    return _asked


async def decided(desk, of, message, kind):
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        found = await round_messages.get(session, message.id)
        await questions.decide(session, desk, locked, found, kind, METTE, work(desk))


async def became(desk, message):
    async with desk.database.reading() as session:
        known = (await ledger.entry(session, message.ledger_id)).inquiry_id
        return await inquiries.get(session, known) if known else None


@pytest.mark.parametrize(("kind", "initiative"), [("uip", "uip"), ("policy", "politisk_inddragelse")])
async def test_a_question_is_an_inquiry_of_the_rounds_office_whatever_its_words_are_about(
    desk, asked, kind, initiative
):
    of, _, opens = await asked(office="moeder", kind=kind)

    inquiry = await opens()

    assert (inquiry.office, inquiry.initiative, inquiry.accepted) == ("moeder", initiative, True)
    async with desk.database.reading() as session:
        assert [each.id for each in await about.rounds_of(session, inquiry.id)] == [of]
        assert [each.id for each in await about.inquiries_about(session, of)] == [inquiry.id]
    assert [each.inquiry_id for each in await parcels(desk, CARD)] == [inquiry.id]


async def test_the_round_of_an_office_that_is_no_more_asks_triage(desk, asked):
    _, _, opens = await asked(office="nedlagt")

    assert (await opens()).office == "indsatser"


async def test_whoever_asks_has_yet_to_answer_and_is_reminded(desk, asked):
    of, _, opens = await asked()
    await opens()

    async with desk.database.reading() as session:
        parties = await round_parties.of_round(session, of)
        (party,) = [each for each in parties if each.organisation == "Fonden Nordlys"]
    assert party.state == "invited"
    assert party.remind_at is not None


async def test_what_a_person_says_is_a_question_becomes_an_inquiry_with_its_words(desk):
    of = await opened(desk)
    message = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)
    assert await became(desk, message) is None

    await decided(desk, of, message, AnswerKind.QUESTION)

    inquiry = await became(desk, message)
    async with desk.database.reading() as session:
        (letter,) = await correspondence.of_inquiry(session, inquiry.id)
    assert (letter.text, letter.sender) == (DOUBTFUL, "karen@fondennordlys.example")


async def test_said_twice_it_becomes_one(desk):
    of = await opened(desk)
    message = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)

    await decided(desk, of, message, AnswerKind.QUESTION)
    await decided(desk, of, message, AnswerKind.QUESTION)

    assert len(await parcels(desk, CARD)) == 1


async def test_anything_else_that_a_person_says_opens_none(desk):
    of = await opened(desk)
    message = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)

    await decided(desk, of, message, AnswerKind.DECLINED)

    assert await became(desk, message) is None
