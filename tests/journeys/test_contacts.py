"""The register from the command line: lists imported and listed, and tags that choose whom a round asks."""

import pytest

from tests.journeys.round_office import HEAD, INVITEES, QUESTIONS, Office

LIST = (
    "organisation;address;name;language;tags;cvr\n"
    "Fonden Syd;bo@fondensyd.example;Bo Bang;da;alle fonde, børn og unge;12345678\n"
    "Fonden Syd;ida@fondensyd.example;;en;alle fonde;12345678\n"
    "Fonden Vest;post@fondenvest.example;;en;Alle Fonde;\n"
)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    made.does("db", "upgrade")
    return made


def imports(office, content, *options):
    path = office.folder / "fonde.csv"
    path.write_text(content, encoding="utf-8")
    return office("contact", "import", path, *options)


def outcomes(ended):
    return [(row["line"], row["outcome"]) for row in ended.json]


def test_a_list_is_imported_and_each_row_reported_on(office):
    first = imports(office, LIST, "--json")
    again = imports(office, LIST)
    changed = imports(office, LIST.replace(";Bo Bang;", ";Bo Bang Lund;"), "--json")

    assert outcomes(first) == [(2, "new"), (3, "new"), (4, "new")]
    assert "3 rows: 3 new." in first.err
    assert "line 4: known, Fonden Vest <post@fondenvest.example>" in again.out
    assert outcomes(changed) == [(2, "changed"), (3, "known"), (4, "known")]


def test_contacts_are_listed_by_organisation_and_by_tag(office):
    imports(office, LIST)

    found = office.does("contact", "list", "--json").json
    children = office.does("contact", "list", "--tag", "BØRN og unge", "--json").json
    page = office.does("contact", "list", "--tag", "alle fonde").out

    assert found[0] == {
        "organisation": "Fonden Syd",
        "cvr": "12345678",
        "address": "bo@fondensyd.example",
        "name": "Bo Bang",
        "language": "da",
        "tags": ["alle fonde", "børn og unge"],
    }
    assert [each["address"] for each in children] == ["bo@fondensyd.example", "ida@fondensyd.example"]
    assert "Fonden Vest: post@fondenvest.example (en)  [alle fonde]" in page


def test_where_a_row_is_wrong_nothing_is_imported_and_its_line_is_told(office):
    ended = imports(office, LIST + "Fonden Nord;ikke en adresse;;da;;\n")

    assert ended.code == 1
    assert "line 5: wrong, because what stands as its address is no mail address" in ended.out
    assert "nothing was imported: 1 of 4 rows can't be used" in ended.err
    assert office.does("contact", "list", "--json").json == []


def test_a_file_that_is_no_list_is_told(office):
    no_columns = imports(office, "by;postnummer\nBjergby;9999\n")
    nowhere = office("contact", "import", office.folder / "findes-ikke.csv")

    assert (no_columns.code, nowhere.code) == (1, 1)
    assert "address: there is no such column; it may be called address, adresse" in no_columns.err
    assert "findes-ikke.csv can't be read" in nowhere.err


def test_a_tag_taken_out_of_the_list_is_taken_away(office):
    imports(office, LIST)

    ended = imports(office, LIST.replace(", børn og unge", ""), "--json")

    assert outcomes(ended) == [(2, "changed"), (3, "changed"), (4, "known")]
    assert office.does("contact", "list", "--tag", "børn og unge", "--json").json == []


def test_an_organisation_known_by_its_number_is_renamed_and_not_doubled(office):
    imports(office, LIST)

    imports(office, LIST.replace("Fonden Syd;", "Sydfonden;"))

    found = office.does("contact", "list", "--json").json
    assert [(each["organisation"], each["cvr"]) for each in found] == [
        ("Fonden Vest", None),
        ("Sydfonden", "12345678"),
        ("Sydfonden", "12345678"),
    ]


def test_tags_in_a_rounds_file_choose_whom_it_asks(office):
    imports(office, LIST)
    head = HEAD + 'tags = ["Alle fonde", "børn og unge", "miljø"]\n'

    made = office.creates("valgt", head + QUESTIONS + INVITEES)

    assert made.code == 0, made.err
    assert "The tags chose 2 parties from the register: Alle fonde 2, børn og unge 1, miljø 0." in made.err
    assert 'Nobody in the register has the tag "miljø".' in made.err
    parties = {
        each["organisation"]: each for each in office.does("round", "show", "valgt", "--json").json["parties"]
    }
    assert set(parties) == {"Fonden Nordlys", "Stille Fond", "Fonden Syd", "Fonden Vest"}
    assert parties["Fonden Syd"]["tags"] == ["alle fonde", "børn og unge"]
    assert [each["email"] for each in parties["Fonden Syd"]["addresses"]] == [
        "bo@fondensyd.example",
        "ida@fondensyd.example",
    ]
    assert parties["Fonden Vest"]["language"] == "en"


def test_whom_a_file_names_and_a_tag_chooses_is_asked_once(office):
    imports(office, LIST)
    invitee = '[[invitee]]\norganisation = "fonden syd"\naddress = "bo@fondensyd.example"\nmust_hear = true\n'

    office.creates("en-gang", HEAD + 'tags = ["børn og unge"]\n' + QUESTIONS + invitee)

    [party] = office.does("round", "show", "en-gang", "--json").json["parties"]
    assert party["must_hear"] is True
    assert len(party["addresses"]) == 2
