"""`fit --if-changed`, as project.yml calls it: no stale pipeline, and none trained twice.

What trains is a stand-in here: it only saves a pipeline.
"""

import re
import shutil

import pytest
import spacy

from spacy_phonener.cli import variables

from ..checkpoints import save_xphonebert
from ..conftest import ROOT
from .conftest import invoke
from .test_fit import write_corpus

NAME = "components.phonener.model.encoder.name"


@pytest.fixture
def trainings(tmp_path, monkeypatch):
    """The configs that were trained by, and their settings; at first none."""
    made = []

    def train(config_path, output_path, *, use_gpu, overrides):
        made.append((config_path.stem, overrides))
        output_path.mkdir(parents=True, exist_ok=True)
        for name in ("model-best", "model-last"):
            spacy.blank("xx").to_disk(output_path / name)

    monkeypatch.setattr("spacy.cli.train.train", train)
    monkeypatch.setattr("thinc.api.has_cupy", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", refuse)
    # Where `assets` is looked for.
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path / "corpus", "wikiann")
    return made


def refuse(*args, **kwargs):
    raise ConnectionError("There is no hub.")


@pytest.fixture
def checkpoint(tmp_path):
    save_xphonebert(tmp_path / "small")
    return tmp_path / "small"


def fit(config, *options):
    path = ROOT / "configs" / f"{config}.cfg"
    arguments = ("fit", path, "corpus", f"training/{config}", "--if-changed")
    result = invoke(*arguments, *options)
    # Without colours.
    said = re.sub(r"\x1b\[[\d;]*m", "", result.output)
    return result.exit_code, " ".join(said.split())


def test_nothing_changed(trainings):
    for options in ([], [], ["--gpu-id", 0]):
        code, said = fit("lite", *options)
        assert code == 0
    assert len(trainings) == 1
    assert said.endswith(
        "Nothing has changed since training/lite/model-best was trained"
    )


def test_without_the_option_it_always_trains(trainings):
    for _ in range(2):
        path = ROOT / "configs" / "lite.cfg"
        assert invoke("fit", path, "corpus", "training/lite").exit_code == 0
    assert len(trainings) == 2


def test_a_setting_changed(trainings, monkeypatch):
    """By hand, or in the environment, where spaCy looks for settings too."""
    fit("lite")
    fit("lite", "--training.max_steps", 5)
    fit("lite", "--training.max_steps", 5)
    assert len(trainings) == 2
    monkeypatch.setenv("SPACY_CONFIG_OVERRIDES", "--training.max_steps 6")
    fit("lite", "--training.max_steps", 5)
    assert len(trainings) == 3


def test_the_checkpoint_changed(trainings, checkpoint, tmp_path):
    """Another one, or another content of the same folder."""
    for _ in range(2):
        code, said = fit("xphonebert", "--checkpoint", "small")
        assert code == 0, said
    assert [overrides[NAME] for _, overrides in trainings] == ["small"]
    shutil.copytree(checkpoint, tmp_path / "other")
    fit("xphonebert", "--checkpoint", "other")
    assert trainings[-1][1][NAME] == "other"
    weights = tmp_path / "other" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[::-1])
    fit("xphonebert", "--checkpoint", "other")
    assert len(trainings) == 3


def test_the_data_changed(trainings, tmp_path):
    fit("lite")
    train = tmp_path / "corpus" / "eng" / "train.spacy"
    shutil.copy(train.with_stem("validation"), train)
    fit("lite")
    assert len(trainings) == 2


def test_the_pipeline_changed(trainings, tmp_path):
    """Or is gone, or its training was interrupted."""
    fit("lite")
    model = tmp_path / "training" / "lite" / "model-best"
    (model / "meta.json").write_text("{}")
    fit("lite")
    shutil.rmtree(model)
    fit("lite")
    (model.parent / "inputs.json").unlink()
    fit("lite")
    assert len(trainings) == 4


def test_a_checkpoint_that_cannot_be_had(trainings):
    """It ends with one line, before it trains."""
    code, said = fit("xphonebert")
    assert code == 1 and not trainings
    assert "Nothing was trained There is no checkpoint vinai/xphonebert-base" in said
    assert "download vinai/xphonebert-base --local-dir FOLDER" in said
    assert "put that folder at assets/xphonebert-base" in said
    code, said = fit("lite", "--checkpoint", "small")
    assert code == 1 and "no encoder that starts from a checkpoint" in said


def test_auto_trains_the_papers_where_it_can(trainings, checkpoint, tmp_path):
    """The first line says which, and so does the pipeline."""
    model = tmp_path / "training" / "auto" / "model-best"
    for options, config, why in (
        ([], "lite", "no GPU was given"),
        # There is no checkpoint either, so that nothing has changed.
        (["--gpu-id", 0], "lite", "no GPU was given"),
        (["--gpu-id", 0], "xphonebert", "GPU 0 was given, and its checkpoint is"),
        ([], "lite", "no GPU was given"),
    ):
        if config == "xphonebert":
            # Since then it has been downloaded.
            shutil.copytree(checkpoint, "assets/xphonebert-base")
        code, said = fit("auto", *options)
        assert code == 0, said
        assert spacy.load(model).meta["chosen"].startswith(f"{config}, since {why}")
    assert [config for config, _ in trainings] == ["lite", "xphonebert", "lite"]
    assert 0 <= said.find("Config: lite, since no GPU was given") < 5


def test_the_project_can_force_it(trainings, monkeypatch):
    run = ["python", "-m", "spacy", "project", "run", "train", ".", "--force"]
    monkeypatch.setattr(variables, "parent_arguments", lambda: run)
    for _ in range(2):
        fit("lite")
    assert len(trainings) == 2
