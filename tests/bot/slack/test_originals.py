"""Which files one click brings: the first that fit; none is left out for one before it that is too large."""

import pytest

from bot.inquiries.incoming import EnclosedFile
from bot.slack import originals


def files(*sizes):
    return [EnclosedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "count", "size", "brought"),
    [
        ((), 3, 10, []),
        ((1, 2, 3), 3, 10, ["0.pdf", "1.pdf", "2.pdf"]),
        ((1, 2, 3), 2, 10, ["0.pdf", "1.pdf"]),
        ((9, 20, 1), 3, 10, ["0.pdf", "2.pdf"]),
        ((4, 4, 4), 3, 8, ["0.pdf", "1.pdf"]),
        ((11,), 3, 10, []),
    ],
)
def test_as_many_as_fit_are_brought_in_their_order(sizes, count, size, brought):
    assert [file.name for file in originals.within(files(*sizes), count, size)] == brought


def test_what_is_brought_fits_into_what_slack_takes_at_once():
    assert originals.MOST_FILES % originals.AT_ONCE == 0
