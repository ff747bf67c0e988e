"""The program's first moments."""

import sys

import pytest

from bot.__main__ import main


class Interrupting:
    """Ctrl-C while the commands are read."""

    def find_spec(self, name, *_):
        if name == "bot.cli.main":
            raise KeyboardInterrupt


def test_ctrl_c_while_the_program_is_read_ends_it_as_later_on(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "bot.cli.main", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == "Aborted!\n"
