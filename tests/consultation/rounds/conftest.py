from pathlib import Path

import pytest

from tests.laid_desk import a_desk


@pytest.fixture
async def desk(tmp_path: Path):
    """A desk on a fresh SQLite database."""
    async with a_desk(tmp_path) as laid:
        yield laid
