"""The test suite under every Python that is supported: `make test-all`, or `nox`."""

import os
from pathlib import Path

import nox

TORCH = os.environ.get("TORCH", "torch==2.13.0")
ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")


@nox.session(python=nox.project.python_versions(PROJECT))
def tests(session: nox.Session) -> None:
    """Install the package and run its tests; a Python that is not there is skipped."""
    session.install(*TORCH.split())
    session.install("--editable", ".[test]")
    env = {"OMP_NUM_THREADS": "1"}
    session.run("pytest", "-n", "auto", "--dist", "loadfile", *session.posargs, env=env)
