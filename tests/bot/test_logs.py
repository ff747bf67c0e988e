import json
import subprocess
import sys
from pathlib import Path

SET_UP = "import logging, structlog; from bot import logs; logs.set_up(logging.INFO); "


def logged(script):
    command = [sys.executable, "-c", SET_UP + script]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_a_line_is_json_with_its_level_and_ids():
    (line,) = logged("structlog.get_logger().info('decided', ledger=7)")

    assert (line["event"], line["level"], line["ledger"]) == ("decided", "info", 7)


FAULT = """
try:
    raise ValueError('Kære Karen, mit cpr-nummer er 010190-1234')
except ValueError:
    {}
"""


def test_an_error_says_where_it_arose_and_not_what_it_quotes():
    (line,) = logged(FAULT.format("structlog.get_logger().exception('message not read', ledger=7)"))

    assert (line["error"], line["ledger"]) == ("ValueError", 7)
    assert line["at"] == ["<string>:3 <module>"]
    assert "Karen" not in json.dumps(line, ensure_ascii=False)


def test_other_libraries_errors_are_logged_without_what_they_quote():
    (line,) = logged(FAULT.format("logging.getLogger('slack_bolt').exception('listener failed')"))

    assert (line["event"], line["error"]) == ("listener failed", "ValueError")
    assert "Karen" not in json.dumps(line, ensure_ascii=False)


def test_addresses_are_left_out_of_what_a_mail_server_says():
    (line,) = logged(
        "structlog.get_logger().error('given up', reason='550 5.1.1 <bo@fond.example>: unknown')"
    )

    assert line["reason"] == "550 5.1.1 <(an address)>: unknown"


def test_an_address_whose_name_stands_in_quotes_is_left_out_whole():
    (line,) = logged("""structlog.get_logger().error('given up', reason='by "anna andersen"@fond.example')""")

    assert line["reason"] == "by (an address)"


def test_other_libraries_are_heard_only_from_a_warning_up():
    assert logged("logging.getLogger('slack_bolt').info('payload')") == []


def test_what_a_mail_server_says_beyond_ascii_is_in_no_line_of_the_librarys():
    said = "'NO ukendt: Søren, 010203-1234'.encode()"

    assert logged(f"from imapclient.util import to_unicode; to_unicode({said})") == []


def test_where_no_line_can_be_written_as_on_a_full_disk_nothing_breaks():
    script = (
        "structlog.get_logger().info('decided'); logging.getLogger('slack_bolt').error('failed'); print('on')"
    )
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", SET_UP + script], stdout=subprocess.PIPE, stderr=full, check=False
        )

    assert ended.stdout == b"on\n"
