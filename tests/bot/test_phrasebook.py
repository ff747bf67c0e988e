import re

import pytest

from bot.phrasebook import Phrasebook

SCREENING = ("bot.screening", "phrases.toml")


def test_a_list_matches_any_of_its_phrases_in_any_case():
    assert Phrasebook(*SCREENING).expression("automatic.subjects").match("AUTOSVAR")


def test_a_frame_takes_a_list_in_each_of_its_places():
    framed = Phrasebook("bot.mail", "reply_phrases.toml").framed("{} {}", "quotes.wrote", "quotes.people")

    assert framed.fullmatch("skrev vi")
    assert not framed.fullmatch("skrev Bo")


@pytest.mark.parametrize("book", [SCREENING, ("bot.mail", "reply_phrases.toml")])
def test_every_phrase_is_an_expression_by_itself(book):
    phrases = Phrasebook(*book)
    for table in (
        ("bounces", "automatic", "receipts", "addresses") if book is SCREENING else ("quotes", "endings")
    ):
        for name, expressions in phrases.table(table).items():
            for expression in expressions:
                assert re.compile(expression, re.IGNORECASE), name
