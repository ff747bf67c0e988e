import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nlp import model_process
from nlp.errors import ModelBroke, ModelMissing, ModelUnreadable
from nlp.model_process import ModelProcess

QUESTION = ("Lodtrækningsforsøg", "Vil I være med i et RCT-forsøg om gældsrådgivning?")


@pytest.fixture(scope="module")
def process(small_model_folder):
    with closing(ModelProcess(small_model_folder)) as process:
        yield process


def test_it_understands_what_the_model_itself_understands(process, small_model):
    assert process.understand(*QUESTION) == small_model.understand(*QUESTION)
    assert process.understand_many([QUESTION, ("", "")]) == small_model.understand_many([QUESTION, ("", "")])
    assert process.explain(*QUESTION) == small_model.explain(*QUESTION)
    assert process.version == small_model.version


def test_what_asking_raises_is_raised_here(process):
    with pytest.raises(AttributeError):
        process.understand_many([(None, None)])

    assert process.understand(*QUESTION).initiative


def test_what_loading_raises_is_raised_here(tmp_path):
    with pytest.raises(ModelMissing):
        ModelProcess(tmp_path)


def test_a_model_that_is_there_but_damaged_is_told_of_when_it_is_asked(small_model_folder, tmp_path):
    folder = shutil.copytree(small_model_folder, tmp_path / "damaged")
    (folder / "config.cfg").unlink()

    with closing(ModelProcess(folder)) as process:
        for _ in range(2):
            with pytest.raises(ModelUnreadable):
                process.understand(*QUESTION)


def test_it_works_in_one_thread(process):
    process.understand(*QUESTION)

    assert len([*Path(f"/proc/{process._process.pid}/task").iterdir()]) == 1


def test_a_process_that_dies_is_started_anew(small_model_folder):
    with closing(ModelProcess(small_model_folder)) as process:
        process.load()
        os.kill(process._process.pid, signal.SIGKILL)

        with pytest.raises(ModelBroke):
            process.understand(*QUESTION)
        assert process.understand(*QUESTION).initiative


def test_a_process_that_does_not_answer_is_ended(small_model_folder, monkeypatch):
    with closing(ModelProcess(small_model_folder)) as process:
        process.load()
        os.kill(process._process.pid, signal.SIGSTOP)
        monkeypatch.setattr(model_process, "PATIENCE", 0.2)

        with pytest.raises(ModelBroke):
            process.understand(*QUESTION)
        assert not process._process.is_alive()


OWNER = """
import sys, time
from pathlib import Path
from nlp.model_process import ModelProcess
if __name__ == "__main__":
    process = ModelProcess(Path(sys.argv[1]))
    process.load()
    process._connection.send(("explain", ("Emne", "Tekst")))
    process._connection.poll(30)  # and leave the answer unread
    print(process._process.pid, flush=True)
    time.sleep(60)
"""


def test_it_ends_without_a_word_when_its_owner_is_killed(small_model_folder, tmp_path):
    script, said = tmp_path / "owner.py", tmp_path / "said"
    script.write_text(OWNER)
    command = [sys.executable, script, small_model_folder]
    with said.open("w") as words, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=words) as owner:
        pid = int(owner.stdout.readline())
        # a descriptor of the process outlives its number, which another may get
        reader = os.pidfd_open(pid)
        owner.kill()
    assert select.select([reader], [], [], 10)[0]
    os.close(reader)
    assert said.read_text() == ""
