import pytest
from sqlalchemy.exc import NoResultFound

from consultation.rounds import asking, feedback_letters, moving, record
from consultation.rounds.asking import Wish
from consultation.rounds.errors import NeedsAnother, NotNow, NotTheApprover
from consultation.rounds.feedback import OwnPoint
from consultation.rounds.lifecycle import Act, Hands
from consultation.rounds.words import Verdict
from consultation.rounds.writing import LETTER
from storage import round_messages, round_parties, rounds
from tests.rounds_on_record import ANDERS, HELLE, answers, closed, opened, parcels, work

MET = OwnPoint("Unge hjemløse først.", "Hvem?", Verdict.MET, "Det bliver gjort.")
OPEN = OwnPoint("Vi bidrager gerne.", "", None, "")
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
TOGETHER = Hands(ANDERS, HELLE)


@pytest.fixture
async def answered(desk):
    """A closed round that two parties have answered, and the numbers of their answers."""
    of = await opened(desk)
    numbers = [(await answers(desk, of, name, ANSWER)).id for name in ("Fonden Nordlys", "Havblik Fonden")]
    await closed(desk, of)
    return of, *numbers


async def letters_for(desk, round_id, points):
    async with desk.database.reading() as session:
        case = await record.load(session, await rounds.get(session, round_id), desk.clock.now())
    return case, feedback_letters.letters(case, points)


async def sends(desk, round_id, points, hands=TOGETHER, **options):
    _, letters = await letters_for(desk, round_id, points)
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        return await feedback_letters.send(session, of, letters, hands, work(desk, **options))


async def feedback_parcels(desk):
    return [each for each in await parcels(desk, LETTER) if "/feedback/" in each.key]


async def test_each_party_that_said_something_gets_one_letter_on_its_own_points(desk, answered):
    of, nordlys, havblik = answered

    _, letters = await letters_for(desk, of, {nordlys: [MET], havblik: [MET, MET]})

    assert [(each.party.organisation, len(each.points), each.ready) for each in letters] == [
        ("Fonden Nordlys", 1, True),
        ("Havblik Fonden", 2, True),
    ]


async def test_a_party_waits_for_what_somebody_has_yet_to_write(desk, answered):
    of, nordlys, havblik = answered

    _, letters = await letters_for(desk, of, {nordlys: [MET, OPEN], havblik: [MET]})

    assert [(each.ready, each.lacking) for each in letters] == [(False, 1), (True, 0)]


async def test_whom_no_address_reaches_gets_none(desk, answered):
    of, nordlys, _ = answered
    async with desk.database.transaction() as session:
        for known in (await round_parties.addresses(session, of)).values():
            for each in known:
                each.active = False

    _, (letter,) = await letters_for(desk, of, {nordlys: [MET]})

    assert (letter.ready, letter.recipients) == (False, ())


async def test_who_signed_a_joint_letter_gets_one_too(desk, answered):
    of, nordlys, _ = answered
    async with desk.database.transaction() as session:
        parties = await round_parties.of_round(session, of)
        (silent,) = [each for each in parties if each.organisation == "Stille Fond"]
        joint = await round_messages.get(session, nordlys)
        joint.reading = joint.reading | {"with": [silent.id]}

    _, letters = await letters_for(desk, of, {nordlys: [MET]})

    assert [each.party.organisation for each in letters] == ["Fonden Nordlys", "Stille Fond"]


async def test_letters_are_in_the_outbox_once_and_the_history_says_who_let_them_leave(desk, answered):
    of, nordlys, havblik = answered
    first = await sends(desk, of, {nordlys: [MET]})
    then = await sends(desk, of, {nordlys: [MET], havblik: [MET]})

    assert [each.party.organisation for each in (*first, *then)] == ["Fonden Nordlys", "Havblik Fonden"]
    assert len(await feedback_parcels(desk)) == 2
    async with desk.database.reading() as session:
        event, _ = (each for each in await rounds.history(session, of) if each.what == "feedback")
    assert (event.actor, event.details["asked_by"]) == (ANDERS, HELLE)


