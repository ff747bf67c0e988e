import pytest

from nlp import taxonomy
from nlp.errors import TaxonomyInvalid


def test_the_shipped_taxonomy_has_eight_initiatives_and_none():
    shipped = taxonomy.load()

    assert len(shipped.initiatives) == 9
    assert shipped.outside == "none"
    assert shipped.initiative("rct").name("da") == "Samarbejde om RCT-afprøvning"


def test_what_is_dumped_reads_back_the_same(tmp_path):
    path = tmp_path / "taxonomy.toml"
    path.write_text(taxonomy.dumped(taxonomy.load()), encoding="utf-8")

    assert taxonomy.load(path) == taxonomy.load()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no toml at all [",
        "[[initiative]]\nname.da = 'x'",
        "[[initiative]]\nkey='a'\n[[initiative]]\nkey='a'",
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, text):
    path = tmp_path / "taxonomy.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TaxonomyInvalid) as caught:
        taxonomy.load(path)

    assert caught.value.reason


def test_an_unknown_key_has_no_name():
    with pytest.raises(KeyError):
        taxonomy.load().topic("nothing")
