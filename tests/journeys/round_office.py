"""An office that runs rounds from the command line, in this process."""

from click.testing import CliRunner

from bot.cli.main import main
from tests.journeys.commands import Ended, a_config

MONDAY = "2025-03-03T09:00"
HEAD = """
key = "{key}"
kind = "uip"
title = "Fokusområder 2026"
text = "Vi hører jer gerne."
deadline = 2025-04-04T12:00:00
office = "uip"
consent = true
feedback = 2025-06-02
"""
QUESTIONS = """
[[question]]
key = "fokus"
text = "Hvilket fokusområde bør programmet have?"
[[question]]
key = "fase"
text = "Hvilken fase er indsatsen i?"
"""
INVITEES = """
[[invitee]]
organisation = "Fonden Nordlys"
address = "karen@fondennordlys.example"
[[invitee]]
organisation = "Stille Fond"
address = "post@stillefond.example"
must_hear = true
"""


class Office:
    """A folder with a configuration and a database; commands are given in it, at a moment.

    In this process: there are many of them, and each would take seconds to start. `test_commands` has others.
    """

    def __init__(self, folder):
        self.folder, self.config = folder, a_config(folder)

    def __call__(self, *arguments, at=MONDAY):
        given = [str(each) for each in (*arguments, "--config", self.config)]
        done = CliRunner().invoke(main, given, env={"FONDSDIALOG_NOW": at})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Ended(done.exit_code, done.stdout, done.stderr)

    def does(self, *arguments, at=MONDAY):
        ended = self(*arguments, at=at)
        assert ended.code == 0, ended.err
        return ended

    def creates(self, key, content=HEAD + QUESTIONS + INVITEES):
        file = self.folder / f"{key}.toml"
        file.write_text(content.format(key=key), encoding="utf-8")
        return self("round", "create", file, "--by", "helle")

    def sends_out(self, key):
        assert self.creates(key).code == 0
        self.does("round", "approve", key, "--by", "helle")
        self.does("round", "open", key, "--by", "helle")
