import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from nlp import model
from nlp.comparison import REFERENCE
from nlp.registry import Registry
from storage import learning
from storage.database import Database
from storage.tables import LabelledExample
from tests.builders import after, an_inquiry
from tests.ready_databases import make_ready

MESSAGES = Path("tests/nlp/data/messages.jsonl").resolve()
CORRECTIONS = [
    "Kan vi deltage i jeres kvidderbank?",
    "Vi vil gerne oprette en kvidderbank.",
    "Hvornår åbner kvidderbanken?",
    "Er der plads i en kvidderbank?",
    "Vores kvidderbank skal have en ny form.",
]


@pytest.fixture
def registry(tmp_path, two_models, monkeypatch):
    """The built model is the first of two small ones."""
    monkeypatch.setattr(model, "BUILT", two_models[0])
    return Registry(tmp_path / "var" / "models")


@pytest.fixture
def run(monkeypatch, tmp_path, registry, a_configuration):
    """Run `train --with-corrections …` where staff have corrected what is in `CORRECTIONS`."""
    asyncio.run(_corrected(f"sqlite+aiosqlite:///{tmp_path / 'fondsdialog.db'}"))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["train", "--with-corrections", "--seed", "1", *words])


async def _corrected(url):
    database = Database(url)
    await make_ready(database)
    async with database.transaction() as session:
        for hours, body in enumerate(CORRECTIONS):
            inquiry = await an_inquiry(session)
            example = LabelledExample(
                inquiry_id=inquiry.id,
                at=after(hours=hours),
                subject="",
                body=body,
                initiative="gone" if hours == 0 else "partnerskaber",
                topics=["gone"],
            )
            await learning.keep_example(session, example)
    await database.close()


def test_a_model_that_does_no_worse_is_taken_into_use_and_knows_what_staff_taught(run, registry, two_models):
    # what it is tried on stands in for a better corpus
    made = run("--corpus", str(MESSAGES), str(REFERENCE))

    assert made.exit_code == 0, made.stderr
    assert "3 corrections are learnt, the 1 newest are held out." in made.stderr
    assert "1 name an initiative that the taxonomy lacks" in made.stderr
    assert "reference set, 240 messages" in made.stdout
    assert "newest corrections, 1 messages" in made.stdout
    (version,) = registry.versions()
    assert registry.state.in_use == version
    taught, before = (
        model.load(folder).understand("", "en kvidderbank").scores["partnerskaber"]
        for folder in (registry.path(version), two_models[0])
    )
    assert taught > before


def test_a_model_that_does_worse_is_kept_unused_and_the_way_to_use_it_is_told(run, registry, tmp_path):
    lines = [json.loads(line) for line in MESSAGES.read_text("utf-8").splitlines()]
    wrong = [line | {"initiative": "none", "topics": []} for line in lines[:-2]] + lines[-2:]
    spoilt = tmp_path / "spoilt.jsonl"
    spoilt.write_text("\n".join(json.dumps(line) for line in wrong), "utf-8")

    made = run("--corpus", str(spoilt))

    (version,) = registry.versions()
    assert made.exit_code == 1
    assert "does worse on: reference set" in made.stderr
    assert f"fondsdialog model use {version}" in made.stderr
    assert registry.in_use == model.BUILT


def test_with_an_output_folder_nothing_is_taken_into_use(run, registry, tmp_path):
    made = run("--corpus", str(MESSAGES), "--output", "made")

    assert made.exit_code == 0
    assert "reference set" in made.stdout
    assert (tmp_path / "made" / "model.json").is_file()
    assert registry.versions() == []


def test_without_a_model_in_use_there_is_nothing_to_hold_the_new_one_against(run, monkeypatch, tmp_path):
    monkeypatch.setattr(model, "BUILT", tmp_path / "nothing")

    assert "there is no model at" in run("--corpus", str(MESSAGES)).stderr


def test_without_corrections_corpus_and_output_are_needed(run):
    for words in ([], ["--corpus", str(MESSAGES)], ["--output", "made"]):
        assert CliRunner().invoke(main, ["train", *words]).exit_code == 2
