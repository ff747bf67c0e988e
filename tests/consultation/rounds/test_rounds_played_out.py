import pytest

from tests.rounds_played_out import play


@pytest.mark.parametrize("seed", range(10))
async def test_a_round_played_out_with_restarts_and_moved_deadlines_keeps_its_promises(
    tmp_path, smtp_sink, seed
):
    await play(tmp_path, smtp_sink, seed)
