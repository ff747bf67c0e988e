"""A small model, trained once a run on the messages in `data/`."""

from pathlib import Path

import pytest

from nlp import model, taxonomy, training

DATA = Path(__file__).parent / "data" / "messages.jsonl"


@pytest.fixture(scope="session")
def messages_file():
    return DATA


@pytest.fixture(scope="session")
def small_model_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "small"
    training.train([DATA], folder, taxonomy.load(), seed=1)
    return folder


@pytest.fixture(scope="session")
def small_model(small_model_folder):
    return model.load(small_model_folder)
