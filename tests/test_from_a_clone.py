"""The path that docs/training.md tells: from a clone to spacy.load("phonener_xphone").

Its commands run word for word. What is small here lies where a user would put the real
thing: the checkpoint in assets/xphonebert-base, the sample in the place of WikiANN.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import srsly

from benchmarks.random_checkpoint import save_checkpoint

from .conftest import ROOT
from .documents import read_blocks

TRAINING = ROOT / "docs" / "training.md"
BASH, CODE = (
    block
    for block in read_blocks(TRAINING)
    if block.says("test") == "from a clone to a pipeline"
)
COMMANDS = BASH.text.splitlines()
CHECKPOINT = "assets/xphonebert-base"
# spaCy reads settings here too.
SETTINGS = (
    "--training.max_steps 4 --training.optimizer.learn_rate.total_steps 4 "
    "--training.optimizer.learn_rate.warmup_steps 1 --training.eval_frequency 2 "
    "--training.batcher.size 16"
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("clone")
    for name in ("project.yml", "configs", "assets"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, path / name)
    shutil.copytree(
        path / "assets" / "sample" / "en", path / "assets" / "wikiann" / "en"
    )
    return path


def run(clone: Path, command: str, code: int = 0) -> str:
    """Run a command line in the clone; what it installs goes to a folder of it.

    code (int): That it has to end with.
    RETURNS (str): What it prints, on one line.
    """
    site = clone / "site"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)]),
        "PIP_TARGET": str(site),
        "PIP_NO_DEPS": "1",
        "HF_HUB_OFFLINE": "1",
        "SPACY_CONFIG_OVERRIDES": SETTINGS,
    }
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert result.returncode == code, result.stdout
    return " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def trained(clone) -> Path:
    """The clone, after the documented commands."""
    save_checkpoint(clone / CHECKPOINT, layers=2, width=32, heads=2)
    for command in COMMANDS:
        run(clone, command)
    return clone


@pytest.mark.slow
def test_without_a_hub_one_line_says_what_is_lacking(clone):
    said = run(clone, COMMANDS[0], code=1)
    assert "There is no checkpoint vinai/xphonebert-base" in said
    assert f"put that folder at {CHECKPOINT}" in said
    assert "Traceback" not in said
    assert not list((clone / "training").iterdir())


@pytest.mark.slow
def test_the_package_is_loaded_by_its_name(trained):
    code = CODE.text + "print(nlp.meta['description'])"
    said = run(trained, f"python - <<'END'\n{code}\nEND")
    assert f"Encoder: spacy_phonener.XPhoneBERT.v1 ({CHECKPOINT})." in said


@pytest.mark.slow
def test_evaluate_and_report_find_the_pipeline_of_the_config(trained):
    for command in ("evaluate", "report"):
        run(
            trained, f"python -m spacy project run {command} . --vars.config xphonebert"
        )
    assert (trained / "metrics" / "xphonebert-english.json").exists()
    report = srsly.read_json(trained / "report" / "report.json")
    assert list(report["systems"]) == ["xphonebert"]


@pytest.mark.slow
def test_another_checkpoint_is_trained_from_again(trained):
    """Though it lies in the same folder, and the command is the same."""
    model = "training/xphonebert/model-best"
    assert f"Nothing has changed since {model} was" in run(trained, COMMANDS[0])
    shutil.rmtree(trained / CHECKPOINT)
    save_checkpoint(trained / CHECKPOINT, layers=2, width=32, heads=2, seed=1)
    assert f"{model} was trained on" in run(trained, COMMANDS[0])
