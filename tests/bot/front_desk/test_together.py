"""Letters decided on in one transaction: the record is what it would be if each had come by itself."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from bot.front_desk import together
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.reception import Reception
from bot.inquiries import intake
from storage import ledger, tally
from storage.messages import Arrival, Stored
from storage.tables import Base, Correspondence, Organisation
from storage.tables.base import Moment
from tests import sample_mails
from tests.laid_desk import MONDAY_MORNING, FixedModel, a_desk
from tests.sample_mails import raw_mail
from tests.statements import counted

NOW = MONDAY_MORNING


def a_letter(number, sender="bo@havrefonden.example", **fields):
    return raw_mail(
        f"Brev nummer {number} om evaluering.",
        **{"from": f"Bo Havre <{sender}>", "message_id": f"<{number}@fond.example>"} | fields,
    )


def a_mixed_post():
    """Senders known and new, organisations that look alike, threads, duplicates, machines, and rubbish."""
    return [
        a_letter(1),
        a_letter(2),
        a_letter(3, "anna@havrefonden.example"),
        a_letter(4, "bo@havre-fonden.example"),
        a_letter(5, "eva@gmail.com"),
        a_letter(1),
        a_letter(6, in_reply_to="<2@fond.example>"),
        a_letter(7, "x@fremmed.example", references="<3@fond.example>"),
        a_letter(8, subject="Vedr. FD-2026-00001"),
        a_letter(9, reply_to="kontor@havrefonden.example"),
        b"\0\1\2\3",
        *(sample_mails.sample(name) for name in [*sample_mails.LETTERS[:12], *sample_mails.MACHINES[:12]]),
        *(a_letter(number, f"p{number % 3}@nordfonden.example") for number in range(20, 30)),
    ]


async def stored(desk, mails):
    arrivals = [Arrival.pack(raw, source=str(number), received_at=NOW) for number, raw in enumerate(mails)]
    async with desk.database.transaction() as session:
        return await ledger.store(session, arrivals, NOW)


def told(decision):
    inquiry = decision.inquiry
    known = (inquiry.reference, inquiry.office, inquiry.sender, inquiry.revision) if inquiry else None
    return decision.outcome, decision.reason, known, decision.duplicate_of, decision.organisation


async def one_by_one(desk, mails):
    reception = Reception(desk, FixedModel())
    return [told(await reception.receive(number)) for number in await stored(desk, mails)]


async def all_at_once(desk, mails):
    reception = Reception(desk, FixedModel())
    return [told(each) async for each in reception.receive_all(await stored(desk, mails))]


async def whole_record(desk):
    """Every row but for moments, which are those of the test's clock."""
    found = {}
    async with desk.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            columns = [each for each in table.columns if not isinstance(each.type, Moment)]
            rows = await session.execute(select(*columns))
            found[table.name] = sorted(map(repr, rows))
        words = await session.execute(text("SELECT rowid, stems FROM search_text"))
        found["search_text"] = sorted(map(repr, words))
    return found


@pytest.fixture
def two_desks(tmp_path):
    @asynccontextmanager
    async def two_desks(**settings):
        async with a_desk(tmp_path / "one", **settings) as one, a_desk(tmp_path / "many", **settings) as many:
            yield one, many

    return two_desks


async def test_the_record_is_the_same_row_for_row(two_desks):
    async with two_desks(smtp={"auto_per_day": 2}) as (one, many):
        alone, together_ = await one_by_one(one, a_mixed_post()), await all_at_once(many, a_mixed_post())

        assert together_ == alone
        assert await whole_record(many) == await whole_record(one)


async def test_on_postgresql_the_decisions_are_the_same(two_desks, desk, postgres_url):
    alone = await one_by_one(desk, a_mixed_post())

    async with two_desks(database={"url": postgres_url}) as (_, many):
        assert await all_at_once(many, a_mixed_post()) == alone


async def test_one_that_breaks_is_quarantined_and_the_others_are_decided_as_ever(two_desks, monkeypatch):
    opening = intake.open_inquiry

    async def breaks_at_poison(session, desk, letter, *rest):
        inquiry = await opening(session, desk, letter, *rest)
        if letter.subject == "Gift":
            raise ZeroDivisionError
        return inquiry

    monkeypatch.setattr("bot.front_desk.deciding.intake.open_inquiry", breaks_at_poison)
    post = [a_letter(1), a_letter(2, "eva@ny.example", subject="Gift"), a_letter(3), a_letter(4)]
    async with two_desks() as (one, many):
        alone, together_ = await one_by_one(one, post), await all_at_once(many, post)

        assert [each[0] for each in together_] == ["inquiry", "quarantined", "inquiry", "inquiry"]
        assert together_ == alone
        assert await whole_record(many) == await whole_record(one)


async def test_numbers_have_no_holes_whatever_became_of_the_letters(desk):
    post = [*(a_letter(number) for number in range(3)), a_letter(9, in_reply_to="<1@fond.example>"), b"\0"]
    await all_at_once(desk, [*post, *post])
    after = await all_at_once(desk, [a_letter(50)])

    assert after[0][2][0] == "FD-2026-00004"


async def test_what_another_process_decided_meanwhile_is_left_as_it_is(desk):
    numbers = await stored(desk, [a_letter(1), a_letter(2)])
    reception = Reception(desk, FixedModel())
    async with desk.database.transaction() as session:
        await ledger.decide(session, numbers[1], "list_mail", NOW, reason="list_id")

    decided = [told(each) async for each in reception.receive_all(numbers)]

    assert [each[:2] for each in decided] == [("inquiry", None), ("list_mail", "list_id")]


