from pathlib import Path

import pytest

CONFIGURATION = """
[service]
data_dir = "{folder}/var"
[database]
url = "sqlite+aiosqlite:///{folder}/fondsdialog.db"
[[office]]
key = "uip"
name = "UIP-kontoret"
triage = true
"""


@pytest.fixture
def a_configuration(tmp_path: Path) -> Path:
    """A configuration without servers."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.format(folder=tmp_path), encoding="utf-8")
    return path
