import shutil
import subprocess
import sys

import pytest

from spacy_phonener.cli import variables

from ..conftest import ROOT
from .conftest import invoke

RUN = ["python", "-m", "spacy", "project", "run", "train", "."]


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copy(ROOT / "project.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_by(monkeypatch, *arguments):
    """Run a command as if a process with these arguments ran it."""
    monkeypatch.setattr(variables, "parent_arguments", lambda: list(arguments))
    result = invoke("clean", "corpus")
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize(
    "given,name,told",
    [
        (["--vars.wikian", "x"], "wikian", "Did you mean 'wikiann'?"),
        (["--vars.config", "lite", "--vars.gpu=0"], "gpu", "gpu_id"),
        (["--vars.zzz", "1"], "zzz", "It has config, overrides"),
    ],
)
def test_a_variable_that_the_project_has_not(project, monkeypatch, given, name, told):
    code, said = run_by(monkeypatch, *RUN, *given)
    assert code == 1 and f"no variable '{name}'" in said and told in said


def test_variables_that_the_project_has(project, monkeypatch):
    given = ["--vars.overrides", " --vars.x 1", "--vars.gpu-id=0"]
    assert run_by(monkeypatch, *RUN, *given)[0] == 0
    # Another program's.
    assert run_by(monkeypatch, "other", "--vars.zzz", "1")[0] == 0
    (project / "project.yml").write_text("title: x\n")
    code, said = run_by(monkeypatch, *RUN, "--vars.zzz", "1")
    assert code == 1 and "It has none." in said


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="There is no /proc")
def test_weasel_runs_the_check(project):
    command = [sys.executable, *RUN[1:5], "clean", ".", "--vars.corpse", "x"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 1 and "no variable 'corpse'" in result.stdout
    assert not (project / "project.lock").exists()
