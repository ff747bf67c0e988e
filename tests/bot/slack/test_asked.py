import pytest

from bot.slack.asked import Asked, Wish, asked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Asked(Wish.HELP)),
        ("  ", Asked(Wish.HELP)),
        ("hjælp", Asked(Wish.HELP)),
        ("HELP", Asked(Wish.HELP)),
        ("find hjemløse unge", Asked(Wish.FIND, "hjemløse unge")),
        ("Search  homeless youth ", Asked(Wish.FIND, "homeless youth")),
        ("vis FD-2026-00042", Asked(Wish.SHOW, "FD-2026-00042")),
        ("show fd-2026-00042", Asked(Wish.SHOW, "fd-2026-00042")),
        ("mine", Asked(Wish.MINE)),
        ("sen", Asked(Wish.LATE)),
        ("late", Asked(Wish.LATE)),
        ("ny", Asked(Wish.NEW)),
        ("new", Asked(Wish.NEW)),
        ("standardsvar", Asked(Wish.LIBRARY)),
        ("standard-answers", Asked(Wish.LIBRARY)),
    ],
)
def test_both_languages_verbs_are_known(text, wanted):
    assert asked(text) == wanted


def test_a_number_alone_is_shown():
    assert asked(" fd-2026-00042 ") == Asked(Wish.SHOW, "fd-2026-00042")


@pytest.mark.parametrize("text", ["hjemløse unge", "findes der mere?", "FD-2026-00042 igen"])
def test_what_has_no_verb_is_looked_for(text):
    assert asked(text) == Asked(Wish.FIND, text)


@pytest.mark.parametrize("text", ["find", "vis", "search ", "show"])
def test_a_verb_without_its_words_gets_help(text):
    assert asked(text) == Asked(Wish.HELP)
