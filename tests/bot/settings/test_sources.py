import pytest

from bot.settings import SettingsError, load
from tests.bot.settings.conftest import OFFICE

LONG = "l" * 32


def test_a_silent_configuration_has_the_documented_defaults(read):
    settings = read()

    assert settings.service.language == "da"
    assert settings.service.timezone.key == "Europe/Copenhagen"
    assert settings.database.url == "sqlite+aiosqlite:///var/fondsdialog.db"
    assert settings.imap.poll_seconds == 60
    assert settings.slack.mode == "off"
    assert settings.nlp.model is None


@pytest.mark.parametrize(
    ("section", "security", "port"),
    [
        ("imap", "tls", 993),
        ("imap", "starttls", 143),
        ("imap", "none", 143),
        ("smtp", "tls", 465),
        ("smtp", "starttls", 587),
        ("smtp", "none", 25),
    ],
)
def test_the_port_follows_from_the_security_unless_it_is_given(read, section, security, port):
    toml = f'[{section}]\nsecurity = "{security}"'

    assert getattr(read(toml), section).port == port
    assert getattr(read(f"{toml}\nport = 7"), section).port == 7


def test_a_file_that_windows_marked_as_utf_8_is_read(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(f'[service]\nlanguage = "en"\n{OFFICE}', encoding="utf-8-sig")

    assert load(path, {}).service.language == "en"


def test_the_environment_wins_over_the_file_and_leaves_the_rest_of_the_table(read):
    settings = read('[smtp]\nport = 1\nfrom_name = "Fonde"', {"FONDSDIALOG_SMTP__PORT": "2"})

    assert settings.smtp.port == 2
    assert settings.smtp.from_name == "Fonde"


def test_an_empty_variable_counts_as_not_set(read):
    assert read("[smtp]\nport = 1", {"FONDSDIALOG_SMTP__PORT": ""}).smtp.port == 1


@pytest.mark.parametrize("text", ["a.example, b.example", '["a.example", "b.example"]'])
def test_the_environment_gives_a_list_with_commas_or_as_json(read, text):
    settings = read("", {"FONDSDIALOG_IMAP__TRUSTED_AUTHSERV": text})

    assert settings.imap.trusted_authserv == ("a.example", "b.example")


def test_the_environment_gives_offices_as_json():
    office = '[{"key": "fonde", "name": "Fonde", "triage": true}]'

    settings = load(None, {"FONDSDIALOG_OFFICE": office})

    assert [office.key for office in settings.office] == ["fonde"]


def test_offices_in_the_environment_that_are_no_json_are_named(mistakes):
    assert "not JSON" in mistakes("", {"FONDSDIALOG_OFFICE": "[{"})["office"].wrong


def test_variables_that_are_not_ours_are_left_alone(read):
    # Kubernetes gives these to every container beside a service called fondsdialog
    read("", {"FONDSDIALOG_PORT": "tcp://10.0.0.1:80", "FONDSDIALOG_SERVICE_HOST": "10.0.0.1"})
    read("", {"FONDSDIALOG_CONFIG": "x", "FONDSDIALOG_NOW": "x", "OTHER_IMAP__HOSTS": "x"})


def test_a_misspelt_section_in_the_environment_is_named(mistakes):
    assert "did you mean imap?" in mistakes("", {"FONDSDIALOG_IMPA__HOST": "x"})["impa"].wrong


def test_every_mistake_is_reported_at_once(mistakes):
    found = mistakes(
        """
        [service]
        langauge = "da"
        timezone = "Mars/Olympus"
        [imap]
        host = "imap.example"
        port = "abc"
        password = "hemmelig"
        [smtp]
        password_file = "/nonesuch"
        security = "ssl"
        [slack]
        mode = "socket"
        [mail]
        [[office]]
        key = "a"
        name = "A"
        channel = "#fonde"
        [[route]]
        initiative = "rtc"
        office = "b"
        """,
        {"FONDSDIALOG_SLA__DAY_ENDS": "08:00", "FONDSDIALOG_NLP__ACCEPT": "2"},
    )

    assert set(found) == {
        "service.langauge",
        "service.timezone",
        "imap.port",
        "imap.password",
        "imap.username",
        "smtp.password_file",
        "smtp.security",
        "slack.bot_token",
        "slack.app_token",
        "mail",
        "sla.day_ends",
        "nlp.accept",
        "office",
        "office[1].channel",
        "route[1].initiative",
        "route[1].office",
    }


def test_a_missing_file_is_named_with_the_command_that_writes_one(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "config.toml", {})

    assert f"{tmp_path}/config.toml does not exist" in str(caught.value)
    assert "fondsdialog init" in str(caught.value)


@pytest.mark.parametrize("content", [b"[imap\n", "[imap]\nhost = 'ø'".encode("latin-1"), b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    path = tmp_path / "config.toml"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"config\.toml is not TOML"):
        load(path, {})


def test_a_folder_in_place_of_the_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="can't be read"):
        load(tmp_path, {})


def test_secrets_are_read_from_the_environment_and_never_shown(read):
    settings = read("", {"FONDSDIALOG_IMAP__PASSWORD": "hemmelig"})

    assert settings.imap.password.get_secret_value() == "hemmelig"
    assert "hemmelig" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_a_secret_is_read_from_the_file_named_for_it_without_its_line_end(read, tmp_path):
    file = tmp_path / "password"
    file.write_text("hemmelig\n")

    assert read(f'[smtp]\npassword_file = "{file}"').smtp.password.get_secret_value() == "hemmelig"


def test_a_secret_in_a_file_that_windows_marked_as_utf_8_is_read_without_the_mark(read, tmp_path):
    file = tmp_path / "password"
    file.write_text("hemmelig\r\n", encoding="utf-8-sig")

    assert read(f'[smtp]\npassword_file = "{file}"').smtp.password.get_secret_value() == "hemmelig"


def test_a_secret_in_the_environment_wins_over_the_file_named_for_it(read):
    settings = read('[smtp]\npassword_file = "/nonesuch"', {"FONDSDIALOG_SMTP__PASSWORD": "hemmelig"})

    assert settings.smtp.password.get_secret_value() == "hemmelig"


def test_the_database_address_may_come_from_a_file_and_is_not_shown(read, tmp_path):
    file = tmp_path / "url"
    file.write_text("postgresql+asyncpg://fonde:hemmelig@db.example/fonde\n")

    settings = read(f'[database]\nurl_file = "{file}"')

    assert settings.database.url == "postgresql+asyncpg://fonde:hemmelig@db.example/fonde"
    assert "hemmelig" not in repr(settings)


@pytest.mark.parametrize(
    "key",
    [
        "service.secret",
        "imap.password",
        "smtp.password",
        "slack.bot_token",
        "slack.app_token",
        "slack.signing_secret",
    ],
)
def test_a_secret_in_the_configuration_file_is_a_mistake_that_does_not_show_it(mistakes, key):
    section, name = key.split(".")

    mistake = mistakes(f'[{section}]\n{name} = "{LONG}"')[key]

    assert "given in the configuration file" in mistake.wrong
    assert f"FONDSDIALOG_{section.upper()}__{name.upper()}" in mistake.allowed
    assert f"{key}_file" in mistake.allowed
    assert LONG not in str(mistake)


def test_an_empty_secret_file_is_a_mistake(mistakes, tmp_path):
    file = tmp_path / "password"
    file.write_text("\n")

    assert "empty" in mistakes(f'[smtp]\npassword_file = "{file}"')["smtp.password_file"].wrong


def test_a_secret_where_its_files_path_should_be_is_not_shown(mistakes):
    mistake = mistakes('[slack]\nbot_token_file = "xoxb-hemmelig"')["slack.bot_token_file"]

    assert "No such file" in mistake.wrong
    assert "hemmelig" not in str(mistake)


def test_an_unreadable_secret_file_is_not_called_a_missing_secret_too(mistakes):
    found = mistakes('[smtp]\nusername = "fonde"\npassword_file = "/nonesuch"')

    assert set(found) == {"smtp.password_file"}


def test_a_command_that_reaches_no_server_does_without_the_secrets(read, mistakes):
    toml = '[slack]\nmode = "socket"'

    assert set(mistakes(toml)) == {"slack.bot_token", "slack.app_token"}
    assert read(toml, require_secrets=False).slack.bot_token is None


def test_routes_are_checked_against_the_configured_taxonomy(read, mistakes, tmp_path):
    taxonomy = tmp_path / "own.toml"
    taxonomy.write_text('[[initiative]]\nkey = "egen"\n[[topic]]\nkey = "emne"\n')
    route = f"""
        [nlp]
        taxonomy = "{taxonomy}"
        [[route]]
        initiative = "INITIATIVE"
        topics = ["TOPIC"]
        office = "indsatser"
        """

    assert read(route.replace("INITIATIVE", "egen").replace("TOPIC", "emne")).route[0].topics == ("emne",)
    found = mistakes(route.replace("INITIATIVE", "rct").replace("TOPIC", "evaluering"))
    assert found["route[1].initiative"].allowed == "one of egen"
    assert found["route[1].topics"].allowed == "one of emne"


@pytest.mark.parametrize("path", ["/nonesuch", r"a\u0000b"])
def test_a_taxonomy_that_can_not_be_read_is_named(mistakes, path):
    assert 'is "' in mistakes(f'[nlp]\ntaxonomy = "{path}"')["nlp.taxonomy"].wrong
