"""Killed again and again, and resumed: nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from .conftest import SMALL, TEXTS

CODE = """
import sys
from pathlib import Path
from spacy_phonener.annotate.run import annotate_files

if __name__ == "__main__":
    model, output, size = sys.argv[1:]
    annotate_files(
        model, ["in.jsonl"], Path(output), n_workers=2, resume=True, part_size=int(size)
    )
"""
KILLS = 10


@pytest.mark.slow
def test_killed_ten_times_and_resumed(run, trained_path):
    Path("script.py").write_text(CODE)
    command = [
        sys.executable,
        "script.py",
        str(trained_path),
        "killed.jsonl",
        str(SMALL),
    ]
    rng = Random(0)
    records = [*TEXTS, {"body": "broken"}] * 300
    run(records, "whole.jsonl")
    n_done = []
    parts, output = Path("killed.jsonl.parts"), Path("killed.jsonl")
    while len(n_done) < KILLS:
        # Once so many parts more are done: how long a start takes does not count.
        goal = count(parts) + rng.randint(0, 12)
        process = subprocess.Popen(command, start_new_session=True)
        while process.poll() is None and not (parts.exists() and count(parts) > goal):
            time.sleep(rng.random() / 10)
        if process.poll() is not None:
            break
        # Workers too, or the first process alone: they end by themselves.
        kill = os.killpg if rng.random() < 0.5 else os.kill
        kill(process.pid, signal.SIGKILL)
        process.wait()
        assert not output.exists()
        n_done.append(count(parts))
    assert len(n_done) == KILLS and n_done[0] < n_done[-1]
    subprocess.run(command, check=True)
    for end in ("", ".errors.jsonl"):
        whole, killed = Path(f"whole.jsonl{end}"), Path(f"killed.jsonl{end}")
        assert whole.read_bytes() == killed.read_bytes()
    assert not parts.exists()


def count(parts: Path) -> int:
    return len(list(parts.glob("[0-9]*")))
