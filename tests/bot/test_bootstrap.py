"""What the service has in memory before anything happens: no library that only some work needs."""

import subprocess
import sys

import pytest

LARGE = ["alembic", "docx", "matplotlib", "numpy", "pypdf", "scipy", "spacy"]


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules that a service has which was just started."""
    told = "import sys, bot.cli.run; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(ended.stdout.split())


@pytest.mark.parametrize("library", LARGE)
def test_a_large_library_is_loaded_only_where_it_is_used(loaded, library):
    assert library not in loaded
