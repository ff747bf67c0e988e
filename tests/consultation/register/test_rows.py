import pytest

from consultation import sheets
from consultation.register import rows
from consultation.register.rows import Entry, Problem


@pytest.fixture
def read(tmp_path):
    def _read(content):
        path = tmp_path / "fonde.csv"
        path.write_text(content, "utf-8")
        return rows.read(path)

    return _read


def test_a_row_is_a_person_at_an_organisation_with_its_tags(read):
    listed = read(
        "Fond;Mail;Navn;Sprog;Tags;CVR;By\n"
        "Fonden Syd;Bo@Syd.example;Bo Bang;engelsk;Alle fonde,  Børn  og unge;DK 12 34 56 78;Bjergby\n"
    )

    [row] = listed.rows
    assert row.line == 2
    assert row.entry == Entry(
        "Fonden Syd", "bo@syd.example", "Bo Bang", "en", ("alle fonde", "børn og unge"), "12345678"
    )
    assert listed.ignored == ("by",)


def test_without_columns_for_them_the_rest_is_left_open(read):
    [row] = read("organisation,address\nFonden Syd,bo@syd.example\n").rows

    assert row.entry == Entry("Fonden Syd", "bo@syd.example", "", "da", None, "")


def test_an_empty_cell_of_tags_takes_them_away(read):
    [row] = read("organisation,address,tags\nFonden Syd,bo@syd.example,\n").rows

    assert row.entry.tags == ()


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        (";bo@syd.example;da;", [Problem.ORGANISATION_MISSING]),
        ("Fonden\vSyd;bo@syd.example;da;", [Problem.NOT_ONE_LINE]),
        ("Fonden Syd;;da;", [Problem.ADDRESS_MISSING]),
        ("Fonden Syd;bo at syd;da;", [Problem.BAD_ADDRESS]),
        ("Fonden Syd;FIRST@nord.example;da;", [Problem.DOUBLED_ADDRESS]),
        ("Fonden Syd;bo@syd.example;klingon;", [Problem.UNKNOWN_LANGUAGE]),
        ("Fonden Syd;bo@syd.example;da;1234", [Problem.BAD_CVR]),
        ("Fonden Syd;bo@syd.example;da;11111111", [Problem.CVR_OF_ANOTHER]),
        ("Fonden Syd;bo@syd.example;da;;mere", [Problem.TOO_MANY_FIELDS]),
        (";;;12", [Problem.ORGANISATION_MISSING, Problem.ADDRESS_MISSING, Problem.BAD_CVR]),
    ],
)
def test_everything_that_is_wrong_with_a_row_is_told_with_its_line(read, line, problems):
    listed = read(f"organisation;address;language;cvr\nFonden Nord;first@nord.example;da;11111111\n{line}\n")

    assert [(row.line, list(row.problems)) for row in listed.wrong] == [(3, problems)]


def test_two_people_of_one_organisation_share_its_number(read):
    listed = read(
        "organisation;address;cvr\nFonden Nord;a@nord.example;11111111\nfonden nord;b@nord.example;11111111"
    )

    assert listed.wrong == ()


def test_a_list_that_is_none_says_what_it_lacks(read):
    with pytest.raises(sheets.ColumnsMissing) as missing:
        read("by;postnummer\nBjergby;9999\n")

    assert missing.value.columns == ("organisation", "address")
