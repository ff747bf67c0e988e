"""The table of docs/reliability.md can't go stale: its tests exist, and no fault tested here is missing."""

import ast
import re
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+)`", PAGE)


def names_in(path):
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    functions = (each for each in parsed.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return [each.name for each in functions if each.name.startswith("test_")]


def test_every_test_that_the_page_names_exists_once():
    every = Counter(name for path in TESTS.rglob("test_*.py") for name in names_in(path))

    assert [name for name in NAMED if every[name] != 1] == []


def test_every_test_of_a_fault_is_named_on_the_page():
    here = [path for path in Path(__file__).parent.glob("test_*.py") if path.name != "test_table.py"]

    assert [name for path in here for name in names_in(path) if name not in NAMED] == []


def test_every_row_says_what_is_promised_and_is_shown_by_a_test():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "| promised |" not in line]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]

    assert len(cells) > 0
    assert [row[0] for row in cells if len(row) != 3 or not all(row) or "`test_" not in row[2]] == []
