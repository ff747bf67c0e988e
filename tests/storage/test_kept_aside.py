import pytest

from storage import kept_aside, ledger
from storage.kept_aside import Spot
from storage.ledger import AlreadyDecided
from storage.outcomes import Outcome
from tests.builders import NOON, after, an_arrival, an_inquiry, raw_mail


async def decided(session, outcome, now=NOON, **about):
    number = (await ledger.store(session, [an_arrival(raw_mail(subject=f"{outcome} {now} {about}"))], now))[0]
    await ledger.decide(session, number, outcome, now, reason="test", **about)
    return number


async def test_what_machines_sent_is_listed_newest_first_and_nothing_else(database):
    async with database.transaction() as session:
        reply = await decided(session, Outcome.AUTO_REPLY)
        newsletter = await decided(session, Outcome.LIST_MAIL, after(minutes=5))
        await decided(session, Outcome.LOOP)
        await decided(session, Outcome.QUARANTINED)
        await decided(session, Outcome.RECEIPT, after(days=-40))

        found = await kept_aside.by_machines(session, after(days=-1), 10)

        assert [each.id for each in found] == [newsletter, reply]
        assert await kept_aside.count_by_machines(session, after(days=-1)) == 2
        assert [each.id for each in await kept_aside.by_machines(session, after(days=-1), 1)] == [newsletter]


async def test_the_list_goes_on_where_a_page_ended_whatever_was_taken_from_it(database):
    async with database.transaction() as session:
        oldest, older = [await decided(session, each) for each in (Outcome.BOUNCE, Outcome.LIST_MAIL)]
        newer, newest = [await decided(session, Outcome.RECEIPT, after(minutes=each)) for each in (1, 2)]
        inquiry = await an_inquiry(session)
        first = await kept_aside.by_machines(session, after(days=-1), 3)
        ended = Spot(first[-1].decided_at, first[-1].id)
        await kept_aside.make_a_letter_of(
            session, older, inquiry.id, after(minutes=9), "made an inquiry by U1"
        )

        rest = await kept_aside.by_machines(session, after(days=-1), 3, ended)

        assert [each.id for each in first] == [newest, newer, older]
        assert [each.id for each in rest] == [oldest]


async def test_only_what_was_taken_for_a_machines_is_made_a_letter_of(database):
    async with database.transaction() as session:
        ours = await decided(session, Outcome.LOOP)

        with pytest.raises(AlreadyDecided):
            await kept_aside.make_a_letter_of(session, ours, 1, NOON, "made an inquiry by U1")