async def test_a_letter_that_could_not_be_delivered_is_written_again(desk, answered):
    of, nordlys, _ = answered
    (letter,) = await sends(desk, of, {nordlys: [MET]})
    async with desk.database.transaction() as session:
        (*_, written) = await rounds.letters(session, letter.party.id)
        written.state = "failed"

    await sends(desk, of, {nordlys: [MET]})

    first, again = (each.key for each in await feedback_parcels(desk))
    assert again == f"{first}/2"


async def test_nobody_lets_the_letters_leave_alone_where_four_eyes_are_wanted(desk, answered):
    of, nordlys, _ = answered

    with pytest.raises(NeedsAnother):
        await sends(desk, of, {nordlys: [MET]}, Hands(ANDERS, ANDERS), four_eyes=True)

    assert await feedback_parcels(desk) == []


async def test_only_the_named_approver_lets_them_leave(desk, answered):
    of, nordlys, _ = answered

    with pytest.raises(NotTheApprover):
        await sends(desk, of, {nordlys: [MET]}, approver=HELLE)


async def test_a_round_that_is_still_open_gives_no_feedback(desk):
    of = await opened(desk)

    with pytest.raises(NotNow):
        await sends(desk, of, {})


async def test_a_round_is_reported_on_when_its_note_is_final(desk, answered):
    of, *_ = answered

    async with desk.database.transaction() as session:
        await moving.report(session, await rounds.locked(session, of), TOGETHER, work(desk))

    async with desk.database.reading() as session:
        assert (await rounds.get(session, of)).state == "reported"


async def drawn_up(desk, round_id, points):
    _, letters = await letters_for(desk, round_id, points)
    async with desk.database.transaction() as session:
        of = await rounds.get(session, round_id)
        return letters, await feedback_letters.keep(session, of, letters, HELLE, desk.clock.now())


async def test_letters_that_were_drawn_up_are_kept_word_for_word(desk, answered):
    of, nordlys, havblik = answered
    letters, number = await drawn_up(desk, of, {nordlys: [MET], havblik: [OPEN, MET]})

    async with desk.database.reading() as session:
        again = await feedback_letters.kept(session, await rounds.get(session, of), number)

    assert [(each.party.organisation, each.recipients, each.points) for each in again] == [
        (each.party.organisation, each.recipients, each.points) for each in letters
    ]
    assert [each.lacking for each in again] == [0, 1]


async def test_letters_kept_for_another_round_are_not_found(desk, answered):
    of, nordlys, _ = answered
    _, number = await drawn_up(desk, of, {nordlys: [MET]})
    other = await opened(desk, key="anden")

    async with desk.database.reading() as session:
        with pytest.raises(NoResultFound):
            await feedback_letters.kept(session, await rounds.get(session, other), number)


async def test_what_another_confirms_is_what_was_drawn_up_and_nobody_gets_two(desk, answered):
    of, nordlys, havblik = answered
    _, number = await drawn_up(desk, of, {nordlys: [MET], havblik: [OPEN]})
    wish = Wish(Act.FEEDBACK, letters=number)

    async def asks(by):
        async with desk.database.transaction() as session:
            round_ = await rounds.locked(session, of)
            return await asking.ask(session, round_, wish, by, work(desk, four_eyes=True))

    async def confirms(by):
        async with desk.database.transaction() as session:
            round_ = await rounds.locked(session, of)
            at = work(desk, four_eyes=True)
            await asking.confirm(session, round_, asking.asked(round_).number, by, at)

    for _ in range(2):
        assert await asks(HELLE) is None
        with pytest.raises(NeedsAnother):
            await confirms(HELLE)
        await confirms(ANDERS)

    (letter,) = await feedback_parcels(desk)
    async with desk.database.reading() as session:
        facts = (await rounds.letter(session, letter.payload["letter"])).facts
    assert facts == {"points": [feedback_letters.facts_of(MET)]}


async def test_nobody_asks_for_feedback_on_a_round_that_is_open(desk):
    of = await opened(desk)
    _, number = await drawn_up(desk, of, {})
    async with desk.database.transaction() as session:
        with pytest.raises(NotNow):
            await asking.ask(
                session,
                await rounds.locked(session, of),
                Wish(Act.FEEDBACK, letters=number),
                HELLE,
                work(desk, four_eyes=True),
            )
