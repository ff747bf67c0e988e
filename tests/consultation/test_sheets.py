import pytest

from consultation import sheets

COLUMNS = {"name": ("name", "navn"), "place": ("place",)}


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_rows_are_numbered_as_a_spreadsheet_does_where_a_quotation_mark_is_never_closed(odd):
    sheet = sheets.parse(f'name;place\n"Bo{odd}Havre;Ribe\nGro;Vejle\n', COLUMNS, ["name"])

    assert [row.line for row in sheet.rows] == [2, 3]
    assert sheet.rows[-1].values == {"name": "Gro", "place": "Vejle"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_program_ends_them(end):
    sheet = sheets.parse(end.join(["name;place", '"Bo;Ribe', "Gro;Vejle"]), COLUMNS, ["name"])

    assert [row.line for row in sheet.rows] == [2, 3]
