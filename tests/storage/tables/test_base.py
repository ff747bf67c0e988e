import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.tables.base import storable, storable_text

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=40)


@given(ANY_TEXT)
@example("Kære Karen")
@example("")
def test_what_is_stored_has_nothing_in_it_that_no_database_holds_and_all_the_rest(text):
    stored = storable_text(text)

    assert stored == "".join(
        "\ufffd" if each == "\0" or "\ud800" <= each <= "\udfff" else each for each in text
    )


@pytest.mark.parametrize("value", [None, 1.5, True, [], {"a": ["Kære"]}])
def test_a_value_that_every_database_holds_is_kept_as_it_is(value):
    assert storable(value) == value


def test_a_character_is_replaced_however_deep_it_lies():
    assert storable({"a\0": [("b\ud800",)]}) == {"a\ufffd": [["b\ufffd"]]}
