"""What waits is counted without reading the answers, and a round sees what was said of its own alone."""

from storage import round_statements
from storage.tables import StatementReview
from tests.builders import NOON
from tests.round_builders import a_party, a_round, an_answer


def a_review(message, start=0):
    return StatementReview(
        submission_id=message.id, source="", start=start, end=start + 9, decision="confirmed", reason="",
        stance="support", topics=["evaluering"], target_groups=None, by="mette", at=NOON, times=1,
    )  # fmt: skip


class TestRoundStatements:
    async def test_what_waits_is_summed_for_a_round_and_told_by_answer(self, database):
        async with database.transaction() as session:
            of, other = await a_round(session), await a_round(session)
            party = await a_party(session, of)
            made = [await an_answer(session, of, party, waiting=count) for count in (2, 0, 5)]
            await an_answer(session, other, await a_party(session, other), waiting=9)

            assert await round_statements.waiting(session, of.id) == 7
            assert await round_statements.waiting_in(session, of.id) == [(made[0].id, 2), (made[2].id, 5)]

    async def test_all_rounds_that_are_under_way_are_summed_and_no_other(self, database):
        async with database.transaction() as session:
            before = await round_statements.waiting_in_all(session, ("open", "closed"))
            for state, count in (("open", 2), ("closed", 3), ("cancelled", 9)):
                of = await a_round(session, state=state)
                await an_answer(session, of, await a_party(session, of), waiting=count)
            assert await round_statements.waiting_in_all(session, ("open", "closed")) == before + 5

    async def test_a_round_without_answers_has_none(self, database):
        async with database.transaction() as session:
            assert await round_statements.waiting(session, (await a_round(session)).id) == 0

    async def test_a_round_sees_what_was_said_of_its_own_statements(self, database):
        async with database.transaction() as session:
            of, other = await a_round(session), await a_round(session)
            own = await an_answer(session, of, await a_party(session, of))
            others = await an_answer(session, other, await a_party(session, other))
            session.add_all([a_review(own, 10), a_review(others), a_review(own)])
            await session.flush()

            assert {each.start for each in await round_statements.of_round(session, of.id)} == {0, 10}
            (found,) = await round_statements.of_submissions(session, [others.id])
            assert (found.topics, found.target_groups, found.at) == (["evaluering"], None, NOON)

    async def test_counts_are_written_down_where_they_are_others(self, database):
        async with database.transaction() as session:
            of = await a_round(session)
            party = await a_party(session, of)
            first, second = [await an_answer(session, of, party, waiting=2) for _ in range(2)]
            await round_statements.set_waiting(session, {first.id: 2, second.id: 0})
            assert await round_statements.waiting_in(session, of.id) == [(first.id, 2)]
