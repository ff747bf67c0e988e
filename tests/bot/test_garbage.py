import gc
import subprocess
import sys

from bot import garbage


def test_what_is_there_when_the_service_is_ready_is_looked_at_no_more():
    settled = "import gc; from bot import garbage; garbage.settle(); print(gc.get_freeze_count())"

    frozen = subprocess.run([sys.executable, "-c", settled], capture_output=True, text=True, check=True)

    assert int(frozen.stdout) > 1000


def test_what_comes_after_that_is_still_cleared_away():
    before = gc.get_threshold()
    try:
        garbage.settle()
        circle = [[]]
        circle[0].append(circle)
        del circle

        assert gc.collect() >= 2
        assert gc.get_threshold()[0] == garbage.NEW
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
