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


@pytest.mark.parametrize(
    ("written", "read"), [(b"B\xf8rn \x96 \x93Nu\x94", "Børn – “Nu”"), (b"B\xf8rn \x81", "Børn \x81")]
)
def test_a_list_from_windows_keeps_its_dashes_and_one_with_other_bytes_is_read_all_the_same(
    tmp_path, written, read
):
    path = tmp_path / "parter.csv"
    path.write_bytes(b"name;place\r\n" + written + b";Ribe\r\n")

    (row,) = sheets.read(path, COLUMNS, ["name"]).rows

    assert row.values["name"] == read
