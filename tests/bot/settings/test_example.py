"""`config.example.toml` is complete, explained, and works as it stands."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.settings import Settings, load
from bot.settings.explaining import is_secret, table_of
from nlp import taxonomy

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
KEYS = [(section, name) for section in Settings.model_fields for name in table_of(section).model_fields]
SHOWN = [key for key in KEYS if not is_secret(table_of(key[0]).model_fields[key[1]])]
SECRETS = [key for key in KEYS if key not in SHOWN]


def lines_of(section):
    """Give the lines of a table, of the first where it is a list."""
    header = re.compile(rf"^\[\[?{section}\]\]?$", re.MULTILINE)
    body = TEXT[header.search(TEXT).end() :]
    return re.split(r"^\[", body, maxsplit=1, flags=re.MULTILINE)[0].strip().splitlines()


def test_it_loads_as_it_stands():
    settings = load(EXAMPLE, {}, require_secrets=False)

    assert next(office for office in settings.office if office.triage).name == (
        "Kontor for Virksomme Indsatser og Investeringer"
    )


@pytest.mark.parametrize(("section", "name"), SHOWN, ids=".".join)
def test_every_key_stands_there_under_a_comment_of_its_own(section, name):
    lines = lines_of(section)
    [position] = [n for n, line in enumerate(lines) if re.match(rf"(# )?{name} = ", line)]

    comment = lines[position - 1]

    assert comment.startswith("# ")
    assert not re.match(r"# \w+ = ", comment)


@pytest.mark.parametrize(("section", "name"), SECRETS, ids=".".join)
def test_every_secret_is_named_by_its_variable_and_stands_nowhere(section, name):
    lines = lines_of(section)

    assert f"FONDSDIALOG_{section}__{name}".upper() in "\n".join(lines)
    assert not any(re.match(rf"(# )?{name} = ", line) for line in lines)


def test_what_is_commented_out_is_known_too():
    spelled_out = re.sub(r"^# (\w+ = )", r"\1", TEXT, flags=re.MULTILINE)

    Settings.model_validate(tomllib.loads(spelled_out))


@pytest.mark.parametrize(("section", "name"), SHOWN, ids=".".join)
def test_the_default_that_a_comment_names_is_the_default(section, name):
    lines = lines_of(section)
    position = next(n for n, line in enumerate(lines) if re.match(rf"(# )?{name} = ", line))
    told = re.search(r'Default ("[^"]*"|\[\]|[\d.]*\d)', lines[position - 1])
    if told is None or "with" in lines[position - 1]:
        return
    several = {"office", "route", "slack_channel", "barred"}
    default = table_of(section).model_validate({}) if section not in several else None

    value = table_of(section).model_fields[name].default if default is None else getattr(default, name)

    assert value_in_toml(value) == tomllib.loads(f"x = {told[1]}")["x"]


def value_in_toml(value):
    """Give a default as it would be written."""
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "isoformat"):
        return f"{value:%H:%M}"
    return value if isinstance(value, int | float) else str(value)


def test_every_initiative_has_a_route():
    routed = {route.initiative for route in load(EXAMPLE, {}, require_secrets=False).route}

    assert routed == set(taxonomy.keys(taxonomy.load().initiatives)) - {"none"}


def test_its_addresses_are_of_nobody():
    assert all(domain.endswith(".example") for domain in re.findall(r"@(\w[\w-]*\.[\w.-]+)", TEXT))
