import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.rounds.invitees import Invitee, RowProblem, invitees_csv, invitees_typed, is_address
from consultation.rounds.mistakes import Mistake, RoundFileError, Wrong

HAVBLIK = Invitee("Havblikfonden", "post@havblik.example")
LIND = Invitee("Lindegård & Søn", "info@lind.example", "en", "Åse Lind")


@pytest.fixture
def read(tmp_path):
    """Write a list as it is given and read it."""

    def _read(content, encoding="utf-8"):
        path = tmp_path / "liste.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return invitees_csv(path)

    return _read


SEMICOLONS = (
    "Organisation;Adresse;Sprog;Kontaktperson\r\n"
    "Havblikfonden;post@havblik.example;da;\r\n"
    "Lindegård & Søn;Info@Lind.example;engelsk;Åse Lind\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_list_is_read_in_the_encodings_that_spreadsheets_write(read, encoding):
    assert read(SEMICOLONS, encoding).invitees == (HAVBLIK, LIND)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_with_commas_semicolons_or_tabs(read, delimiter):
    assert read(SEMICOLONS.replace(";", delimiter)).invitees == (HAVBLIK, LIND)


def test_a_list_is_read_by_its_english_columns_in_any_order(read):
    found = read("email,organization\npost@havblik.example,Havblikfonden\n")

    assert found.invitees == (HAVBLIK,)


def test_a_name_with_a_comma_in_quotation_marks_is_one_name(read):
    found = read('organisation,address\n"Lind, Krag og Søn",post@lind.example\n')

    assert found.invitees[0].organisation == "Lind, Krag og Søn"


def test_the_line_with_which_a_spreadsheet_names_its_delimiter_is_passed_over(read):
    found = read("sep=;\n" + SEMICOLONS)

    assert found.invitees == (HAVBLIK, LIND)
    assert [row.line for row in found.rows] == [3, 4]


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (";post@ask.example;da", (RowProblem.ORGANISATION_MISSING,)),
        ("Ask\vfonden;post@ask.example;da", (RowProblem.NOT_ONE_LINE,)),
        ("Askfonden;;da", (RowProblem.ADDRESS_MISSING,)),
        ("Askfonden", (RowProblem.ADDRESS_MISSING,)),
        ("Askfonden;post.ask.example;da", (RowProblem.BAD_ADDRESS,)),
        ("Askfonden;POST@havblik.example;da", (RowProblem.DOUBLED_ADDRESS,)),
        ("Askfonden;post@ask.example;klingon", (RowProblem.UNKNOWN_LANGUAGE,)),
        ("Askfonden;post@ask.example;da;for meget", (RowProblem.TOO_MANY_FIELDS,)),
        (
            ";x;klingon",
            (RowProblem.ORGANISATION_MISSING, RowProblem.BAD_ADDRESS, RowProblem.UNKNOWN_LANGUAGE),
        ),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_others_are_taken(read, row, problems):
    found = read(
        f"organisation;address;language\nHavblikfonden;post@havblik.example;da\n\n{row}\nTo;to@to.example;da\n"
    )

    assert [invitee.address for invitee in found.invitees] == ["post@havblik.example", "to@to.example"]
    assert [(row.line, row.problems) for row in found.rows] == [(2, ()), (4, problems), (5, ())]


def test_a_name_over_two_lines_of_its_cell_is_refused(read):
    found = read('organisation;address;contact\nAskfonden;post@ask.example;"Bo\nLind"\n')

    assert [(row.line, row.problems) for row in found.rows] == [(3, (RowProblem.NOT_ONE_LINE,))]


def test_a_quotation_mark_never_closed_swallows_only_its_own_row(read):
    found = read('organisation,address\n"Ask,post@ask.example\nHavblikfonden,post@havblik.example\n')

    assert found.invitees == (HAVBLIK,)
    assert found.rows[0].problems == (RowProblem.ADDRESS_MISSING,)


def test_columns_that_mean_nothing_here_are_named(read):
    assert read("organisation;CVR;address\nAsk;12;post@ask.example\n").ignored_columns == ("cvr",)


@pytest.mark.parametrize("content", ["", "\n\n", "a;b\n1;2\n"])
def test_a_list_without_the_columns_needed_says_which_and_how_they_may_be_named(read, content):
    with pytest.raises(RoundFileError) as refused:
        read(content)

    assert [(mistake.key, mistake.wrong) for mistake in refused.value.mistakes] == [
        ("organisation", Wrong.NO_SUCH_COLUMN),
        ("address", Wrong.NO_SUCH_COLUMN),
    ]
    assert "adresse" in refused.value.mistakes[1].allowed


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\0\0\0", b"\xff\xfe\x00"], ids=["a spreadsheet", "half UTF-16"]
)
def test_what_is_no_text_is_refused_whole(read, content):
    with pytest.raises(RoundFileError) as refused:
        read(content)

    assert refused.value.mistakes == (Mistake("", Wrong.UNREADABLE, "liste.csv"),)


