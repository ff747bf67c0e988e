"""The demo: the whole product with nothing configured, on any machine."""

from bot.demo.slack_process import find_local_slack
from tests.journeys.commands import fondsdialog
from tests.servers.missing import present


def test_the_story_is_played_in_the_local_slack():
    present(find_local_slack)

    ended = fondsdialog("demo", "--once")

    assert ended.code == 0, ended.out + ended.err
    assert "with cards in the local Slack" in ended.out
    assert "Every step was seen to happen." in ended.out


def test_without_the_local_slack_the_cards_are_shown_in_the_terminal(tmp_path):
    ended = fondsdialog("demo", "--once", FONDSDIALOG_LOCAL_SLACK=str(tmp_path / "nowhere"))

    assert ended.code == 0, ended.out + ended.err
    assert "[ Tag sagen ]" in ended.out
    assert "Every step was seen to happen." in ended.out
