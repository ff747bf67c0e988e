import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.addresses import MAX_ADDRESSES, Address, addresses, bare_emails

BO = Address("Bo Havre", "bo@havrefonden.example")


@pytest.mark.parametrize(
    "value",
    [
        "Bo Havre <bo@havrefonden.example>",
        '"Bo Havre" <BO@Havrefonden.Example>',
        "bo@havrefonden.example (Bo Havre)",
        "Bo Havre <bo@havrefonden.example",
        "Bo Havre < bo@havrefonden.example >",
        "Bo Havre <mailto:bo@havrefonden.example>",
        "=?utf-8?Q?Bo?= =?utf-8?Q?_Havre?= <bo@havrefonden.example>",
        "Bo Havre <@relay.example:bo@havrefonden.example>",
        '"Bo Havre" bo@havrefonden.example',
        'Bo Havre <"bo"@havrefonden.example>',
    ],
)
def test_a_mailbox_is_understood_however_it_is_written(value):
    assert addresses([value]) == (BO,)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Bo Havre [Havrefonden]", "Bo Havre [Havrefonden]"),
        ("[Fond] Bo", "[Fond] Bo"),
        ("[Bo]", "Bo"),
        ("Bo]", "Bo"),
    ],
)
def test_a_name_keeps_its_brackets_where_they_are_a_part_of_it(written, name):
    assert addresses([f'"{written}" <bo@havrefonden.example>']) == (Address(name, "bo@havrefonden.example"),)


@pytest.mark.parametrize(
    "value",
    [
        "'bo@havrefonden.example'",
        "<'bo@havrefonden.example'>",
        "bo@havrefonden.example",
        "<bo@havrefonden.example>",
        "bo@havrefonden.example <bo@havrefonden.example>",
    ],
)
def test_a_bare_address_has_no_name(value):
    assert addresses([value]) == (Address("", "bo@havrefonden.example"),)


def test_an_unquoted_comma_belongs_to_the_name():
    value = "Havre, Bo <bo@havrefonden.example>, Rug, Mette <mette@rugfonden.example>"

    assert [address.name for address in addresses([value])] == ["Havre, Bo", "Rug, Mette"]


def test_members_of_groups_are_found_and_empty_groups_are_nobody():
    value = "Bestyrelsen: a@x.example, B <b@x.example>;, undisclosed-recipients:;"

    assert bare_emails([value]) == ("a@x.example", "b@x.example")


def test_an_encoded_name_cannot_forge_an_address():
    value = "=?utf-8?Q?Bo=2C_=3Cchef=40ministeriet.example=3E?= <bo@havrefonden.example>"

    assert bare_emails([value]) == ("bo@havrefonden.example",)


def test_a_name_that_is_another_address_is_kept_to_be_seen():
    assert (
        addresses(['"chef@ministeriet.example" <bo@havrefonden.example>'])[0].name
        == "chef@ministeriet.example"
    )


def test_an_address_named_twice_is_one():
    assert len(addresses(["bo@x.example, Bo <BO@x.example>", "bo@x.example"])) == 1


@pytest.mark.parametrize(
    "value", ["", "MAILER-DAEMON", "<>", "@", "a@", "(" * 10_000 + "a@b.example", '"' * 10_000]
)
def test_what_names_nobody_gives_nobody(value):
    assert addresses([value]) == ()


def test_a_quoted_local_part_with_a_space_is_left_out_not_guessed():
    assert addresses(['<"bo havre"@havrefonden.example>']) == ()


def test_five_hundred_recipients_are_read_and_a_flood_is_cut():
    assert len(addresses([", ".join(f"P{n} <p{n}@x.example>" for n in range(500))])) == 500
    assert len(addresses([", ".join(f"p{n}@x.example" for n in range(3_000))])) == MAX_ADDRESSES


@given(st.text(alphabet='ab@.<>()",;: \\=?[]\u202e\n'))
def test_no_value_breaks_the_reading(value):
    for address in addresses([value]):
        assert address.email == address.email.lower()
        assert not set(address.email) & set(' <>,;"\n')
        assert "\u202e" not in address.name
