"""A configuration written for one test, read as the program reads it."""

import pytest

from bot.settings import SettingsError, load

OFFICE = '[[office]]\nkey = "indsatser"\nname = "Indsatser"\nchannel = "C1"\ntriage = true\n'


@pytest.fixture
def read(tmp_path):
    """Load TOML (with one office unless it brings its own) and an environment."""

    def _read(toml="", environ=None, **kwargs):
        path = tmp_path / "config.toml"
        path.write_text(toml if "[[office]]" in toml else f"{toml}\n{OFFICE}", encoding="utf-8")
        return load(path, environ or {}, **kwargs)

    return _read


@pytest.fixture
def mistakes(read):
    """Load what is wrong; give its mistakes by key."""

    def _mistakes(toml="", environ=None, **kwargs):
        with pytest.raises(SettingsError) as caught:
            read(toml, environ, **kwargs)
        found = {mistake.key: mistake for mistake in caught.value.mistakes}
        assert len(found) == len(caught.value.mistakes), "a key was named twice"
        return found

    return _mistakes
