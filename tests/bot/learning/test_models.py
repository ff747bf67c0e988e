"""Two small models side by side: the service changes from one to the other between two letters."""

import os
import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.learning import models
from bot.learning.models import ModelInUse
from nlp import model, taxonomy
from nlp.errors import ModelMissing
from nlp.registry import Registry
from tests.laid_desk import the_settings

QUESTION = ("Forsøg", "Vil I være med i et RCT-forsøg om gældsrådgivning?")


@pytest.fixture
def registry(tmp_path, two_models):
    """A registry with two models, the first of them in use."""
    kept = Registry(tmp_path / "models")
    for made in two_models:
        kept.add(lambda folder, made=made: shutil.copytree(made, folder))
    kept.use(version_of(two_models[0]))
    return kept


def process_of(reader):
    """The number of the process that reads."""
    return reader._process._process.pid


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def version_of(folder):
    return model.about(folder)[1]


def test_the_configured_model_goes_before_the_registry_s_and_that_before_the_built_one(tmp_path, registry):
    plain = the_settings(tmp_path)
    configured = the_settings(tmp_path, nlp={"model": "elsewhere"})
    fresh = the_settings(tmp_path / "fresh")

    assert models.in_use(configured) == Path("elsewhere")
    assert models.in_use(plain) == registry.in_use
    assert models.in_use(fresh) == model.BUILT


def test_another_model_taken_into_use_answers_the_next_question(registry, two_models):
    first, second = map(version_of, two_models)
    with closing(ModelInUse(lambda: registry.in_use, taxonomy.load())) as reader:
        assert reader.understand(*QUESTION).model == reader.version == first

        registry.use(second)

        assert reader.understand_many([QUESTION])[0].model == reader.version == second
        registry.roll_back()
        assert reader.explain(*QUESTION).understanding.model == first


def test_a_model_that_can_not_be_loaded_leaves_the_other_at_work_and_is_tried_once(registry, two_models):
    first, second = map(version_of, two_models)
    (registry.path(second) / "config.cfg").unlink()
    with closing(ModelInUse(lambda: registry.in_use, taxonomy.load())) as reader, capture_logs() as logs:
        registry.use(second)

        assert [reader.understand(*QUESTION).model for _ in range(2)] == [first, first]
    assert [entry["event"] for entry in logs] == ["model not taken into use"]


def ask_until(happened, reader):
    """Ask again and again; returns all answers."""
    answers = []
    while not happened():
        answers.append(reader.understand(*QUESTION))
        time.sleep(0.05)
    return answers


def test_after_so_many_letters_a_new_process_reads_on_once_it_has_loaded(registry):
    with closing(ModelInUse(lambda: registry.in_use, taxonomy.load(), fresh=3)) as reader:
        first = process_of(reader)
        answered = reader.understand_many([QUESTION] * 3)[0]
        reader.understand(*QUESTION)
        assert process_of(reader) == first

        ask_until(lambda: process_of(reader) != first, reader)

        second = process_of(reader)
        assert (second != first, is_there(first)) == (True, False)
        assert answered == reader.understand(*QUESTION)
        reader.explain(*QUESTION)
        assert process_of(reader) == second


def test_a_process_that_can_not_be_renewed_reads_on_and_that_is_not_tried_at_every_letter(registry):
    with closing(ModelInUse(lambda: registry.in_use, taxonomy.load(), fresh=2)) as reader:
        reader.load()
        first = process_of(reader)
        (registry.in_use / "config.cfg").unlink()
        with capture_logs() as logs:
            answers = ask_until(lambda: logs, reader)

        assert all(answer.initiative for answer in answers)

        assert process_of(reader) == first
    assert [entry["event"] for entry in logs] == ["model not taken into use"]


def test_a_model_that_is_not_there_at_the_start_is_told(tmp_path):
    with pytest.raises(ModelMissing):
        ModelInUse(lambda: tmp_path, taxonomy.load())