def test_a_list_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RoundFileError) as refused:
        invitees_csv(tmp_path / "ingen.csv")

    assert refused.value.mistakes == (Mistake("", Wrong.UNREADABLE, "ingen.csv"),)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_content_makes_reading_fail_in_another_way(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("lists") / "liste.csv"
    head = b"organisation;address\n"
    path.write_bytes(head + (content if isinstance(content, bytes) else content.encode("utf-8", "replace")))
    try:
        found = invitees_csv(path)
    except RoundFileError:
        return
    assert all(row.invitee or row.problems for row in found.rows)


@pytest.mark.parametrize(
    "address",
    ["post@fond.example", "a.b+c@x-y.fond.example", "o'neil@fond.example", "bo@blåbær.example"],
)
def test_plain_addresses_are_addresses(address):
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "post",
        "post@",
        "@fond.example",
        "post@fond",
        "post@@fond.example",
        "post@fond..example",
        "post.@fond.example",
        ".post@fond.example",
        "post@-fond.example",
        "post@fond.example.",
        "a@b.example, c@d.example",
        "Bo <bo@fond.example>",
        "bo jensen@fond.example",
        "bo@fond.example\nBcc: x@y.example",
        "bo@10.0.0.1",
        "x" * 250 + "@fond.example",
    ],
)
def test_what_is_not_one_plain_address_is_none(address):
    assert not is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "Fonden Syd; Kontakt@fondensyd.example; en\nNord; nord@fondennord.example",
        "Fonden Syd\tkontakt@fondensyd.example\tengelsk\nNord\tnord@fondennord.example\tda",
        "Fonden Syd,kontakt@fondensyd.example,en\nNord,nord@fondennord.example",
        "Fond;Mail;Sprog\nFonden Syd;kontakt@fondensyd.example;en\nNord;nord@fondennord.example;",
        "\n\nFonden Syd; kontakt@fondensyd.example; english\r\n\r\nNord; nord@fondennord.example\r\n",
    ],
)
def test_a_list_is_read_as_somebody_types_or_pastes_it(text):
    assert invitees_typed(text).invitees == (
        Invitee("Fonden Syd", "kontakt@fondensyd.example", "en"),
        Invitee("Nord", "nord@fondennord.example", "da"),
    )


def test_a_typed_row_that_is_none_is_told_by_its_line():
    listed = invitees_typed("Syd; syd@fondensyd.example\nNord\nVest; vest; klingon")

    assert [(row.line, row.problems) for row in listed.rows] == [
        (1, ()),
        (2, (RowProblem.ADDRESS_MISSING,)),
        (3, (RowProblem.BAD_ADDRESS, RowProblem.UNKNOWN_LANGUAGE)),
    ]


@pytest.mark.parametrize("text", ["", " \n ", "\0", '"', "﻿", ";;;"])
def test_what_is_no_list_at_all_invites_nobody(text):
    assert invitees_typed(text).invitees == ()
