"""What `round show` and `round plan` give to scripts."""

import pytest

from bot.cli.rounds import values
from storage import rounds
from tests.laid_desk import a_desk
from tests.rounds_on_record import opened


@pytest.fixture
async def desk(tmp_path):
    async with a_desk(tmp_path) as laid:
        yield laid


async def test_parties_stand_as_in_a_danish_list(desk):
    names = ["Ådalsfonden", "danske fonde", "Østfonden", "Ærøfonden", "Zebrafonden"]
    of = await opened(desk, parties={name: f"post@fond{at}.example" for at, name in enumerate(names)})
    listed = ["danske fonde", "Zebrafonden", "Ærøfonden", "Østfonden", "Ådalsfonden"]

    async with desk.database.reading() as session:
        found, now = await rounds.get(session, of), desk.clock.now()
        shown = (await values.whole(session, found, desk.calendar, now))["parties"]
        planned = await values.plan(session, found, desk.calendar, now)

    assert [each["organisation"] for each in shown] == listed
    assert [each["organisation"] for each in planned] == listed
