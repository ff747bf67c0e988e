"""Documents can't go stale: what they name exists, and what exists is named."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import COMMANDS, main
from bot.monitoring import checkup
from tests.servers.slack_proxy import NEEDED

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help_with_an_example(command):
    runner = CliRunner()
    help_text = runner.invoke(main, [command, "--help"]).output
    group = getattr(main.get_command(None, command), "commands", {})
    pages = [runner.invoke(main, [command, name, "--help"]).output for name in group] or [help_text]

    assert f"`{command}" in README
    for page in [help_text, *pages]:
        assert re.search(r"\n  Examples?\b.*:\n", page)
    for page in pages:
        assert "--config FILE" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_file_that_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:bot|nlp|storage|consultation|tests|docs)/[\w/.-]+)`", text)

    missing = [name for name in linked if not (page.parent / name).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_that_a_page_shows_is_one_that_the_program_knows(page):
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"(?:`|^ *)(?:\.venv/bin/)?fondsdialog ([a-z][^`\n#]*)", text, re.MULTILINE)

    assert [line for line in shown if not known(line.split())] == []


def known(words):
    command, context = main, click.Context(main)
    while isinstance(command, click.Group) and words:
        command, words = command.get_command(context, words[0]), words[1:]
    options = {name for each in getattr(command, "params", ()) for name in each.opts} | {"--help"}
    return command is not None and {word for word in words if word.startswith("--")} <= options


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    needed = project["dependencies"] + project["optional-dependencies"]["demo"]
    names = [re.match(r"[\w-]+", each)[0] for each in needed]

    assert [name for name in names if name.lower() not in explained] == []


def test_the_locks_name_no_registry():
    for lock in ("requirements.txt", "requirements-dev.txt", "tests/tools/package-lock.json"):
        assert "://" not in re.sub(r"(?m)^\s*#.*$", "", (ROOT / lock).read_text(encoding="utf-8"))


def test_help_is_quick_because_nothing_heavy_is_imported_for_it():
    heavy = {"spacy", "sqlalchemy", "slack_bolt"}
    script = f"import sys, bot.cli.main; print({heavy} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert ran.stdout.strip() == "set()"


MANIFEST = (ROOT / "docs" / "slack-app.yaml").read_text(encoding="utf-8")
EXPLAINED = re.compile(r"^      - ([\w.:]+) # \S.+$", re.MULTILINE)


def test_the_manifest_asks_for_the_scopes_that_the_doctor_looks_for_and_explains_each():
    scopes, *_ = MANIFEST.partition("event_subscriptions:")

    explained = EXPLAINED.findall(scopes)
    assert len(explained) == len(set(explained)) == len(re.findall(r"^      - ", scopes, re.MULTILINE))
    assert set(explained) == checkup.SCOPES | checkup.GROUP_SCOPES | checkup.WELCOME_SCOPES


def test_the_manifest_asks_for_the_events_that_are_listened_to_and_explains_each():
    events = EXPLAINED.findall(MANIFEST.partition("event_subscriptions:")[2])
    listeners = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "slack").rglob("*.py"))

    heard = set(re.findall(r'app\.event\("(\w+)"', listeners))
    assert {event.partition(".")[0] for event in events} == heard
    assert {event for event in events if "." in event} == {
        "message.channels",
        "message.groups",
        "message.im",
    }


CALLED = re.compile(r"client\.((?:apps|auth|chat|conversations|files|reactions|usergroups|users|views)_\w+)")
FREE = {
    "apps.connections.open",
    "auth.test",
    "chat.getPermalink",
    "views.open",
    "views.publish",
    "views.push",
    "views.update",
}
"""What any app may ask; the first with the app's own token."""
MADE_OF_OTHERS = {"files.upload.v2"}
PRIVATE = {"channels:read": "groups:read", "channels:history": "groups:history"}
HEARD = {"app_mention": "app_mentions:read", "message.im": "im:history", "reaction_added": "reactions:read"}
BESIDE = {"commands", "metadata.message:read"}
"""What slash commands and shortcuts need, and what reads the mark on a message."""


def test_each_scope_is_needed_by_a_call_or_an_event_and_none_is_missing():
    source = "".join(
        path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py") if "demo" not in path.parts
    )
    called = {name.replace("_", ".", 1).replace("_", ".") for name in CALLED.findall(source)} - MADE_OF_OTHERS

    unknown = called - FREE - NEEDED.keys()
    wanted = {NEEDED[method] for method in called - FREE if method in NEEDED}
    wanted |= {PRIVATE[scope] for scope in wanted & PRIVATE.keys()} | set(HEARD.values()) | BESIDE
    assert unknown == set()
    assert wanted == set(EXPLAINED.findall(MANIFEST.partition("event_subscriptions:")[0]))


def test_the_manifest_names_the_shortcuts_and_commands_that_are_listened_to():
    listeners = "".join(path.read_text("utf-8") for path in (ROOT / "bot" / "slack").rglob("*.py"))

    assert set(re.findall(r"callback_id: (\S+)", MANIFEST)) == set(
        re.findall(r'app\.shortcut\("([\w.]+)"', listeners)
    )
    assert set(re.findall(r"command: (/\w+)", MANIFEST)) >= set(
        re.findall(r'app\.command\("(/\w+)"', listeners)
    )
