"""What a round shows in its channel: each parcel asked once more in the moment it leaves.

How cards are drawn anew and found again is in `test_rounds`, an office's digest in `test_digest`.
"""

import pytest
from sqlalchemy import select

from bot.digests.due import CHARTS
from bot.outbox.delivery import Dropped, Postponed, Sent
from consultation.rounds import showing
from storage import outbox, round_messages, rounds
from storage.outbox import Parcel
from storage.tables import OutboxRow
from tests.builders import NOON
from tests.round_builders import a_party, a_round, an_answer

UIP = "C1UIP"


@pytest.fixture
async def answer(desk):
    """An answer to a round, its parcel in the outbox."""
    async with desk.database.transaction() as session:
        of = await a_round(session)
        return await an_answer(session, of, await a_party(session, of))


@pytest.fixture
def changes(desk, answer):
    """Decide something on the answer, so that its card is to be drawn anew."""

    async def _changes(**values):
        async with desk.database.transaction() as session:
            of = await rounds.locked(session, answer.round_id)
            made = await round_messages.get(session, answer.id)
            for name, value in values.items():
                setattr(made, name, value)
            await showing.show_answer_anew(session, of, made, NOON)

    return _changes


@pytest.fixture
def parcel(desk):
    """The newest parcel of a kind."""

    async def _parcel(kind):
        newest = select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id.desc()).limit(1)
        async with desk.database.reading() as session:
            return (await session.scalars(newest)).one()

    return _parcel


@pytest.fixture
def first_came_to(desk, answer):
    """Let the parcel that posts the answer have ended."""

    async def _first_came_to(state, **result):
        async with desk.database.transaction() as session:
            key = f"round:{answer.round_id}/submission:{answer.id}"
            row = await outbox.by_key(session, key)
            await outbox.end(session, row.id, state, NOON, reason="a test", result=result or None)

    return _first_came_to


class TestAnAnswer:
    async def test_it_is_posted_once_with_its_office_told_that_the_channel_works(
        self, answer, carrier, parcel, slack
    ):
        first, again = [await carrier.deliver(await parcel(showing.ANSWER)) for _ in range(2)]

        assert isinstance(first, Sent)
        assert first.effect is not None
        assert again.result["channel"] == UIP
        await slack.wait(lambda _: slack.messages(UIP))

    async def test_a_change_waits_until_what_it_changes_stands(self, changes, carrier, parcel, slack):
        await changes(set_aside="En fejl")

        assert isinstance(await carrier.deliver(await parcel(showing.ANSWER)), Postponed)
        assert slack.messages(UIP) == []

    @pytest.mark.parametrize("state", ["dropped", "failed"])
    async def test_a_change_of_what_was_never_posted_is_dropped(
        self, changes, first_came_to, carrier, parcel, state
    ):
        await first_came_to(state)
        await changes(set_aside="En fejl")

        came_to = await carrier.deliver(await parcel(showing.ANSWER))

        assert came_to == Dropped("what was to change was never posted")

    async def test_a_change_of_what_somebody_deleted_is_dropped(
        self, changes, first_came_to, carrier, parcel
    ):
        await first_came_to("sent", channel=UIP, ts="1.000001")
        await changes(set_aside="En fejl")

        assert await carrier.deliver(await parcel(showing.ANSWER)) == Dropped("the message was deleted")

    async def test_what_slack_refuses_is_stood_in_for_by_a_card_without_a_word_from_outside(
        self, answer, carrier, parcel, slack, slack_proxy
    ):
        slack_proxy.fail("chat.postMessage", "invalid_blocks")

        assert isinstance(await carrier.deliver(await parcel(showing.ANSWER)), Sent)

        [post] = await slack.wait(lambda _: slack.messages(UIP))
        assert "Slack kunne ikke vise teksten" in str(post)
        assert "Unge hjemløse" not in str(post)


class TestARoundsCard:
    @pytest.fixture
    async def of(self, desk):
        """A round whose card is to be shown."""
        async with desk.database.transaction() as session:
            of = await a_round(session)
            await showing.show(session, of, NOON)
        return of

    async def test_it_is_kept_where_it_stands_and_what_it_shows(self, desk, of, courier):
        await courier.run_until_empty()

        async with desk.database.reading() as session:
            shown = await rounds.get(session, of.id)
        assert (shown.card_channel, shown.shown_revision) == (UIP, shown.revision)
        assert shown.card_ts

    async def test_one_that_shows_this_already_is_dropped(self, of, courier, carrier, parcel):
        await courier.run_until_empty()

        came_to = await carrier.deliver(await parcel(showing.ROUND))

        assert came_to == Dropped(f"the card already shows revision {of.revision}")

    async def test_one_that_another_follows_is_dropped(self, desk, of, carrier, parcel):
        earlier = await parcel(showing.ROUND)
        async with desk.database.transaction() as session:
            await showing.show(session, await rounds.locked(session, of.id), NOON)

        assert await carrier.deliver(earlier) == Dropped(f"revision {of.revision + 1} follows")


class TestCharts:
    @pytest.fixture
    def charts(self, desk, parcel):
        """The charts of a digest of ``uip`` whose post came to something, or was never there."""

        async def _charts(state=None, **result):
            since, until = NOON.isoformat(), NOON.isoformat()
            payload = {"office": "uip", "every": "day", "since": since, "until": until, "of": "digest/post"}
            async with desk.database.transaction() as session:
                await outbox.put(session, Parcel("digest/charts", CHARTS, "slack:uip", NOON, payload), NOON)
                if state:
                    await outbox.put(session, Parcel("digest/post", "x", "slack:uip", NOON), NOON)
                    row = await outbox.by_key(session, "digest/post")
                    if state != "pending":
                        await outbox.end(session, row.id, state, NOON, reason="a test", result=result or None)
            return await parcel(CHARTS)

        return _charts

    @pytest.mark.parametrize("state", [None, "dropped", "failed"])
    async def test_without_the_digest_there_are_none(self, carrier, charts, state):
        assert await carrier.deliver(await charts(state)) == Dropped("the digest was never posted")

    async def test_they_wait_for_the_digest(self, carrier, charts):
        assert isinstance(await carrier.deliver(await charts("pending")), Postponed)

    async def test_of_nothing_none_are_drawn(self, carrier, charts):
        came_to = await carrier.deliver(await charts("sent", channel=UIP, ts="1.000001"))

        assert came_to == Dropped("there is nothing to draw")
