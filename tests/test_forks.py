"""Threads read alike, and a lock that another thread holds is free in a forked child."""

import os
import subprocess
import sys

import pytest

from .conftest import ROOT


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_threads_and_forks_beside_them(trained_path, tmp_path):
    path = tmp_path / "threads.md"
    options = ["--threads=4", "--docs=200", "--forks=10", f"--output={path}"]
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.threads", str(trained_path), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stderr
    rows = [line.split(" | ") for line in path.read_text().splitlines()[-3:]]
    found = [(done, what, count.strip(" |")) for _, done, what, count in rows]
    assert found == [
        ("200 docs", "different", "0"),
        ("10 children", "hung", "0"),
        ("99 docs", "lost", "0"),
    ]
