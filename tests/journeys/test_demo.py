"""The demo: the whole product with nothing configured, on any machine."""

import subprocess
import sys
from pathlib import Path

from bot.demo.ports import free_port
from bot.demo.slack_process import find_local_slack
from tests.journeys.commands import environment, fondsdialog
from tests.servers.missing import present


def test_the_story_is_played_in_the_local_slack(tmp_path):
    present(find_local_slack)

    ended = fondsdialog("demo", "--once", TMPDIR=str(tmp_path))

    assert ended.code == 0, ended.out + ended.err
    assert "One inquiry's way, with cards in the local Slack" in ended.out
    assert "One round's way, with cards in the local Slack" in ended.out
    assert "the three who are silent are reminded" in ended.out
    assert "4 messages = 3 answers + 1 other" in ended.out
    assert "Every step was seen to happen." in ended.out
    notes = [Path(line.strip()) for line in ended.out.splitlines() if "hoeringsnotat" in line]
    assert sorted(path.suffix for path in notes) == [".csv", ".docx", ".html"]
    assert "mentorordning" in notes[1].read_text(encoding="utf-8")


def test_without_the_local_slack_the_cards_are_shown_in_the_terminal(tmp_path):
    ended = fondsdialog(
        "demo", "--once", FONDSDIALOG_LOCAL_SLACK=str(tmp_path / "nowhere"), TMPDIR=str(tmp_path)
    )

    assert ended.code == 0, ended.out + ended.err
    assert "[ Tag sagen ]" in ended.out
    assert ":newspaper: Nyt om høringer" in ended.out
    assert "Every step was seen to happen." in ended.out


def test_whoever_ends_it_ends_what_it_started(tmp_path):
    present(find_local_slack)
    # as a script's shell starts what it puts in the background
    deaf = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = [*deaf, sys.executable, "-m", "bot", "demo", "--port", str(free_port())]
    with subprocess.Popen(
        command, env=environment() | {"TMPDIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert any(line.startswith("Open") for line in demo.stdout)
        assert str(tmp_path) in what_runs()

        demo.terminate()

        demo.wait(30)
    assert str(tmp_path) not in what_runs()


def what_runs():
    """The command lines of every process."""
    return subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, check=True, text=True).stdout
