import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import Settings, SettingsError, check_secret, ensure_secret

OFFICE = {"key": "fonde", "name": "Fonde", "triage": True}


@pytest.fixture
def settings(tmp_path):
    return Settings.model_validate({"office": [OFFICE], "service": {"data_dir": str(tmp_path / "var")}})


def test_a_configured_secret_is_the_key_and_nothing_is_written(tmp_path):
    secret = "s" * 32
    service = {"secret": secret, "data_dir": str(tmp_path / "var")}

    assert ensure_secret(Settings.model_validate({"office": [OFFICE], "service": service})) == secret.encode()
    assert not (tmp_path / "var").exists()


def test_a_key_is_made_once_for_its_owner_alone(settings, tmp_path):
    key = ensure_secret(settings)

    assert len(key) >= 32
    assert ensure_secret(settings) == key
    [file] = (tmp_path / "var").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_installations_have_different_keys(settings, tmp_path):
    other = settings.model_copy(
        update={"service": settings.service.model_copy(update={"data_dir": tmp_path / "b"})}
    )

    assert ensure_secret(settings) != ensure_secret(other)


def test_processes_that_start_at_once_get_the_same_key(settings, tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(ensure_secret, [settings] * 64))

    assert len(keys) == 1
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_key_that_was_copied_with_a_line_end_is_the_same_key(settings, tmp_path):
    key = ensure_secret(settings)
    (tmp_path / "var" / "secret.key").write_bytes(key + b"\n")

    assert ensure_secret(settings) == key


def test_an_emptied_key_is_refused(settings, tmp_path):
    ensure_secret(settings)
    (tmp_path / "var" / "secret.key").write_bytes(b"")

    with pytest.raises(SettingsError, match=r"secret\.key is too short"):
        ensure_secret(settings)


def test_a_look_at_the_key_makes_nothing(settings, tmp_path):
    check_secret(settings)

    assert list(tmp_path.iterdir()) == []


def test_a_look_at_a_key_that_is_none_refuses_it(settings, tmp_path):
    ensure_secret(settings)
    (tmp_path / "var" / "secret.key").write_bytes(b"")

    with pytest.raises(SettingsError, match=r"secret\.key is too short"):
        check_secret(settings)


def test_a_directory_that_can_not_be_made_is_named(settings, tmp_path):
    (tmp_path / "var").write_text("a file")

    with pytest.raises(SettingsError, match=r"service\.data_dir"):
        ensure_secret(settings)