async def test_of_what_was_not_recorded_nobody_is_told(desk, monkeypatch):
    """An office's model in the shadow hears of an inquiry once, though its group was decided on twice."""
    overheard = []
    opening, breaks = together.transaction, iter([True])

    @asynccontextmanager
    async def breaks_once(*asked):
        async with opening(*asked) as session:
            yield session
            if next(breaks, False):
                raise ZeroDivisionError

    monkeypatch.setattr("bot.front_desk.reception.together.transaction", breaks_once)
    reception = Reception(desk, FixedModel(), lambda number, *_: overheard.append(number))
    decided = [each async for each in reception.receive_all(await stored(desk, [a_letter(1), a_letter(2)]))]

    assert overheard == [each.inquiry.id for each in decided]


async def test_of_letters_that_met_another_process_s_each_is_decided_on_together_at_the_next_try(
    desk, monkeypatch
):
    opening, groups = together.transaction, []

    @asynccontextmanager
    async def clashes_once(desk, some, now):
        groups.append(len(some))
        async with opening(desk, some, now) as session:
            yield session
            if len(groups) == 1:
                raise IntegrityError("INSERT INTO contact", {}, Exception())

    monkeypatch.setattr("bot.front_desk.reception.together.transaction", clashes_once)

    decided = await all_at_once(desk, [a_letter(1), a_letter(2)])

    assert groups == [2, 2]
    assert [each[2][0] for each in decided] == ["FD-2026-00001", "FD-2026-00002"]


async def test_two_processes_that_hear_from_the_same_new_foundations_need_one_try_each(
    two_desks, postgres_url, monkeypatch
):
    """Whoever comes second waits for the first: deciding on a whole group anew costs more."""
    opening, groups = together.transaction, []

    @asynccontextmanager
    async def noted(desk, some, now):
        groups.append(len(some))
        async with opening(desk, some, now) as session:
            yield session

    monkeypatch.setattr("bot.front_desk.reception.together.transaction", noted)
    foundations = [f"p@fond{number}.example" for number in range(20)]
    async with two_desks(database={"url": postgres_url}) as both:
        posts = [
            [a_letter(first + number, sender) for number, sender in enumerate(order)]
            for first, order in ((100, foundations), (200, foundations[::-1]))
        ]
        await asyncio.gather(*map(all_at_once, both, posts))
        async with both[0].database.reading() as session:
            organisations = await session.scalar(select(func.count()).select_from(Organisation))

    assert groups == [20, 20]
    assert organisations == 20


async def test_the_acknowledgements_of_letters_decided_on_together_name_their_inquiries(desk):
    await all_at_once(desk, [a_letter(1), a_letter(2, "eva@gmail.com")])

    async with desk.database.reading() as session:
        letters = select(Correspondence.subject).where(Correspondence.kind == "acknowledgement")
        subjects = sorted(await session.scalars(letters.order_by(Correspondence.id)))
    assert [each.rpartition(" ")[2] for each in subjects] == ["[FD-2026-00001]", "[FD-2026-00002]"]


async def test_twenty_letters_take_few_more_statements_than_one(desk):
    await all_at_once(desk, [a_letter(100)])
    numbers = await stored(desk, [a_letter(number, f"p@fond{number}.example") for number in range(20)])
    reception = Reception(desk, FixedModel())

    with counted(desk) as asked:
        decided = [each.outcome async for each in reception.receive_all(numbers)]

    assert decided == ["inquiry"] * 20
    assert len(asked) < 50  # one alone takes about 20


def readings(desk, *mails):
    room = ReadingRoom(desk, FixedModel())
    return room.read([Stored(number, number, "test", NOW, raw) for number, raw in enumerate(mails)])


@pytest.mark.parametrize(
    ("mails", "first"),
    [
        ([a_letter(1), a_letter(2), b"\0"], 3),
        ([a_letter(1), a_letter(2), a_letter(1)], 2),
        ([a_letter(1), a_letter(2, in_reply_to="<1@fond.example>")], 1),
        ([a_letter(1), a_letter(2), a_letter(3, references="<9@x.example> <2@fond.example>")], 2),
        ([a_letter(2, in_reply_to="<1@fond.example>"), a_letter(1)], 2),
    ],
)
def test_a_message_that_is_or_names_an_earlier_one_waits_for_it(desk, mails, first):
    assert together.strangers(readings(desk, *mails)) == first


async def test_a_letter_with_a_very_long_chain_still_finds_its_thread(desk):
    await all_at_once(desk, [a_letter(1)])
    chain = " ".join(f"<{number}@elsewhere.example>" for number in range(60))

    decided = await all_at_once(desk, [a_letter(2), a_letter(3, references=f"<1@fond.example> {chain}")])

    assert [each[0] for each in decided] == ["inquiry", "follow_up"]


async def test_letters_that_are_all_inquiries_are_all_recorded(desk):
    """Nothing is asked after the last of them, which is then what writes."""
    mails = [a_letter(number, f"post@fond{number}.example") for number in range(25)]

    decided = [
        told(each)[0] async for each in Reception(desk, FixedModel()).receive_all(await stored(desk, mails))
    ]

    async with desk.database.reading() as session:
        totals = await tally.totals(session)
    assert (len(decided), totals.undecided, totals.outcomes) == (25, 0, {"inquiry": 25})
