"""`round join`: whoever answered unasked becomes a party, and is one no more."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from consultation.rounds import collecting
from consultation.rounds.incoming import Message
from consultation.rounds.words import Text
from storage import rounds
from tests.bot.cli.rounds.test_deciding import CONFIGURATION
from tests.builders import a_ledger_entry
from tests.laid_desk import OWN_ADDRESS, a_desk
from tests.rounds_on_record import answers, letterhead, opened

ANSWER = "1. Børn anbragt uden for hjemmet bør være et fokusområde."


@pytest.fixture
def join(tmp_path):
    """Ask for `round join` of a round: message 1 is an invited party's, 2 that of somebody nobody asked."""

    async def received():
        async with a_desk(tmp_path) as desk:
            of = await opened(desk)
            await answers(desk, of, "Fonden Nordlys", ANSWER)
            async with desk.database.transaction() as session:
                message = Message(
                    ledger_id=(await a_ledger_entry(session)).id,
                    received_at=desk.clock.now(),
                    sender="formand@nyfond.example",
                    sender_name="",
                    organisation="Ny Fond",
                    subject="Svar",
                    language="da",
                    message_id=None,
                    references=[],
                    texts=[Text("", ANSWER)],
                    attachments=[],
                )
                locked = await rounds.locked(session, of)
                now = desk.clock.now()
                await collecting.take_in(session, locked, None, message, desk.calendar, letterhead(desk), now)

    asyncio.run(received())
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.format(folder=tmp_path, own=OWN_ADDRESS), encoding="utf-8")

    def _join(*words, command="join"):
        arguments = ["round", command, "uip-2027", *words, "--config", str(path)]
        return CliRunner(env={"FONDSDIALOG_NOW": "2026-03-02T10:30:00"}).invoke(main, arguments)

    return _join


def test_whoever_answered_unasked_takes_part_from_then_on(join):
    ended = join("2", "--by", "helle")

    assert ended.exit_code == 0
    assert ended.stdout == ""
    assert "Ny Fond takes part in the round from now on.\n" in ended.stderr
    shown = json.loads(join("--json", command="show").stdout)
    assert (shown["invited"], shown["uninvited"], shown["reconciliation"]["adds_up"]) == (4, 0, True)
    assert [each["actor"] for each in shown["events"] if each["what"] == "made_party"] == ["helle"]


def test_scripts_are_told_what_the_party_is_now_as_round_show_has_it(join):
    told = json.loads(join("2", "--json").stdout)

    assert (told["organisation"], told["invited"], told["state"]) == ("Ny Fond", True, "answered")
    assert told in json.loads(join("--json", command="show").stdout)["parties"]


def test_it_can_be_undone_once(join):
    join("2")

    assert "takes part no more; its answers stay" in join("2", "--undo").stderr
    assert json.loads(join("--json", command="show").stdout)["uninvited"] == 1
    again = join("2", "--undo")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "there is nothing to undo" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1"], "Fonden Nordlys takes part in the round uip-2027 already."),
        (["1", "--undo"], "Fonden Nordlys was not made a party by anybody: there is nothing to undo."),
        (["7"], "no message to the round uip-2027 has the number 7."),
    ],
)
def test_what_can_not_be_done_is_told_plainly(join, words, said):
    ended = join(*words)

    assert ended.exit_code == 1
    assert said in ended.stderr


def test_nobody_joins_a_round_that_takes_part_no_more(join):
    join("--by", "helle", "--reason", "Trukket tilbage", command="cancel")

    ended = join("2")

    assert ended.exit_code == 1
    assert "the round is cancelled and can't be given another party" in ended.stderr
