"""The demo's round: its file is good on any day, and its parties' replies are what they pass for."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest

from bot.demo import round_desk
from bot.inquiries.deadlines import work_calendar
from consultation.rounds.answers.reading import read
from consultation.rounds.roundfile import Setting, read_round
from consultation.rounds.words import AnswerKind, Text
from tests.laid_desk import the_settings

FIRST_OF_JANUARY = datetime(2027, 1, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize("week", range(0, 53, 4))
def test_the_rounds_file_can_be_used_whenever_it_is_played(tmp_path, week):
    now = FIRST_OF_JANUARY + timedelta(weeks=week, days=week % 7)
    calendar = work_calendar(the_settings(tmp_path))
    path = tmp_path / "round.toml"
    path.write_text(round_desk._round_file(calendar, now), encoding="utf-8")

    file = read_round(path, Setting(["indsatser"], calendar.timezone, now))

    assert timedelta(days=28) < file.deadline - now < timedelta(days=45)
    assert calendar.is_working_day(file.deadline.date())
    assert len(file.invitees) == 6


def test_who_replies_is_asked_and_is_understood(tmp_path):
    calendar = work_calendar(the_settings(tmp_path))
    path = tmp_path / "round.toml"
    path.write_text(round_desk._round_file(calendar, FIRST_OF_JANUARY), encoding="utf-8")
    file = read_round(path, Setting(["indsatser"], calendar.timezone, FIRST_OF_JANUARY))
    replies = round_desk.replies()

    assert {each["address"] for each in replies.values()} < {each.address for each in file.invitees}
    kinds = {who: kind_of(each["text"], file) for who, each in replies.items() if not each.get("automatic")}
    assert kinds == {
        "karen": AnswerKind.SUBMISSION,
        "jeppe": AnswerKind.NO_REMARKS,
        "helen": AnswerKind.SUBMISSION,
    }


def kind_of(text, file):
    answer = read([Text("", text)], file.questions, answered_before=False, known=None, now=file.deadline)
    return answer.kind


def test_the_round_file_is_one_that_anybody_could_have_written():
    text = (resources.files("bot.demo") / "round.toml").read_text(encoding="utf-8")
    dated = text.replace("{deadline}", "2027-03-12T12:00:00").replace("{feedback}", "2027-05-12")

    assert tomllib.loads(dated)["key"] == "uip-demo"
