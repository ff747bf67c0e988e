import asyncio
import json
import shutil

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from nlp import model
from nlp.registry import Registry
from storage import learning
from storage.database import Database
from storage.tables import SecondOpinion
from tests.builders import NOON, an_inquiry
from tests.ready_databases import make_ready


@pytest.fixture
def versions(tmp_path, two_models, monkeypatch):
    """Two models: the first is the one that was built, the second is kept beside it."""
    monkeypatch.setattr(model, "BUILT", two_models[0])
    kept = Registry(tmp_path / "var" / "models")
    second = kept.add(lambda folder: shutil.copytree(two_models[1], folder))
    return model.about(two_models[0])[1], second


@pytest.fixture
def run(monkeypatch, tmp_path, versions, a_configuration):
    """Run `model …` in a folder with a configuration."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["model", *words])


def roles(run):
    found = json.loads(run("list", "--json").stdout)
    return {each["version"]: each["role"] for each in found}


def test_the_models_are_listed_with_what_was_measured_of_them(run, versions):
    built, second = versions
    told = run("list").stdout.splitlines()

    assert roles(run) == {built: "in use", second: "kept"}
    assert told[0].startswith(f"in use    {built}")
    assert "36 messages, accuracy 0." in told[0]


def test_a_model_is_taken_into_use_and_back_again_with_one_command(run, versions):
    built, second = versions

    used = run("use", second)
    assert (used.exit_code, used.stdout) == (0, "")
    assert roles(run) == {built: "kept", second: "in use"}

    assert f"{built} is in use again" in run("rollback").stderr
    assert roles(run) == {built: "in use", second: "kept"}


def test_there_is_nothing_to_go_back_to_at_first(run):
    result = run("rollback")

    assert result.exit_code == 1
    assert "no other model" in result.stderr


@pytest.mark.parametrize("command", ["use", "shadow"])
def test_an_unknown_version_is_told_with_those_that_are_there(run, versions, command):
    result = run(command, "nonsense")

    assert result.exit_code == 1
    assert "no model is called nonsense" in result.stderr
    assert versions[1] in result.stderr


def test_a_model_for_another_taxonomy_is_not_taken_into_use(run, versions, tmp_path):
    (tmp_path / "other.toml").write_text('[[initiative]]\nkey = "other"', encoding="utf-8")
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[nlp]\ntaxonomy = "other.toml"\n')

    result = run("use", versions[1])

    assert result.exit_code == 1
    assert "another taxonomy" in result.stderr
    assert roles(run)[versions[1]] == "kept"


def test_a_shadow_is_named_and_called_off(run, versions):
    assert run("shadow", versions[1]).exit_code == 0
    assert roles(run)[versions[1]] == "shadow"

    assert run("shadow", "--off").exit_code == 0
    assert roles(run)[versions[1]] == "kept"


@pytest.mark.parametrize("words", [[], ["VERSION", "--off"]])
def test_a_shadow_is_either_named_or_called_off(run, versions, words):
    assert run("shadow", *words).exit_code == 2


def test_a_configured_model_goes_before_and_that_is_said(run, versions, tmp_path):
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[nlp]\nmodel = "mine"\n')

    assert "nlp.model is configured" in run("use", versions[1]).stderr


async def _read_along(url, *opinions):
    database = Database(url)
    await make_ready(database)
    async with database.transaction() as session:
        for said in opinions:
            inquiry = await an_inquiry(session, initiative="uip")
            values = {"inquiry_id": inquiry.id, "at": NOON, "confidence": 0.6, "accepted": True}
            await learning.keep_opinion(session, SecondOpinion(model="new", initiative=said, **values))
    await database.close()


def test_a_shadow_is_compared_with_the_model_that_decided(run, tmp_path):
    asyncio.run(_read_along(f"sqlite+aiosqlite:///{tmp_path / 'fondsdialog.db'}", "uip", "rct"))

    assert run("compare").stdout == "new: as the model that decided on 1 of 2 inquiries.\n"
    assert json.loads(run("compare", "--json").stdout)[0]["agreed"] == 1


def test_that_nothing_read_in_the_shadow_yet_is_said(run, tmp_path):
    assert "fondsdialog db upgrade" in run("compare").stderr
    asyncio.run(_read_along(f"sqlite+aiosqlite:///{tmp_path / 'fondsdialog.db'}"))

    assert "No model has read in the shadow yet" in run("compare").stderr
    assert run("compare", "--json").stdout == "[]\n"


def test_a_damaged_list_of_models_is_named(run, tmp_path):
    (tmp_path / "var" / "models" / "registry.json").write_text("rubbish")
    result = run("list")

    assert result.exit_code == 1
    assert "registry.json can't be read" in result.stderr
