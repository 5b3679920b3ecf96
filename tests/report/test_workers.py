"""Workers that are killed, and workers whose parent is."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spacy_phonener.report.workers import DIED, do_all

from ..conftest import ROOT

pytestmark = pytest.mark.slow


def write(path: Path) -> None:
    """Do as the file's name says, and note in it how often that was tried."""
    with path.open("a") as file:
        file.write("x")
    if path.name == "kill" or (path.name == "kill once" and path.stat().st_size == 1):
        # What is beside it is being done.
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    if path.name == "fail":
        raise Unsendable("no", "way")
    if path.name == "exit":
        sys.exit("no way")


class Unsendable(Exception):
    """An exception that unpickling does not make again."""

    def __init__(self, one, two):
        super().__init__(one)


def wait(path: Path) -> None:
    path.touch()
    time.sleep(600)


def do(folder, names, n_process):
    found = dict(do_all(write, [folder / name for name in names], n_process))
    return {path.name: error for path, error in found.items()}


def test_an_error_is_of_its_task_alone(tmp_path):
    assert do(tmp_path, ["a", "fail", "exit", "b"], 1) == {
        "a": "",
        "fail": "Unsendable: no",
        "exit": "SystemExit: no way",
        "b": "",
    }
    assert do(tmp_path, [], 1) == {}


@pytest.mark.parametrize("n_process", [1, 2])
def test_only_the_task_that_kills_its_process_fails(tmp_path, n_process):
    names = ["a", "b", "kill", "c", "d"]
    errors = do(tmp_path, names, n_process)
    assert errors == {**dict.fromkeys(names, ""), "kill": DIED}
    assert (tmp_path / "kill").read_text() == "xx"


def test_a_process_that_is_killed_once_costs_nothing(tmp_path):
    names = ["a", "kill once", "b"]
    assert do(tmp_path, names, 2) == dict.fromkeys(names, "")


def test_workers_end_with_their_parent(tmp_path):
    code = (
        "from pathlib import Path\n"
        "from spacy_phonener.report.workers import do_all\n"
        "from tests.report.test_workers import wait\n"
        f"tasks = [Path({str(tmp_path)!r}, name) for name in 'ab']\n"
        "list(do_all(wait, tasks, 2))\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE
    )
    while len(os.listdir(tmp_path)) < 2:
        assert parent.poll() is None
        time.sleep(0.1)
    parent.kill()
    # The pipe ends when the last of them has.
    assert parent.communicate(timeout=10) == (b"", None)
