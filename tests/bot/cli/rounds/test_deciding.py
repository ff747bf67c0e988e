import asyncio

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from tests.laid_desk import OWN_ADDRESS, a_desk
from tests.rounds_on_record import answers, opened

CONFIGURATION = """
[service]
data_dir = "{folder}"
[database]
url = "sqlite+aiosqlite:///{folder}/test.db"
[smtp]
host = "127.0.0.1"
port = 1
security = "none"
from_address = "{own}"
[[office]]
key = "indsatser"
name = "Indsatser"
triage = true
"""
ASKS = "Vi vil gerne bede om udsættelse af fristen til den 20. april."


@pytest.fixture
def decide(tmp_path):
    """Decide at the command line on letters to a round: 1 asks for more time, 2 has no remarks."""

    async def received():
        async with a_desk(tmp_path) as desk:
            of = await opened(desk)
            await answers(desk, of, "Fonden Nordlys", ASKS)
            await answers(desk, of, "Havblik Fonden", "Vi har ingen bemærkninger til høringen.")

    asyncio.run(received())
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.format(folder=tmp_path, own=OWN_ADDRESS), encoding="utf-8")

    def _decide(*words):
        arguments = ["round", "decide", "uip-2027", *words, "--by", "helle", "--config", str(path)]
        ended = CliRunner(env={"FONDSDIALOG_NOW": "2026-03-02T10:30:00"}).invoke(main, arguments)
        return ended.exit_code, ended.stderr

    return _decide


def test_more_time_is_refused_once_and_the_letter_is_on_its_way(decide):
    code, said = decide("1", "--no-more-time")
    assert code == 0
    assert "The deadline stands" in said

    code, said = decide("1", "--no-more-time")
    assert code == 1
    assert "message 1 does not ask for more time, or has had its answer." in said


def test_what_asks_for_no_time_is_refused_none(decide):
    assert decide("2", "--no-more-time")[0] == 1


@pytest.mark.parametrize("words", [[], ["--no-more-time", "--as", "declined"]])
def test_one_thing_is_decided_at_a_time(decide, words):
    code, said = decide("1", *words)

    assert code == 2
    assert "name one of" in said
