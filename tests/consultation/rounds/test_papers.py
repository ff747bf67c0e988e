import pytest

from bot.rounds.letterheads import letterhead
from consultation.rounds import moving, papers
from consultation.rounds.errors import NotNow, SameDocument
from consultation.rounds.lifecycle import Hands
from consultation.rounds.writing import LetterKind
from storage import round_parties, rounds
from tests.rounds_on_record import ANDERS, HELLE, a_draft, answers, approved, closed, history, opened, work


async def adds(desk, round_id, content=b"oplaeg", name="oplaeg.pdf"):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        head, now = letterhead(desk), desk.clock.now()
        return await papers.add(session, of, name, content, "Oplæg", HELLE, head, now)


async def told(desk, round_id):
    """The letters on new documents, by organisation."""
    async with desk.database.reading() as session:
        return {
            party.organisation: each.facts
            for party in await round_parties.of_round(session, round_id)
            for each in await rounds.letters(session, party.id)
            if each.kind == LetterKind.NEW_DOCUMENT
        }


async def test_a_document_of_the_same_name_is_the_next_version_and_the_older_is_kept(desk):
    async with desk.database.transaction() as session:
        of = (await a_draft(session, desk.clock.now())).id

    first, second = await adds(desk, of), await adds(desk, of, b"nyt oplaeg")

    assert (first.version, second.version) == (1, 2)
    async with desk.database.reading() as session:
        assert [(each.version, each.content) for each in await rounds.documents(session, of)] == [
            (2, b"nyt oplaeg")
        ]
    assert await told(desk, of) == {}
    assert (await history(desk, of)).count("document") == 2


async def test_once_the_round_is_out_everybody_who_takes_part_is_told(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", "Vi peger på unge hjemløse, som bør have fokus i 2027.")
    await answers(desk, of, "Stille Fond", "Vi ønsker ikke at deltage i høringen.")

    await adds(desk, of)

    assert await told(desk, of) == {
        "Fonden Nordlys": {"document": "oplaeg.pdf", "version": 1},
        "Havblik Fonden": {"document": "oplaeg.pdf", "version": 1},
    }


async def test_a_document_in_which_nothing_has_changed_is_no_new_version(desk):
    of = await opened(desk)
    await adds(desk, of)

    with pytest.raises(SameDocument) as refused:
        await adds(desk, of)

    assert (refused.value.name, refused.value.version) == ("oplaeg.pdf", 1)


async def test_what_was_approved_or_is_over_gets_no_other_document(desk):
    waiting = await approved(desk)
    over = await opened(desk, key="uip-2028")
    await closed(desk, over)

    for of in (waiting, over):
        with pytest.raises(NotNow):
            await adds(desk, of)


async def test_of_a_round_that_is_given_up_no_document_is_told(desk):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        found = await rounds.locked(session, of)
        await moving.cancel(session, found, Hands(ANDERS, HELLE), "Trukket", work(desk))

    with pytest.raises(NotNow):
        await adds(desk, of)
