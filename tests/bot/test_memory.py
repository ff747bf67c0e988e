import gc
import platform
import subprocess
import sys

from bot import memory

THREADS = """
import re, sys, threading
from pathlib import Path
from bot import memory
if "share" in sys.argv:
    memory.share()
come, go = threading.Barrier(5), threading.Event()
def take():
    held = [bytes(1000 + number) for number in range(1000)]
    come.wait()
    go.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for each in threads:
    each.start()
come.wait()
# glibc begins a thread's own place at a multiple of 64 MB
maps = Path("/proc/self/maps").read_text()
print(len(re.findall("^[0-9a-f]*[048c]000000-[0-9a-f]+ rw-p .* 0 *$", maps, re.M)))
go.set()
"""


def test_threads_take_memory_from_the_same_place():
    def places(*how):
        command = [sys.executable, "-c", THREADS, *how]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    if platform.libc_ver()[0] == "glibc":
        assert places() == 4
        assert places("share") == 0
    memory.share()


def test_what_is_there_when_the_service_is_ready_is_looked_at_no_more():
    settled = "import gc; from bot import memory; memory.settle(); print(gc.get_freeze_count())"

    frozen = subprocess.run([sys.executable, "-c", settled], capture_output=True, text=True, check=True)

    assert int(frozen.stdout) > 1000


LATELY = """
import collections, gc
from bot import memory
there = [[] for _ in range(400_000)]
memory.settle()
lately, most = collections.deque(maxlen=1000), 0
for number in range(300_000):
    circle = []
    circle.append([circle])
    lately.append(circle)
    if number % 1000 == 0:
        most = max(most, len(gc.get_objects()))
print(most)
"""


def test_what_lived_a_while_and_hangs_together_goes_soon_however_much_there_was_before():
    most = subprocess.run([sys.executable, "-c", LATELY], capture_output=True, text=True, check=True)

    assert int(most.stdout) < 30_000


def test_what_comes_after_that_is_still_cleared_away():
    before = gc.get_threshold()
    try:
        memory.settle()
        circle = [[]]
        circle[0].append(circle)
        del circle

        assert gc.collect() >= 2
        assert gc.get_threshold() == memory.ROUNDS
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
