import pytest

from bot.demo.slack_process import LocalSlackMissing
from tests.servers.missing import ProgramMissing, find_program, present


def lacking():
    raise ProgramMissing("dovecot", "apt-get install dovecot-imapd")


def test_a_program_is_found_under_any_of_its_names():
    assert find_program("no-such-browser", "sh", line="").name == "sh"


def test_a_program_nobody_has_is_named_with_the_line_that_brings_it():
    with pytest.raises(ProgramMissing, match="no-such-server is missing; bring it with: apt-get install it"):
        find_program("no-such-server", line="apt-get install it")


def test_a_server_that_is_there_is_used():
    assert present(lambda: "server", {"CI": "true"}) == "server"


def test_a_missing_server_leaves_the_test_out_with_its_reason():
    with pytest.raises(pytest.skip.Exception, match="apt-get install dovecot-imapd"):
        present(lacking, {})


def test_in_ci_a_missing_server_fails_the_test():
    with pytest.raises(pytest.fail.Exception, match="apt-get install dovecot-imapd"):
        present(lacking, {"CI": "true"})


def test_a_missing_local_slack_counts_as_well(tmp_path):
    def start():
        raise LocalSlackMissing(tmp_path)

    with pytest.raises(pytest.skip.Exception, match="npm ci"):
        present(start, {})
