from pathlib import Path

import pytest

from nlp import taxonomy, training
from tests.laid_desk import a_desk

MESSAGES = Path(__file__).parents[1] / "nlp" / "data" / "messages.jsonl"


@pytest.fixture
async def desk(tmp_path: Path):
    """A desk on a fresh SQLite database."""
    async with a_desk(tmp_path) as laid:
        yield laid


@pytest.fixture(scope="session")
def two_models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small models, the second with fewer messages to learn from."""
    folder = tmp_path_factory.mktemp("models")
    fewer = folder / "fewer.jsonl"
    fewer.write_text("".join(MESSAGES.read_text("utf-8").splitlines(keepends=True)[:-3]), "utf-8")
    for name, corpus in (("one", MESSAGES), ("two", fewer)):
        training.train([corpus], folder / name, taxonomy.load(), seed=1)
    return folder / "one", folder / "two"
