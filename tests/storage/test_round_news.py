"""What a digest asks of the record, on both databases."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import round_news, rounds, service
from storage.database import Database
from storage.tables import Party, Round, Submission
from tests.builders import NOON, after
from tests.storage.test_rounds import a_party, a_round


def an_answer(of: Round, party: Party, at: datetime, **over: object) -> Submission:
    values: dict[str, object] = {
        "round_id": of.id,
        "party_id": party.id,
        "kind": "submission",
        "version": 1,
        "received_at": at,
        "late": False,
        "sender": "karen@fondennordlys.example",
        "sender_name": "",
        "subject": "",
        "texts": [],
        "reading": {},
        "attachments": [],
        "contains_cpr": False,
    }
    return Submission(**(values | over))


async def kept(session: AsyncSession, *made: Round) -> None:
    await rounds.add(session, *made)


async def test_an_offices_rounds_are_those_under_way_and_those_that_something_happened_to(
    database: Database,
) -> None:
    states = {"running": "open", "old": "reported", "just_reported": "reported", "elsewhere": "open"}
    async with database.transaction() as session:
        made = {key: a_round(key, state=state) for key, state in states.items()}
        made["elsewhere"].office = "politik"
        await kept(session, *made.values())
        await rounds.record(session, made["old"].id, after(days=-9), "anne", "report")
        await rounds.record(session, made["just_reported"].id, after(hours=1), "anne", "report")

    async with database.reading() as session:
        found = await round_news.of_office(session, "uip", ["open"], NOON)

    assert [each.key for each in found] == ["running", "just_reported"]


async def test_what_happened_after_a_moment_is_told_in_its_order(database: Database) -> None:
    async with database.transaction() as session:
        of, other = a_round("uip-2027"), a_round("uip-2028")
        await kept(session, of, other)
        for hours, what in ((-1, "open"), (0, "extend"), (1, "submission"), (2, "close")):
            await rounds.record(session, of.id, after(hours=hours), "anne", what)
        await rounds.record(session, other.id, after(hours=1), "anne", "open")

    async with database.reading() as session:
        found = await round_news.events_since(session, of.id, NOON)

    assert [each.what for each in found] == ["submission", "close"]


async def test_first_answers_are_one_a_party_that_was_asked_and_none_that_was_set_aside(
    database: Database,
) -> None:
    async with database.transaction() as session:
        of = a_round("uip-2027")
        await kept(session, of)
        asked, twice, unasked, mistaken = (a_party(of, None) for _ in range(4))
        unasked.invited = False
        await rounds.add(session, asked, twice, unasked, mistaken)
        await rounds.add(
            session,
            an_answer(of, twice, after(hours=3)),
            an_answer(of, twice, after(hours=9), version=2),
            an_answer(of, asked, after(hours=2)),
            an_answer(of, unasked, after(hours=1)),
            an_answer(of, mistaken, after(hours=1), set_aside="sendt ved en fejl"),
        )

    async with database.reading() as session:
        assert await round_news.first_answers(session, of.id) == [after(hours=2), after(hours=3)]


async def test_a_first_answer_is_the_earliest_that_counts_however_versions_were_numbered(
    database: Database,
) -> None:
    async with database.transaction() as session:
        of = a_round("uip-2027")
        await kept(session, of)
        revised, taken_back, unread = (a_party(of, None) for _ in range(3))
        await rounds.add(session, revised, taken_back, unread)
        await rounds.add(
            session,
            an_answer(of, revised, after(hours=1), set_aside="kopi"),
            an_answer(of, revised, after(hours=2), version=2),
            an_answer(of, taken_back, after(hours=3)),
            an_answer(of, taken_back, after(hours=4)),
            an_answer(of, unread, after(hours=5), version=0),
        )

    async with database.reading() as session:
        assert await round_news.first_answers(session, of.id) == [after(hours=2), after(hours=3)]


async def test_whoever_signed_anothers_answer_has_answered_with_it(database: Database) -> None:
    async with database.transaction() as session:
        of = a_round("uip-2027")
        await kept(session, of)
        author, signed, had_answered, mistaken = (a_party(of, None) for _ in range(4))
        await rounds.add(session, author, signed, had_answered, mistaken)
        joint = an_answer(of, author, after(hours=2))
        aside = an_answer(of, author, after(hours=1), set_aside="kladde")
        await rounds.add(session, joint, aside, an_answer(of, had_answered, after(hours=1)))
        signed.joined, had_answered.joined, mistaken.joined = [joint.id], [joint.id], [aside.id]

    async with database.reading() as session:
        found = await round_news.first_answers(session, of.id)
    assert found == [after(hours=1), after(hours=2), after(hours=2)]


async def test_earlier_rounds_are_those_of_the_same_kind_that_were_sent_out_newest_first(
    database: Database,
) -> None:
    async with database.transaction() as session:
        for key, over in (
            ("a", {"opened_at": NOON}),
            ("b", {"opened_at": NOON}),
            ("never out", {}),
            ("policy", {"opened_at": NOON, "kind": "policy"}),
            ("now", {"opened_at": NOON}),
            ("later", {"opened_at": NOON}),
        ):
            await kept(session, a_round(key, **over))

    async with database.reading() as session:
        now = await rounds.by_key(session, "now")
        assert now is not None
        assert [each.key for each in await round_news.earlier(session, now, 5)] == ["b", "a"]
        assert [each.key for each in await round_news.earlier(session, now, 1)] == ["b"]


async def test_the_next_moment_is_the_earliest_of_a_rounds_a_partys_and_a_digests(database: Database) -> None:
    async with database.transaction() as session:
        assert await round_news.next_moment(session) is None
        of = a_round("uip-2027", clock_at=after(days=3))
        await rounds.add(session, of)
        assert await round_news.next_moment(session) == after(days=3)
        party = a_party(of, None)
        party.remind_at = after(days=2)
        await rounds.add(session, party)
        assert await round_news.next_moment(session) == after(days=2)
        (await service.locked_office(session, "uip")).digest_at = after(days=1)
        await session.flush()
        assert await round_news.next_moment(session) == after(days=1)
