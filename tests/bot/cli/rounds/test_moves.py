"""`round extend`: until when, and for whom, as it was typed."""

import asyncio

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from tests.bot.cli.rounds.test_deciding import CONFIGURATION
from tests.laid_desk import OWN_ADDRESS, a_desk
from tests.rounds_on_record import opened


@pytest.fixture
def extend(tmp_path):
    async def sent_out():
        async with a_desk(tmp_path) as desk:
            await opened(desk)

    asyncio.run(sent_out())
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.format(folder=tmp_path, own=OWN_ADDRESS), encoding="utf-8")

    def _extend(*words):
        arguments = ["round", "extend", "uip-2027", *words, "--by", "helle", "--config", str(path)]
        ended = CliRunner(env={"FONDSDIALOG_NOW": "2026-03-02T10:30:00"}).invoke(main, arguments)
        return ended.exit_code, ended.stderr

    return _extend


@pytest.mark.parametrize("day", ["2026-04-10", "20260410", "2026-W15-5", " 2026W155 "])
def test_a_day_ends_at_its_end_however_it_is_written(extend, day):
    assert "has until Friday 10 April at 23:59" in extend("--until", day)[1]


@pytest.mark.parametrize("moment", ["2026-04-10T12:00", "20260410T12"])
def test_a_clock_time_is_taken_as_it_is_written(extend, moment):
    assert "has until Friday 10 April at 12:00" in extend("--until", moment)[1]


@pytest.mark.parametrize("party", ["", "  "])
def test_a_party_that_is_empty_moves_nobodys_deadline(extend, party):
    code, said = extend("--until", "2026-04-10", "--party", party)

    assert code == 2
    assert "--party is empty: name a party, or leave it out to move everybody's deadline." in said
