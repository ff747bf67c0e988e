import pytest

from bot.text_bars import bar


@pytest.mark.parametrize(("share", "drawn"), [(0, "░░░░"), (0.5, "▓▓░░"), (0.9, "▓▓▓▓"), (1, "▓▓▓▓")])
def test_a_share_is_drawn_in_as_many_signs_as_there_is_room_for(share, drawn):
    assert bar(share, 4) == drawn
