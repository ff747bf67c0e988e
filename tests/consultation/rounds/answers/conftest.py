"""The answers written for these tests, with the rounds they were written to."""

import tomllib
from pathlib import Path

import pytest

from consultation.rounds.words import Question, Text

DATA = Path(__file__).parent / "data"


def rounds():
    tables = tomllib.loads((DATA / "questions.toml").read_text("utf-8"))
    return {name: [Question(key, text) for key, text in asked.items()] for name, asked in tables.items()}


def answers():
    for path in sorted(DATA.glob("*.toml")):
        for answer in tomllib.loads(path.read_text("utf-8")).get("answer", ()):
            yield pytest.param(answer, id=f"{path.stem}: {answer['name']}")


def pytest_generate_tests(metafunc):
    if "answer" in metafunc.fixturenames:
        metafunc.parametrize("answer", list(answers()))
    if "brief" in metafunc.fixturenames:
        table = tomllib.loads((DATA / "brief.toml").read_text("utf-8"))["brief"]
        metafunc.parametrize("brief", [(kind, body) for kind, bodies in table.items() for body in bodies])


@pytest.fixture
def questions(answer):
    return rounds()[answer["round"]]


@pytest.fixture
def uip():
    return rounds()["uip"]


@pytest.fixture
def kort():
    return rounds()["kort"]


@pytest.fixture
def texts(answer):
    attached = answer.get("attachments", {}).items()
    return [Text("", answer["body"].strip()), *(Text(name, text.strip()) for name, text in attached)]
