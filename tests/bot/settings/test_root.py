import pytest
from pydantic import ValidationError

from bot.settings import Office, Settings, SettingsError

OFFICE = {"key": "fonde", "name": "Fonde", "triage": True}


def test_settings_are_made_from_values_and_read_nothing_around_them(monkeypatch):
    monkeypatch.setenv("FONDSDIALOG_SERVICE__LANGUAGE", "en")

    settings = Settings.model_validate({"office": [OFFICE], "imap": {"password": "hemmelig"}})

    assert settings.service.language == "da"
    assert settings.imap.password.get_secret_value() == "hemmelig"


def test_settings_are_made_from_tables_that_are_made_already():
    office = Office(key="fonde", name="Fonde", triage=True)

    assert Settings(office=(office,)).office == (office,)


def test_settings_survive_their_own_values():
    settings = Settings.model_validate({"office": [OFFICE]})

    assert Settings.model_validate(settings.model_dump()) == settings


@pytest.mark.parametrize(("table", "key"), [("service", "language"), ("imap", "port")])
def test_settings_do_not_change(table, key):
    settings = Settings.model_validate({"office": [OFFICE]})

    with pytest.raises(ValidationError):
        setattr(getattr(settings, table), key, 1)


def test_values_that_disagree_are_refused_however_settings_are_made():
    with pytest.raises(SettingsError, match="triage"):
        Settings.model_validate({"office": []})


def test_a_wrong_value_is_not_shown_by_whoever_logs_the_error():
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate({"office": [OFFICE], "imap": {"passwrod": "hemmelig"}})

    assert "hemmelig" not in str(caught.value)


def test_the_address_of_slack_ends_in_a_slash():
    settings = Settings.model_validate(
        {"office": [OFFICE], "slack": {"api_base_url": "http://127.0.0.1:1/api"}}
    )

    assert settings.slack.api_base_url == "http://127.0.0.1:1/api/"
